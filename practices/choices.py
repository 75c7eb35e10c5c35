"""The values that a practice's fields may have; the codes stand in addresses and import files."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Level(TextChoices):
    """Level of government that leads."""

    LOCAL = "local", _("local")
    REGIONAL = "regional", _("regional")
    NATIONAL = "national", _("national")
    TRANSNATIONAL = "transnational", _("transnational")


class LeadType(TextChoices):
    """What sort of organisation leads."""

    MUNICIPALITY = "municipality", _("city or town")
    REGION = "region", _("region or county")
    NATIONAL = "national", _("national authority")
    NGO = "ngo", _("non-governmental organisation")
    UNIVERSITY = "university", _("university or research")
    INTERNATIONAL = "international", _("international organisation")
    OTHER = "other", _("other")


class Status(TextChoices):
    """Whether it runs today."""

    PLANNED = "planned", _("planned")
    PILOT = "pilot", _("pilot")
    ONGOING = "ongoing", _("ongoing")
    ENDED = "ended", pgettext_lazy("a practice", "ended")
    UNKNOWN = "unknown", _("not confirmed")


class Evidence(TextChoices):
    """How well the results are known, from weak to strong."""

    SELF_REPORTED = "self-reported", _("reported by those who run it")
    MONITORED = "monitored", _("monitored with figures")
    EVALUATED = "evaluated", _("evaluated")
    REPLICATED = "replicated", _("repeated elsewhere by others")


EVIDENCE_LEVEL = {code: level for level, code in enumerate(Evidence.values, start=1)}


class CostBand(TextChoices):
    """Cost a year, in euro."""

    UNDER_10K = "under-10k", _("under €10,000")
    TO_50K = "10k-50k", _("€10,000 to €50,000")
    TO_250K = "50k-250k", _("€50,000 to €250,000")
    TO_1M = "250k-1m", _("€250,000 to €1 million")
    OVER_1M = "over-1m", _("over €1 million")


class StaffBand(TextChoices):
    """Paid staff, in full-time posts."""

    UNDER_1 = "under-1", _("less than one post")
    TO_3 = "1-3", _("one to three posts")
    TO_10 = "4-10", _("four to ten posts")
    OVER_10 = "over-10", _("more than ten posts")


class MadeFor(TextChoices):
    """Whether it was made for newcomers or serves them among all residents."""

    NEWCOMERS = "newcomers", _("newcomers")
    EVERYONE = "everyone", _("all residents, newcomers included")


class Origin(TextChoices):
    """Who wrote the entry."""

    OWN = "own", _("those who run it")
    PUBLIC_SOURCES = "public-sources", _("an editor, from public sources")
    SHORT = "short", _("an editor, from a line in a list")
    IMPORTED = "imported", _("taken over from a file")
    GENERATED = "generated", _("a program: this is made-up text for testing")


class Direction(TextChoices):
    """Which way a practice travelled, seen from the entry on which it is recorded."""

    TO = "to", _("from here to there")
    FROM = "from", _("from there to here")
