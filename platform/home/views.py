"""What the home page shows."""

from django.http import HttpRequest


def home_context(request: HttpRequest, page) -> dict:
    """Return what the home page shows."""
    return {}
