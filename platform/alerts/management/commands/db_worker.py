"""The worker of django-tasks-db, that first sees to it that the clock goes on."""

from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as WorkerCommand

from alerts.tasks import BACKGROUND, keep_ticking


class Command(WorkerCommand):
    """`manage.py db_worker`: timers and mail, until it is ended; any number of them at once."""

    help = "Work off timers and mail. After a kill another worker, or the next, goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Work for this site's own queue unless told otherwise."""
        super().add_arguments(parser)
        parser.set_defaults(backend_name=BACKGROUND)

    def handle(self, **options: Any) -> None:
        """See to it that there is a next run of the clock, then work."""
        keep_ticking()
        super().handle(**options)
