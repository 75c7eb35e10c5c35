"""Series, workshops, their programmes and guiding questions."""

from events.models.pages import WorkshopIndexPage, WorkshopPage
from events.models.parts import WorkshopOrganisation, WorkshopPractice, WorkshopTheme
from events.models.programme import GuidingQuestion, Session
from events.models.series import WorkshopSeries

__all__ = [
    "GuidingQuestion",
    "Session",
    "WorkshopIndexPage",
    "WorkshopOrganisation",
    "WorkshopPage",
    "WorkshopPractice",
    "WorkshopSeries",
    "WorkshopTheme",
]
