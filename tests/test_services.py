"""The plugin that knows which services are here."""

from pathlib import Path

import pytest

from tests import services

pytest_plugins = ["pytester"]

SUITE = """
import pytest

@pytest.mark.browser
def test_one(): pass

@pytest.mark.services("redis")
def test_two(): pass

def test_three(): pass
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A small test suite on a machine where no service is."""
    for variable in services.VARIABLES.values():
        monkeypatch.setenv(variable, "/nowhere")
    monkeypatch.delenv("CI", raising=False)
    plugin = Path(services.__file__)
    (pytester.path / "tests").mkdir()
    (pytester.path / "tests" / "services.py").write_text(plugin.read_text(encoding="utf-8"))
    pytester.makeconftest("pytest_plugins = ['tests.services']")
    pytester.makeini("[pytest]\nmarkers =\n  browser: x\n  services: x\npythonpath = .\n")
    pytester.makepyfile(SUITE)
    return pytester


def test_a_laptop_skips_only_what_needs_a_service_and_says_so_in_one_line(suite):
    result = suite.runpytest_subprocess("-ra", "-p", "no:django")

    result.assert_outcomes(passed=1, skipped=2)
    said = [line for line in result.outlines if line.startswith("SKIPPED")]
    assert len(said) == 1
    assert "redis" in said[0]
    assert "make services" in said[0]


def test_ci_fails_where_a_service_is_missing(suite, monkeypatch):
    monkeypatch.setenv("CI", "true")

    result = suite.runpytest_subprocess("-p", "no:django")

    assert result.ret != 0
    result.stderr.fnmatch_lines(["*CI needs these services too*redis*"])


def test_a_server_that_stopped_counts_as_missing():
    assert not services.answers("redis://127.0.0.1:1/0")
