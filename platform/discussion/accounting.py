"""Moderation in figures, a year at a time: what was reported, done, and appealed (DS-06; the
counts follow what Regulation (EU) 2022/2065, Article 15, asks for). No text and no person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, F, Min, Q, QuerySet, TextChoices
from django.utils import timezone

from discussion.choices import Decision, Measure, Rule
from discussion.models import Appeal, ModerationAction, Report

COLUMNS = ("year", "what", "kind", "rule", "number")


@dataclass(frozen=True)
class Line:
    """How often something happened. `what` is measure, report or appeal; `kind` is which measure,
    or what was decided; `rule` the house rule it stands on."""

    what: str
    kind: str
    kind_label: str
    rule: str
    rule_label: str
    number: int


@dataclass(frozen=True)
class Year:
    """The figures of a year. `hours` is how long a report waited for its decision on average, None
    where none was decided. Nothing is ever decided by a program."""

    year: int
    measures: list[Line]
    reports: list[Line]
    appeals: list[Line]
    hours: float | None

    def lines(self) -> list[Line]:
        """Return all lines."""
        return [*self.measures, *self.reports, *self.appeals]


def years() -> list[int]:
    """Return the years since the first thing that is counted, newest first. Two queries."""
    first = [
        ModerationAction.objects.aggregate(at=Min("at"))["at"],
        Report.objects.aggregate(at=Min("at"))["at"],
    ]
    now = timezone.localtime().year
    begun = min([timezone.localtime(one).year for one in first if one], default=now)
    return list(range(now, begun - 1, -1))


def figures(year: int) -> Year:
    """Return the figures of a year. Four queries."""
    reports = Report.objects.filter(_in(year))
    decided = reports.filter(decided_at__isnull=False)
    waited = decided.aggregate(all=Avg(F("decided_at") - F("at")))["all"]
    return Year(
        year,
        _lines("measure", ModerationAction.objects.filter(_in(year)), "what", "rule", Measure),
        _lines("report", reports, "state", "reason", Decision),
        _lines("appeal", Appeal.objects.filter(_in(year)), "state", "action__rule", Decision),
        round(waited.total_seconds() / 3600, 1) if waited else None,
    )


def rows(year: int) -> Iterator[tuple[str, ...]]:
    """Yield the figures of a year as rows of COLUMNS, for a file."""
    for one in figures(year).lines():
        yield (str(year), one.what, one.kind, one.rule, str(one.number))


def _in(year: int) -> Q:
    begin = timezone.make_aware(datetime(year, 1, 1))
    return Q(at__gte=begin, at__lt=timezone.make_aware(datetime(year + 1, 1, 1)))


def _lines(
    what: str, found: QuerySet, kind: str, rule: str, kinds: type[TextChoices]
) -> list[Line]:
    counted = found.order_by(kind, rule).values_list(kind, rule).annotate(number=Count("pk"))
    return [
        Line(what, one, str(kinds(one).label), law, str(Rule(law).label), number)
        for one, law, number in counted
    ]
