"""The values that a workshop's fields may have; the codes stand in addresses and files."""

from functools import lru_cache
from zoneinfo import available_timezones

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What sort of meeting it is."""

    REGIONAL_WORKSHOP = "regional-workshop", _("regional workshop")
    WORKSHOP = "workshop", _("workshop")
    WEBINAR = "webinar", _("webinar")
    TRAINING = "training", _("training")
    STUDY_VISIT = "study-visit", _("study visit")
    CONFERENCE = "conference", _("conference")
    OTHER = "other", _("meeting")


class Mode(TextChoices):
    """Where one takes part."""

    ON_SITE = "on-site", _("on site")
    ONLINE = "online", _("online")
    HYBRID = "hybrid", _("on site and online")


class Precision(TextChoices):
    """How exactly the dates are known."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")


class Role(TextChoices):
    """What an organisation does for a workshop."""

    HOST = "host", _("host")
    ORGANISER = "organiser", _("organiser")


class SessionKind(TextChoices):
    """What happens in a session."""

    OPENING = "opening", _("opening")
    TALK = "talk", _("talk")
    ROUND_TABLE = "round-table", _("round table")
    PLENARY = "plenary", _("plenary")
    GROUPS = "groups", _("work in groups")
    VISIT = "visit", _("visit")
    TRAINING = "training", _("training")
    CLOSING = "closing", _("closing")
    BREAK = "break", _("break")
    OTHER = "other", _("other")


class StreamAccess(TextChoices):
    """Who may see the address of a stream. Nothing: the session is not streamed."""

    EVERYONE = "everyone", _("everyone")
    SIGNED_IN = "signed-in", _("whoever is signed in")
    PARTICIPANTS = "participants", _("participants of the workshop")


@lru_cache(maxsize=1)
def time_zones() -> list[tuple[str, str]]:
    """Return the time zones of Europe as choices, by their IANA names."""
    around = {"Asia/Nicosia", "Asia/Tbilisi", "Asia/Yerevan", "Atlantic/Azores"}
    around |= {"Atlantic/Canary", "Atlantic/Madeira", "Atlantic/Reykjavik"}
    names = {name for name in available_timezones() if name.startswith("Europe/")} | around
    return [(name, name.replace("_", " ")) for name in sorted(names)]
