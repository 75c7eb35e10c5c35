"""Reading the library."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    Case,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Length, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from content.permissions import public_pages
from network.queries import places_within, with_openness
from practices.choices import Direction
from practices.models import PracticePage, PracticePartner, PracticeTranslationPage, Transfer
from vocabulary.queries import label


@dataclass(frozen=True)
class Related:
    """Another practice, and why it is shown."""

    practice: PracticePage
    reason: str


@dataclass(frozen=True)
class Journey:
    """A practice on its way from `start` to `end`; an end outside the library is only named."""

    start_name: str
    end_name: str
    start: PracticePage | None
    end: PracticePage | None
    how: str
    source: str


def public_practices() -> QuerySet[PracticePage]:
    """Return the practices that anybody may read, with their places."""
    return public_pages(PracticePage.objects.all()).select_related("place", "main_theme")


def journeys_of(practice: PracticePage) -> list[Journey]:
    """Return the journeys from and to `practice`. An end that is not public is left out."""
    rows = _transfers().filter(Q(practice=practice) | Q(other=practice))
    return [journey for row in rows if (journey := _journey(row))]


def journeys(limit: int) -> list[Journey]:
    """Return journeys of which both ends are public practices. One query."""
    rows = _transfers().filter(other__isnull=False)[: limit * 4]
    found = [journey for row in rows if (journey := _journey(row))]
    return [one for one in found if one.start and one.end and one.start_name != one.end_name][
        :limit
    ]


def _transfers() -> QuerySet[Transfer]:
    public = public_pages(PracticePage.objects.all()).values("pk")
    return (
        Transfer.objects.select_related("practice__place", "other__place")
        .filter(practice__in=public)
        .filter(Q(other__isnull=True) | Q(other__in=public))
        .order_by("pk")
    )


def _journey(row: Transfer) -> Journey | None:
    here, there = row.practice, row.other
    if there is None and not row.other_name:
        return None
    ends = (here, there) if row.direction == Direction.TO else (there, here)
    names = [end.place.name_in() if end else row.other_name for end in ends]
    return Journey(names[0], names[1], ends[0], ends[1], row.how, row.source)


def related(practice: PracticePage, journeys: Iterable[Journey], limit: int = 6) -> list[Related]:
    """Return up to `limit` practices with the reason why they are related.

    Journeys first, then the same place, then the same theme for the same people. Two queries.
    """
    found = {one.practice.pk: one for one in _by_journey(practice, journeys)}
    candidates = public_practices().exclude(pk__in=[practice.pk, *found])
    near = candidates.filter(place=practice.place)[:2]
    groups = practice.facets.get("target_groups", [])
    theme = label(practice.facets.get("themes", [""])[0])
    for one in near:
        place = practice.place.name_in()
        found.setdefault(one.pk, Related(one, _("also in %(place)s") % {"place": place}))
    for one in _same_theme(practice, candidates, limit):
        shared = [code for code in groups if code in one.facets.get("target_groups", [])]
        people = label(shared[0]) if shared else ""
        reason = (
            _("%(theme)s, also for: %(people)s") % {"theme": theme, "people": people}
            if people
            else _("also about: %(theme)s") % {"theme": theme}
        )
        found.setdefault(one.pk, Related(one, reason))
    return list(found.values())[:limit]


def _by_journey(practice: PracticePage, journeys: Iterable[Journey]) -> Iterable[Related]:
    for one in journeys:
        if one.end and one.end.pk != practice.pk:
            yield Related(one.end, _("took this practice over"))
        elif one.start and one.start.pk != practice.pk:
            yield Related(one.start, _("this practice came from there"))


def _same_theme(practice: PracticePage, candidates: QuerySet, limit: int) -> QuerySet:
    """Return practices of the same main theme, those of another country first."""
    return (
        candidates.filter(main_theme=practice.main_theme_id)
        .annotate(
            abroad=Case(
                When(place__country=practice.place.country, then=Value(1)),
                default=Value(0),
                output_field=IntegerField(),
            )
        )
        .order_by("abroad", "-completeness")[:limit]
    )


def translations_of(practice: PracticePage) -> list[PracticeTranslationPage]:
    """Return the human translations of `practice` that anybody may read."""
    pages = PracticeTranslationPage.objects.child_of(practice)
    return list(public_pages(pages).select_related("locale"))


def with_open_lead(rows: QuerySet[PracticePage]) -> QuerySet[PracticePage]:
    """Add to each practice whether anybody may read the page of its lead organisation."""
    return with_openness(rows, "lead", "lead_is_open")


def partners_with_openness() -> QuerySet[PracticePartner]:
    """Return the organisations of practices; `open` says whether anybody may read the page of the
    partner."""
    return with_openness(PracticePartner.objects.all())


def fresh(limit: int) -> list[PracticePage]:
    """Return the practices that were published last, the complete ones first. One query."""
    rows = public_practices().exclude(origin="short")
    return list(rows.order_by("-completeness", "-first_published_at", "-pk")[:limit])


def practices_of_partner(partner: Any) -> list[dict]:
    """Return what a partner leads or joins as rows: practice and part (lead, partner)."""
    rows = (
        public_practices()
        .filter(Q(lead=partner) | Q(partners__partner=partner))
        .distinct()
        .order_by("title")
    )
    return [
        {"page": one, "part": "lead" if one.lead_id == partner.pk else "partner"} for one in rows
    ]


def fellows_of_partner(partner: Any) -> set[int]:
    """Return the ids of the partners that `partner` runs public practices with. One query."""
    mine = public_practices().filter(Q(lead=partner) | Q(partners__partner=partner)).values("pk")
    rows = public_practices().filter(pk__in=mine).values_list("lead_id", "partners__partner_id")
    return {pk for row in rows for pk in row if pk}


def documents_of_place(place: Any) -> list[tuple[str, int]]:
    """Return what must be indexed anew when `place` is renamed: pairs of model and id."""
    ids = PracticePage.objects.filter(place=place, live=True).values_list("pk", flat=True)
    return [("practices.practicepage", pk) for pk in ids]


def documents_of_partner(partner: Any) -> list[tuple[str, int]]:
    """Return what must be indexed anew when `partner` is renamed: pairs of model and id."""
    rows = PracticePage.objects.filter(Q(lead=partner) | Q(partners__partner=partner), live=True)
    ids = rows.distinct().values_list("pk", flat=True)
    return [("practices.practicepage", pk) for pk in ids]


def practices_of_place(place: Any) -> list[dict]:
    """Return the practices of a place as rows."""
    return [
        {"page": one, "part": ""}
        for one in public_practices().filter(place__in=places_within(place))[:100]
    ]


def to_check(limit: int = 10) -> list[PracticePage]:
    """Return public practices that nobody has checked for a year, the oldest check first."""
    year_ago = timezone.now().date() - timedelta(days=365)
    rows = public_practices().exclude(origin="generated")
    rows = rows.filter(Q(checked_on__isnull=True) | Q(checked_on__lt=year_ago))
    return list(rows.order_by(F("checked_on").asc(nulls_first=True), "title")[:limit])


def stale_translations(limit: int = 10) -> list[PracticeTranslationPage]:
    """Return translations whose original has changed since, newest change first.

    A translation's path begins with its original's, so both are joined by it.
    """
    step = PracticeTranslationPage.steplen
    original = PracticePage.objects.filter(
        path=Substr(OuterRef("path"), 1, Length(OuterRef("path")) - step)
    )
    rows = PracticeTranslationPage.objects.filter(live=True).annotate(
        original_changed_at=Subquery(original.values("text_changed_at")[:1])
    )
    stale = rows.filter(original_changed_at__gt=F("original_seen_at"))
    return list(stale.order_by("-original_changed_at")[:limit])
