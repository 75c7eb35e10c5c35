"""Load the demo site: real facts, demo accounts."""

from typing import Any

from django.core.management.base import BaseCommand

from demo.actions import load_demo


class Command(BaseCommand):
    """`manage.py load_demo`: idempotent; refused in production."""

    help = "Load the demo site: partners, places, workshops, practices, demo accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was loaded."""
        users = load_demo(lambda step: self.stdout.write(f"  {step}"))
        self.stdout.write(f"The demo stands, with {len(users)} demo accounts.")
