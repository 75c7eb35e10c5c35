"""A worker is really killed between its steps, and every new entry is still told once.

docs/decisions/0010 tells why each of these ends well.
"""

from collections import Counter
from collections.abc import Iterator
from email.message import Message

import pytest

from tests.alerts.killing import Site, site_in
from tests.alerts.mail_server import MailServer


def told(mails: list[Message], title: str) -> list[str]:
    """Return to whom `title` was told, as often as it was."""
    texts = [(one["To"], one.get_payload()[0].get_payload(decode=True).decode()) for one in mails]
    return [to for to, text in texts if f"House {title}" in text.splitlines()]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("site")) as made:
        made.run("begin ada@example.org bo@example.org cy@example.org")
        yield made


ALL = ["ada@example.org", "bo@example.org", "cy@example.org"]


@pytest.mark.parametrize(
    "step", ["turn", "found", "intended", "claimed", "written", "sent", "marked"]
)
def test_killed_between_two_steps_the_next_worker_tells_everybody_once(site, step):
    site.run(f"publish {step.title()}")
    site.kill_at(step)
    site.run("recover")
    assert sorted(told(site.mails(), step.title())) == ALL
    ids = Counter(one["Message-ID"] for one in site.mails())
    assert set(ids.values()) == {1}


def test_killed_again_and_again_it_is_still_told_once(site):
    site.run("publish Often")
    for step in ("found", "intended", "turn"):
        site.kill_at(step)
    site.run("recover")
    site.run("recover")
    assert sorted(told(site.mails(), "Often")) == ALL


def test_three_workers_at_once_tell_everybody_once(site):
    site.run("publish Crowd Throng")
    site.workers(3)
    site.run("recover")
    for title in ("Crowd", "Throng"):
        assert sorted(told(site.mails(), title)) == ALL


def test_killed_while_the_mail_server_listens_the_mail_is_taken_once(site):
    site.run("publish Listen")
    with MailServer() as server:
        server.silent_at_the_end = True
        pid = site.begin(f"EMAIL_URL={server.url} work")
        assert server.heard.wait(60), site.said()
        site.kill(pid)
        server.silent_at_the_end = False
        assert server.taken == []
        site.run(f"EMAIL_URL={server.url} recover")
        assert sorted(told(server.taken, "Listen")) == ALL


def test_killed_after_the_mail_server_took_it_the_second_copy_bears_the_same_message_id(site):
    """The one moment nobody can know of: see docs/decisions/0010."""
    site.run("publish Doubt")
    with MailServer() as server:
        site.kill_at("sent", f"EMAIL_URL={server.url}")
        site.run(f"EMAIL_URL={server.url} recover")
        first = server.taken[0]
        copies = [one for one in server.taken if one["Message-ID"] == first["Message-ID"]]
        assert len(copies) == 2
        once = {one["Message-ID"]: one for one in server.taken}
        assert sorted(told(list(once.values()), "Doubt")) == ALL
