"""Demo content."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo content."""

    name = "demo"
