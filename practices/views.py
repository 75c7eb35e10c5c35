"""The library's list and what a practice's page shows."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def library(request: HttpRequest, page) -> HttpResponse:
    """Answer with the library."""
    return render(request, "practices/practiceindex.html", {"page": page})


def practice_context(request: HttpRequest, page) -> dict:
    """Return what the practice's template shows."""
    return {}
