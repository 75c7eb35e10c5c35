"""The list of workshops: what is coming, what has been, narrowed by series, theme and place."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from content.languages import active_language, country_name
from events.models import WorkshopPage, WorkshopSeries
from events.queries import chosen, readable
from network.models import Place
from vocabulary.queries import labels

PAGE_SIZE = 20
MOST_UPCOMING = 50


@dataclass(frozen=True)
class Choice:
    """A filter: its name in the address, its label, what is on offer, what is chosen."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str = ""

    @property
    def chosen_label(self) -> str:
        """Return the words of what is chosen."""
        return dict(self.options).get(self.value, "")


@dataclass(frozen=True)
class Listing:
    """What the list page shows. `groups` are pairs of year (or nothing) and workshops."""

    choices: list[Choice]
    upcoming: list[WorkshopPage] = field(default_factory=list)
    groups: list[tuple[str, list[WorkshopPage]]] = field(default_factory=list)
    pages: Page | None = None
    total: int = 0

    @property
    def active(self) -> list[Choice]:
        """Return the filters that are in force."""
        return [choice for choice in self.choices if choice.value]


def listing(wanted: QueryDict) -> Listing:
    """Return the list for the parameters of an address; unknown values are dropped.

    Five queries, however many workshops there are: all of them in short, the places with their
    names, the series, and the texts of those that are shown.
    """
    language = active_language()
    rows = chosen(_short_rows(), language)
    choices = _choices(rows, wanted, language)
    rows = [row for row in rows if all(_fits(row, choice) for choice in choices)]
    today = timezone.now().date()
    coming = [row for row in rows if row.last_day and row.last_day >= today]
    coming.sort(key=lambda row: (row.start, row.pk))
    past = [row for row in rows if not row.last_day or row.last_day < today]
    past.sort(key=lambda row: (row.last_day is not None, row.last_day or 0, row.pk), reverse=True)
    pages = Paginator(past, PAGE_SIZE).get_page(wanted.get("page", "1"))
    shown = [] if pages.number > 1 else coming[:MOST_UPCOMING]
    full = _full([*shown, *pages.object_list])
    return Listing(
        choices=choices,
        upcoming=[full[row.pk] for row in shown if row.pk in full],
        groups=_by_year(full[row.pk] for row in pages.object_list if row.pk in full),
        pages=pages,
        total=len(rows),
    )


def _short_rows() -> list[WorkshopPage]:
    return list(
        readable().only(
            "translation_key", "locale__language_code", "start", "last_day", "facets", "series_id",
            "place_id",
        ).order_by("pk")
    )  # fmt: skip


def _full(rows: list[WorkshopPage]) -> dict[int, WorkshopPage]:
    """Fetch the texts of `rows`; places and series come from what `_choices` has read."""
    pages = WorkshopPage.objects.filter(pk__in=[row.pk for row in rows])
    full = {page.pk: page for page in pages.select_related("locale")}
    for row in rows:
        if row.pk in full:
            page = full[row.pk]
            page.untranslated, page.place, page.series = row.untranslated, row.place, row.series
    return full


def _choices(rows: list[WorkshopPage], wanted: QueryDict, language: str) -> list[Choice]:
    places = _attach(rows, "place", Place.objects.prefetch_related("names"))
    series = _attach(rows, "series", WorkshopSeries.objects.all())
    used = {code for row in rows for code in row.facets.get("themes", [])}
    themes = [pair for pair in labels("themes", language).items() if pair[0] in used]
    cities = [
        (str(one.pk), f"{one.name_in(language)}, {country_name(one.country, language)}")
        for one in places
    ]
    titles = [(one.slug, one.title_in(language)) for one in series]
    offers = (
        ("series", _("Series"), sorted(titles, key=_by_label)),
        ("theme", _("Theme"), themes),
        ("place", _("Place"), sorted(cities, key=_by_label)),
    )
    return [_choice(wanted, *offer) for offer in offers]


def _choice(wanted: QueryDict, name: str, label: str, options: list[tuple[str, str]]) -> Choice:
    value = wanted.get(name, "")
    return Choice(name, label, options, value if value in dict(options) else "")


def _by_label(pair: tuple[str, str]) -> str:
    return pair[1].casefold()


def _attach(rows: list[WorkshopPage], name: str, known: Any) -> list[Any]:
    """Give `rows` the objects that their key `name` points to, from one query; return them."""
    found = known.in_bulk({getattr(row, f"{name}_id") for row in rows} - {None})
    for row in rows:
        setattr(row, name, found.get(getattr(row, f"{name}_id")))
    return list(found.values())


def _fits(row: WorkshopPage, choice: Choice) -> bool:
    if not choice.value:
        return True
    if choice.name == "series":
        return bool(row.series and row.series.slug == choice.value)
    if choice.name == "place":
        return str(row.place_id) == choice.value
    return choice.value in row.facets.get("themes", [])


def _by_year(pages: Iterable[WorkshopPage]) -> list[tuple[str, list[WorkshopPage]]]:
    groups: dict[str, list[WorkshopPage]] = {}
    for page in pages:
        groups.setdefault(str(page.start.year) if page.start else "", []).append(page)
    return list(groups.items())
