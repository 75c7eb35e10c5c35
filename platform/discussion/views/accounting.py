"""Moderation in figures, for everybody: as a page and as a file."""

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from content.generation import answer_for_now
from discussion import accounting
from search.exports.writing import BOM


@require_safe
def in_figures(request: HttpRequest) -> HttpResponse:
    """Show what was reported, done and appealed, year by year."""
    answer_for_now(request)
    found = [accounting.figures(year) for year in accounting.years()]
    return render(request, "discussion/accounting.html", {"years": found})


@require_safe
def file(request: HttpRequest, year: int) -> HttpResponse:
    """Answer with the figures of a year as CSV. Raises Http404 for a year without any."""
    if year not in accounting.years():
        raise Http404
    answer_for_now(request)
    response = HttpResponse(BOM, content_type="text/csv; charset=utf-8; header=present")
    writer = csv.writer(response)
    writer.writerow(accounting.COLUMNS)
    writer.writerows(accounting.rows(year))
    name = f"crocevia-moderation-{year}.csv"
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
