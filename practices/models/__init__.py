"""The library of practices."""

from practices.models.pages import PracticeIndexPage, PracticePage, PracticeTag
from practices.models.parts import PracticePartner, Transfer
from practices.models.translations import PracticeTranslationPage

__all__ = [
    "PracticeIndexPage",
    "PracticePage",
    "PracticePartner",
    "PracticeTag",
    "PracticeTranslationPage",
    "Transfer",
]
