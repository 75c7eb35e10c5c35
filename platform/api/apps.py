"""The public JSON API: an application without models, on top of all that can be read."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Addresses under /api/v1/."""

    name = "api"
    verbose_name = "API"
