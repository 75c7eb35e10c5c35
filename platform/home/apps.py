"""The home page and editorial pages."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The home page and editorial pages."""

    name = "home"
