"""A site of its own, for the tests in which a worker is really killed.

Reads commands from its input, one a line, and does each in a process of its own, which begins as
a copy of this one so that it need not load everything anew. Says `pid N` when one has begun,
`at STEP` when a worker waits to be killed, `ended N CODE` when one is over.

    begin ADDRESS…     a library of one practice, and a confirmed search for housing for each
    publish TITLE…     more practices
    listen ADDRESS…    a discussion that each of these people follows, and in which all are named
    say WORD           a message in it that names them, some minutes ago
    work [STEP]        the worker of `manage.py db_worker`; at STEP it says so and waits
    recover            the same worker, some minutes after the last one died

`EMAIL_URL=…` before a command says where mail goes. Database and folder come from the environment.
"""

import os
import select
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.mail import EmailMultiAlternatives  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db.models import F  # noqa: E402
from django_tasks_db.models import DBTaskResult  # noqa: E402

from accounts.models import User  # noqa: E402
from alerts import actions, delivery, digests, tasks  # noqa: E402
from alerts.models import Letter, SavedSearch  # noqa: E402
from config import environment  # noqa: E402
from discussion.mail import actions as choices  # noqa: E402
from discussion.mail import digests as talk  # noqa: E402
from discussion.mail import naming  # noqa: E402
from discussion.models import Channel, Event, Notice  # noqa: E402
from home.actions import make_house  # noqa: E402
from search import actions as search_actions  # noqa: E402
from tests.factories.accounts import UserFactory  # noqa: E402
from tests.factories.discussion import make_channel, make_message  # noqa: E402
from tests.factories.practices import make_practice  # noqa: E402

# Where to stop: the function, and whether before it begins or after it has ended.
STEPS = {
    "turn": (tasks, "take_turn", "before"),
    "found": (digests, "hits", "after"),
    "intended": (digests, "prepare", "after"),
    "followed": (naming, "prepare_channel", "after"),
    "prepared": (talk, "prepare", "after"),
    "claimed": (delivery, "claim", "after"),
    "written": (EmailMultiAlternatives, "send", "before"),
    "sent": (EmailMultiAlternatives, "send", "after"),
    "marked": (delivery, "_mark", "after"),
}


def begin(*addresses: str) -> None:
    """Make the library, its index, and a search for each address."""
    make_practice("old", house=make_house(), title="Old house")
    search_actions.rebuild()
    for address in addresses:
        actions.ask(address, "theme=housing", "en", "immediate")
    for search in SavedSearch.objects.all():
        actions.confirm(search.pk)
    # Their letters are another story.
    Letter.objects.all().delete()
    DBTaskResult.objects.all().delete()


def publish(*titles: str) -> None:
    """Publish practices that every search finds."""
    for title in titles:
        make_practice(title.lower(), house=make_house(), title=f"House {title}", language="en")


def listen(*addresses: str) -> None:
    """Make a discussion in which each has written, and which each follows."""
    channel = make_channel()
    for address in addresses:
        person = UserFactory(email=address, name=address.partition("@")[0])
        make_message(channel, "I am here", author=person)
        choices.follow(channel=channel, person=person, rhythm="immediate")
    choices.nothing_so_far([channel])


def say(word: str) -> None:
    """Write two messages, one of which names everybody; three minutes ago."""
    channel = Channel.objects.select_related("page").get()
    writer = User.objects.filter(name="Writer").first() or UserFactory(name="Writer")
    names = User.objects.exclude(pk=writer.pk).values_list("name", flat=True)
    make_message(channel, f"Named {word} {' '.join(f'@{name}' for name in names)}", author=writer)
    make_message(channel, f"All {word}", author=writer)
    Event.objects.update(at=F("at") - timedelta(minutes=3))


def work(step: str = "") -> None:
    """Work until killed, or for two runs of the clock."""
    settings.TIMER_SECONDS = 1
    if step:
        wait_at(step)
    arguments = ["--interval", "0.2", "--no-startup-delay", "--no-reload", "--max-tasks", "2"]
    call_command("db_worker", *arguments, verbosity=0)


def recover() -> None:
    """Let five minutes pass for every claim, then work."""
    past = delivery.LEASE + timedelta(seconds=1)
    for model in (Letter, Notice):
        model.objects.update(claimed_at=F("claimed_at") - past, not_before=F("not_before") - past)
    work()


def wait_at(step: str) -> None:
    """Say so and wait to be killed when the worker comes to that step."""
    place, name, when = STEPS[step]
    real = getattr(place, name)

    def halting(*args, **kwargs):
        result = None if when == "before" else real(*args, **kwargs)
        if when == "after" and result is None and step in ("intended", "prepared", "claimed"):
            return result
        print(f"at {step}", flush=True)  # noqa: T201
        time.sleep(600)
        return result

    setattr(place, name, halting)


COMMANDS = {
    "begin": begin,
    "publish": publish,
    "listen": listen,
    "say": say,
    "work": work,
    "recover": recover,
}


def do(line: str) -> None:
    """Do one command in this process."""
    words = line.split()
    if words[0].startswith("EMAIL_URL="):
        for name, value in environment.email(words.pop(0).partition("=")[2]).items():
            setattr(settings, name, value)
    COMMANDS[words[0]](*words[1:])


def main() -> None:
    """Give each line to a copy of this process, until there are no more and all are over."""
    running, open_ = 0, True
    # Without a buffer, or lines would wait in it that `select` does not see.
    lines = open(sys.stdin.fileno(), "rb", buffering=0)  # noqa: SIM115
    while open_ or running:
        ready = select.select([lines] if open_ else [], [], [], 0.05)[0]
        if ready:
            line = lines.readline().decode()
            open_ = bool(line)
            if line.strip():
                pid = os.fork()
                if pid == 0:
                    code = 1
                    try:
                        do(line)
                        code = 0
                    finally:
                        os._exit(code)
                running += 1
                print(f"pid {pid}", flush=True)  # noqa: T201
        while running and (over := os.waitpid(-1, os.WNOHANG))[0]:
            running -= 1
            print(f"ended {over[0]} {os.waitstatus_to_exitcode(over[1])}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
