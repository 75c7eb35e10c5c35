"""The start of the demo."""

import socket

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def test_a_second_demo_on_the_same_port_is_refused_before_anything_is_set_up(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings.PORT = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"PORT={settings.PORT + 1} make demo"):
            call_command("demo")
    assert not list(tmp_path.iterdir())
