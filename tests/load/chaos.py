"""`python -m tests.load.chaos`: kill the server at random moments while people talk, and count.

Bounded: so many kills, so many seconds in between. Exit code 1 where something was lost or doubled.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.discussion.live.test_server import Server
from tests.load.driver import Follower, Sender
from tests.load.invariants import Stored, broken

PEOPLE = """
from tests.factories.accounts import UserFactory
from tests.discussion.live.conftest import sign_in
for _at in range({count}):
    person = UserFactory(email=f"writer{{_at}}@example.org")
    print("session", sign_in(person).split("=")[1])
"""
STORED = """
import json
from discussion.models import Event, Message
events = list(Event.objects.filter(channel={channel}).values_list("seq", flat=True))
rows = Message.objects.filter(channel={channel}).values_list("created_seq", "client_id")
print("stored", json.dumps([events, [[seq, str(one)] for seq, one in rows]]))
"""
CATCH_UP = 30.0


def main() -> int:
    """Run it, print the table, return the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--followers", type=int, default=20)
    parser.add_argument("--senders", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=6, help="at most, between two kills")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            return _report(*_run(server, given), given)
        finally:
            server.kill()


def _run(server: Server, given: argparse.Namespace) -> tuple:
    people = server.site.manage("shell", "--no-imports", "-c", PEOPLE.format(count=given.senders))
    sessions = [one.split()[1] for one in people.splitlines() if one.startswith("session")]
    senders = [Sender(server.url, server.channel, one) for one in sessions]
    followers = [Follower(server.url, server.channel) for _at in range(given.followers)]
    for thread in [*senders, *followers]:
        thread.start()
    for _kill in range(given.kills):
        time.sleep(random.uniform(1, given.seconds))
        server.kill()
        time.sleep(random.uniform(0, 1))
        server.start()
    time.sleep(2)
    for one in senders:
        one.is_over = True
    for one in senders:
        one.join(40)
    return senders, followers, _stored(server, followers)


def _stored(server: Server, followers: list[Follower]) -> Stored:
    """Return what is stored, once all have caught up or had their time."""
    text = server.site.manage("shell", "--no-imports", "-c", STORED.format(channel=server.channel))
    events, messages = json.loads(text.split("stored ", 1)[1].splitlines()[0])
    end = time.monotonic() + CATCH_UP
    while time.monotonic() < end and any(one.last < max(events) for one in followers):
        time.sleep(0.2)
    for one in followers:
        one.is_over = True
    return Stored(events, [(seq, one) for seq, one in messages])


def _report(
    senders: list[Sender], followers: list[Follower], stored: Stored, given: argparse.Namespace
) -> int:
    acknowledged = [one for sender in senders for one in sender.acknowledged]
    found = broken(stored, acknowledged, [one.shown for one in followers])
    table = {
        "kills": given.kills,
        "clients": len(followers),
        "attempts": sum(one.attempts for one in senders),
        "acknowledged": len(acknowledged),
        "stored": len(stored.messages),
        "cuts": sum(one.cuts for one in followers),
        "resets": sum(one.resets for one in followers),
        **found,
    }
    sys.stdout.write(" | ".join(table) + "\n" + " | ".join(map(str, table.values())) + "\n")
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
