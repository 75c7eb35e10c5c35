"""Reading workshops. Texts come in the reader's language where they exist, else in the source's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from content.languages import active_language
from content.permissions import public_pages
from content.routing import source_language
from events.dates import large, span
from events.models import GuidingQuestion, WorkshopOrganisation, WorkshopPage
from network.models import PartnerPage, Place
from network.queries import places_within, with_openness
from practices.models import PracticePage


@dataclass(frozen=True)
class WorkshopEntry:
    """A workshop as a line on another page. `language` is the language of its title."""

    url: str
    title: str
    language: str
    when: str
    page: WorkshopPage

    @property
    def lead(self) -> str:
        """Return what it is about, in a few sentences."""
        return self.page.lead

    @property
    def is_upcoming(self) -> bool:
        """Tell whether it is still to come, or goes on."""
        last = self.page.last_day
        return last is not None and last >= timezone.now().date()

    @property
    def date_big(self) -> str:
        """Return the days, for large type: `28–29`."""
        return large(self.page.start, self.page.end, self.page.date_precision)[0]

    @property
    def date_small(self) -> str:
        """Return month, year and city: `March 2023, Cluj-Napoca`."""
        rest = large(self.page.start, self.page.end, self.page.date_precision)[1]
        return ", ".join(filter(None, (rest, self.page.place and self.page.place.name_in())))


def readable(language: str | None = None) -> QuerySet[WorkshopPage]:
    """Return the public pages that a reader of `language` can reach: own tree and source tree.

    A translated workshop is in it twice; `chosen` keeps one.
    """
    codes = {language or active_language(), source_language()}
    pages = WorkshopPage.objects.filter(locale__language_code__in=codes)
    return public_pages(pages).select_related("locale")


def chosen(pages: Iterable[WorkshopPage], language: str | None = None) -> list[WorkshopPage]:
    """Return each workshop once, in the order given: the translation if there is one.

    A page that stands in for a missing translation keeps the reader's prefix in its address.
    """
    wanted = language or active_language()
    found: dict[Any, WorkshopPage] = {}
    for page in pages:
        page.untranslated = page.locale.language_code != wanted
        if page.translation_key not in found or not page.untranslated:
            found[page.translation_key] = page
    return list(found.values())


def entry(page: WorkshopPage) -> WorkshopEntry:
    """Return `page` as a line on another page."""
    when = span(page.start, page.end, page.date_precision)
    return WorkshopEntry(page.get_url() or "", page.title, page.content_language, when, page)


def workshops_of_practice(practice: PracticePage) -> list[WorkshopEntry]:
    """Return the workshops at which `practice` was shown, newest first. One query."""
    return _entries(readable().filter(practices__practice=practice))


def workshops_of_partner(partner: PartnerPage) -> list[WorkshopEntry]:
    """Return the workshops that `partner` hosted or organised, newest first. One query."""
    return _entries(readable().filter(organisations__partner=partner))


def workshops_of_place(place: Place) -> list[WorkshopEntry]:
    """Return the workshops held at `place` or within it, newest first. One query."""
    return _entries(readable().filter(place__in=places_within(place)))


def _entries(pages: QuerySet[WorkshopPage]) -> list[WorkshopEntry]:
    rows = chosen(pages.order_by("-last_day", "-pk"))
    return [entry(page) for page in rows]


def next_or_latest_workshop() -> WorkshopEntry | None:
    """Return the workshop that comes next, else the one that was last; in the reader's language.

    Its place is there with its names: at most four queries.
    """
    dated = readable().filter(last_day__isnull=False).select_related("place", "series")
    today = timezone.now().date()
    # Two rows: a workshop and its translation follow each other.
    upcoming = dated.filter(last_day__gte=today).order_by("start", "translation_key")[:2]
    rows = chosen(upcoming) or chosen(dated.order_by("-start", "translation_key")[:2])
    if not rows:
        return None
    load_place_names(rows[:1])
    return entry(rows[0])


def load_place_names(pages: Iterable[Any]) -> None:
    """Fetch the names of the places of `pages` in one query; the places are there already."""
    places = [page.place for page in pages if page.place]
    if places:
        prefetch_related_objects(places, "names")


def organisations_with_partners() -> QuerySet[WorkshopOrganisation]:
    """Return hosts and organisers; `open` says whether anybody may read the partner's page."""
    return with_openness(WorkshopOrganisation.objects.select_related("partner"))


def organisations_of(workshop: WorkshopPage) -> list[WorkshopOrganisation]:
    """Return hosts and organisers of `workshop` that have a name to show, in their order."""
    rows = workshop.organisations.all()
    if isinstance(rows, QuerySet):
        rows = organisations_with_partners().filter(workshop=workshop)
    # Else the preview of a draft: rows are in memory only, and `open` is missing.
    return [row for row in rows if row.shown_name]


def practices_of(workshop: WorkshopPage) -> list[PracticePage]:
    """Return the practices that were discussed and that anybody may read, in their order."""
    pages = public_pages(PracticePage.objects.all()).select_related("place")
    links = workshop.practices.all()
    if isinstance(links, QuerySet):
        return list(
            pages.filter(workshop_links__workshop=workshop).order_by(
                "workshop_links__sort_order", "workshop_links"
            )
        )
    order = [link.practice_id for link in links]
    return sorted(pages.filter(pk__in=order), key=lambda page: order.index(page.pk))


def languages_of(workshop: WorkshopPage) -> list[str]:
    """Return the codes of the languages in which anybody may read `workshop`."""
    pages = WorkshopPage.objects.filter(translation_key=workshop.translation_key)
    codes = public_pages(pages).values_list("locale__language_code", flat=True)
    return sorted(codes)


def question_addresses(pages: Iterable[Any]) -> list[tuple[int, str]]:
    """Return the addresses of the guiding questions of `pages`, each with its page's id, as they
    stand below the page. One query."""
    rows = GuidingQuestion.objects.filter(workshop__in=[page.pk for page in pages])
    return [
        (pk, f"question/{key}/")
        for pk, key in rows.order_by("workshop", "sort_order", "id").values_list(
            "workshop_id", "key"
        )
    ]
