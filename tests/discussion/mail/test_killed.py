"""A worker is really killed between its steps, and everything said is still told once to each.

docs/decisions/0010 tells why each of these ends well; `tests/alerts` does the same with letters
about saved searches.
"""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.alerts.killing import Site, site_in
from tests.alerts.mail_server import MailServer

ALL = ["ada@example.org", "bo@example.org", "cy@example.org"]


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    with site_in(tmp_path_factory.mktemp("site")) as made:
        made.run(f"listen {' '.join(ALL)}")
        yield made


def told(mails, words: str) -> list[str]:
    """Return to whom `words` were told, as often as they were."""
    texts = [(one["To"], one.get_payload()[0].get_payload(decode=True).decode()) for one in mails]
    return sorted(to for to, text in texts if words in text)


@pytest.mark.parametrize("step", ["followed", "prepared", "claimed", "sent"])
def test_killed_between_two_steps_the_next_worker_tells_everybody_once(site, step):
    site.run(f"say {step}.")
    site.kill_at(step)
    site.run("recover")

    for words in (f"Named {step}.", f"All {step}."):
        assert told(site.mails(), words) == ALL
    assert set(Counter(one["Message-ID"] for one in site.mails()).values()) == {1}


def test_three_workers_at_once_tell_everybody_once(site):
    site.run("say crowd.")
    site.workers(3)
    site.run("recover")

    for words in ("Named crowd.", "All crowd."):
        assert told(site.mails(), words) == ALL


def test_killed_after_the_mail_server_took_it_the_second_copy_bears_the_same_message_id(site):
    """The one moment nobody can know of: see docs/decisions/0010."""
    site.run("say doubt.")
    with MailServer() as server:
        site.kill_at("sent", f"EMAIL_URL={server.url}")
        site.run(f"EMAIL_URL={server.url} recover")
        once = {one["Message-ID"]: one for one in server.taken}
        assert len(server.taken) == len(once) + 1
        assert told(once.values(), "All doubt.") == ALL
