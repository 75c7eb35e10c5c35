"""Where faults happen: a site with a database, servers on one or two ports, people, channels.

What is done here beside the servers is done in this process, as a command of `manage.py` would.
"""

import json
import os
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.browser.running import PROJECT, Site, _environment, _free_port
from tests.discussion.live.lines import LineBeside
from tests.discussion.live.serving import Process
from tests.load.invariants import Stored
from tests.load.machines import Postgres, Redis


class Stage:
    """A site in `folder`: on SQLite with one server, or on PostgreSQL and Redis with two."""

    def __init__(
        self, folder: Path, *, is_large: bool, is_ready: bool = False, is_counted: bool = True
    ) -> None:
        self.folder, self.is_counted = folder, is_counted
        self.postgres = Postgres(folder / "postgres") if is_large else None
        self.redis = Redis(folder) if is_large else None
        self.line = LineBeside(self.redis.url) if self.redis else None
        self.servers = [self._server() for _at in range(2 if is_large else 1)]
        site = self.servers[0].site
        if not is_ready:
            site.manage("migrate", "--verbosity", "0")
        site.manage("collectstatic", "--no-input", "--verbosity", "0")
        # Nothing is told from here: what happens elsewhere has to be found out.
        os.environ.update(site.environment)
        os.environ.pop("REDIS_URL", None)
        # Settings read the environment when they are imported.
        import django  # noqa: PLC0415

        django.setup()

    def _server(self) -> Process:
        url = f"http://127.0.0.1:{_free_port()}"
        environment = _environment(self.folder, url, self.postgres.url if self.postgres else "")
        environment["PYTHONPATH"] = f"{PROJECT}{os.pathsep}{PROJECT / 'platform'}"
        if self.is_counted:
            environment["DJANGO_SETTINGS_MODULE"] = "tests.load.counting"
        if self.line:
            environment["REDIS_URL"] = self.line.url
        return Process(Site(url, self.folder, environment))

    @property
    def urls(self) -> list[str]:
        """Return where the site answers."""
        return [one.site.url for one in self.servers]

    def close(self) -> None:
        """End everything."""
        for server in self.servers:
            server.kill()
        self.refresh()
        if self.redis:
            self.redis.stop()
        if self.postgres:
            self.postgres.stop("fast")

    def refresh(self) -> None:
        """Let go of connections to a database that was restarted."""
        from django.db import connections  # noqa: PLC0415  after the setup

        connections.close_all()

    def asked(self) -> int:
        """Return how often the transport of all servers has asked the database so far."""
        return (self.folder / "questions").stat().st_size

    # People and channels

    def people(self, count: int, **values: Any) -> list[str]:
        """Return the sessions of so many new people who have just signed in."""
        from django.contrib.auth import (  # noqa: PLC0415  after the setup
            BACKEND_SESSION_KEY,
            HASH_SESSION_KEY,
            SESSION_KEY,
        )
        from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

        from tests.factories.accounts import UserFactory  # noqa: PLC0415

        sessions = []
        for _at in range(count):
            person = UserFactory(email=f"{uuid4().hex}@example.org", password=None, **values)
            store = SessionStore()
            store[SESSION_KEY] = str(person.pk)
            store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
            store[HASH_SESSION_KEY] = person.get_session_auth_hash()
            store.create()
            sessions.append(str(store.session_key))
        return sessions

    def channel(self) -> int:
        """Return a new channel."""
        from tests.factories.discussion import make_channel  # noqa: PLC0415  after the setup

        return make_channel().pk

    def write(self, channel: int, count: int) -> None:
        """Write messages from this process, of which no server is told."""
        from discussion.models import Channel  # noqa: PLC0415  after the setup
        from tests.factories.accounts import UserFactory  # noqa: PLC0415
        from tests.factories.discussion import make_message  # noqa: PLC0415

        author = UserFactory(email=f"{uuid4().hex}@example.org", password=None)
        row = Channel.objects.get(pk=channel)
        for number in range(count):
            make_message(row, f"From elsewhere {number}", author=author)

    def fill(self, channel: int, count: int) -> None:
        """Put so many messages into a new channel, all at once."""
        from django.utils import timezone  # noqa: PLC0415  after the setup

        from discussion.models import Channel, Event, Message  # noqa: PLC0415
        from tests.factories.accounts import UserFactory  # noqa: PLC0415

        author = UserFactory(email=f"{uuid4().hex}@example.org", password=None)
        now = timezone.now()
        messages = Message.objects.bulk_create(
            (
                Message(
                    channel_id=channel,
                    author=author,
                    client_id=uuid4(),
                    body=f"Message {seq}",
                    html=f"<p>Message {seq}</p>",
                    lang="en",
                    created_seq=seq,
                    changed_seq=seq,
                    created_at=now,
                    shown_at=now,
                )
                for seq in range(1, count + 1)
            ),
            batch_size=500,
        )
        Event.objects.bulk_create(
            (
                Event(channel_id=channel, seq=one.created_seq, kind="created", message=one)
                for one in messages
            ),
            batch_size=500,
        )
        Channel.objects.filter(pk=channel).update(last_seq=count)

    def head(self, channel: int) -> int:
        """Return the number of the channel's last event."""
        from discussion.models import Channel  # noqa: PLC0415  after the setup

        return Channel.objects.values_list("last_seq", flat=True).get(pk=channel)

    # Rights, taken away by the database alone: nobody tells the servers

    def sign_out(self, sessions: list[str]) -> float:
        """End sessions; returns when that was done."""
        from django.contrib.sessions.models import Session  # noqa: PLC0415  after the setup

        Session.objects.filter(session_key__in=sessions)._raw_delete("default")
        return time.time()

    def close_accounts(self, sessions: list[str]) -> float:
        """Close the accounts of sessions; returns when that was done."""
        from django.contrib.sessions.models import Session  # noqa: PLC0415  after the setup

        from accounts.models import User  # noqa: PLC0415

        rows = Session.objects.filter(session_key__in=sessions)
        pks = [row.get_decoded()["_auth_user_id"] for row in rows]
        User.objects.filter(pk__in=pks).update(is_active=False)
        return time.time()

    def let_read(self, channel: int, audience: str) -> float:
        """Let only these people read the channel; returns when that was done."""
        from discussion.models import Channel  # noqa: PLC0415  after the setup

        Channel.objects.filter(pk=channel).update(read_by=audience)
        return time.time()

    def latest(self, channel: int, after: int, count: int) -> list[tuple[int, str]]:
        """Return id and client id of some messages that were written after a number."""
        from discussion.models import Message  # noqa: PLC0415  after the setup

        rows = Message.objects.filter(channel=channel, created_seq__gt=after, state="visible")
        found = rows.order_by("created_seq").values_list("pk", "client_id")[:count]
        return [(pk, str(client_id)) for pk, client_id in found]

    def stored(self, channel: int) -> Stored:
        """Return what the database has of a channel."""
        from discussion.models import Channel, Event, Message, ModerationAction  # noqa: PLC0415
        from discussion.permissions import Access  # noqa: PLC0415
        from discussion.queries import state_of_view  # noqa: PLC0415

        row = Channel.objects.get(pk=channel)
        seer = Access(None, reads=True, moderates=False)
        view = state_of_view(row, None, floor=1, seer=seer)["messages"]
        texts: dict[int, str] = {}
        ids = []
        for message in Message.objects.filter(channel=channel).prefetch_related("versions"):
            former = [one.body for one in message.versions.all()]
            texts[message.pk] = " ".join([message.state, message.body, *former])
            ids.append(str(message.client_id))
        hidden = Message.objects.filter(channel=channel, state="hidden")
        measures = ModerationAction.objects.filter(channel=channel, what="hide")
        reasons = dict(measures.exclude(reason="").values_list("message", "who"))
        return Stored(
            events=list(Event.objects.filter(channel=channel).values_list("seq", flat=True)),
            client_ids=ids,
            view=json.loads(json.dumps({str(pk): one for pk, one in view.items()})),
            texts=texts,
            unexplained=sum(pk not in reasons for pk in hidden.values_list("pk", flat=True)),
        )
