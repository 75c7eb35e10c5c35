"""Save a search, confirm it, manage all of one's own, stop one with a click."""

from typing import Any

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.views import too_many
from alerts import actions, links, queries
from alerts.criteria import TooMuch, canonical, described, list_path
from alerts.forms import AskForm, RhythmForm
from alerts.models import SavedSearch
from content.languages import active_language
from search.engines import IndexUnavailable

LIMIT = "saved_search"


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask how often, and without an account where; then save the search that the address names."""
    form_type = RhythmForm if request.user.is_authenticated else AskForm
    form = form_type(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "language": active_language()}
    try:
        query = canonical(request.GET)
        context |= _shown(query, context["language"])
        if request.method == "POST" and form.is_valid():
            if not request.user.is_authenticated and not consume(request, action=LIMIT):
                return too_many(request)
            return _saved(request, query, form.cleaned_data)
    except TooMuch as reason:
        context["reason"] = str(reason)
    except IndexUnavailable:
        response = render(request, "alerts/unavailable.html", context, status=503)
        response["Retry-After"] = "60"
        return response
    refused = form.errors or "reason" in context
    return render(request, "alerts/new.html", context, status=422 if refused else 200)


def _saved(request: HttpRequest, query: str, answers: dict[str, str]) -> HttpResponse:
    """Save the search. Raises TooMuch, IndexUnavailable."""
    language, rhythm = active_language(), answers["rhythm"]
    if request.user.is_authenticated:
        actions.save(request.user, query, language, rhythm)
        messages.success(request, _("The search is saved. We write when there is something new."))
        return redirect("alerts:mine")
    actions.ask(answers["email"], query, language, rhythm)
    return redirect("alerts:asked")


def _shown(query: str, language: str) -> dict[str, str]:
    return {"words": described(query, language), "list_url": list_path(query, language)}


@never_cache
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say that a message is on its way; the same whoever was asked for."""
    return render(request, "alerts/asked.html")


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, signed: str) -> HttpResponse:
    """Show a button, since programs that look through mail follow links; POST confirms."""
    pk = links.read(links.CONFIRM, signed)
    search = SavedSearch.objects.filter(pk=pk).first() if pk else None
    if search is None:
        return _dead_link(request)
    if request.method == "POST":
        confirmed = actions.confirm(search.pk)
        if confirmed is None:
            return _dead_link(request)
        messages.success(request, _("Confirmed. We write when there is something new."))
        return redirect(links.path(links.MANAGE, confirmed.subscriber_id))
    return render(request, "alerts/confirm.html", _of(search))


@never_cache
@csrf_exempt
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, signed: str) -> HttpResponse:
    """Delete one saved search. POST comes from a button here or from a mail program (RFC 8058),
    which has neither session nor token; the signature in the address is what allows it.

    Doing it twice answers the same.
    """
    pk = links.read(links.STOP, signed)
    if pk is None:
        return _dead_link(request)
    search = SavedSearch.objects.filter(pk=pk).first()
    if search is not None and request.method != "POST":
        return render(request, "alerts/stop.html", _of(search))
    if search is not None:
        actions.forget(search)
    return render(request, "alerts/stopped.html")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Manage one's saved searches in the account."""
    searches = queries.searches_of_user(request.user)  # type: ignore[arg-type]
    return _manage(request, searches, "alerts/mine.html")


@never_cache
@require_http_methods(["GET", "POST"])
def manage(request: HttpRequest, signed: str) -> HttpResponse:
    """Manage saved searches by a link from a mail."""
    pk = links.read(links.MANAGE, signed)
    searches = queries.searches_of(pk) if pk else None
    if searches is None or (request.method == "GET" and not searches.exists()):
        return _dead_link(request)
    return _manage(request, searches, "alerts/manage.html")


def _manage(request: HttpRequest, searches: QuerySet[SavedSearch], template: str) -> HttpResponse:
    if request.method == "POST":
        return _changed(request, searches)
    rows = [_of(search) | {"form": _rhythm_form(search)} for search in searches]
    return render(request, template, {"rows": rows})


def _changed(request: HttpRequest, searches: QuerySet[SavedSearch]) -> HttpResponse:
    """Do what a button of the list says. Raises Http404 for a search of somebody else."""
    number = request.POST.get("search", "")
    search = searches.filter(pk=number).first() if number.isdecimal() else None
    if search is None:
        raise Http404
    if "delete" in request.POST:
        actions.forget(search)
        if not request.user.is_authenticated and not searches.exists():
            return render(request, "alerts/stopped.html")
        messages.success(request, _("The saved search is deleted."))
        return redirect(request.path)
    form = RhythmForm(request.POST, prefix=f"s{search.pk}")
    if form.is_valid():
        actions.change_rhythm(search, form.cleaned_data["rhythm"])
        messages.success(request, _("The rhythm is changed."))
    return redirect(request.path)


def _rhythm_form(search: SavedSearch) -> RhythmForm:
    return RhythmForm(initial={"rhythm": search.rhythm}, prefix=f"s{search.pk}")


def _of(search: SavedSearch) -> dict[str, Any]:
    language = active_language()
    return {"search": search} | _shown(search.query, language)


def _dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "alerts/dead_link.html", status=404)
