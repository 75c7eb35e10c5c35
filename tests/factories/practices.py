"""Practices for tests: a house with its lists, a place, a practice that says little."""

from typing import Any

from home.actions import House, make_house
from network.actions import find_or_make_place
from network.models import Place
from practices.models import PracticePage, PracticeTranslationPage
from vocabulary.actions import load_vocabulary
from vocabulary.queries import concepts_by_notation


def make_place(name: str = "Cluj-Napoca", country: str = "RO", **values: Any) -> Place:
    """Return the place of that name, made if there is none."""
    return find_or_make_place(name, country, **values)


def make_practice(
    slug: str = "one-desk",
    *,
    house: House | None = None,
    themes: tuple[str, ...] = ("housing",),
    groups: tuple[str, ...] = ("refugees",),
    tags: tuple[str, ...] = (),
    live: bool = True,
    **values: Any,
) -> PracticePage:
    """Return a practice under the library, published unless `live` is false."""
    load_vocabulary()
    house = house or make_house()
    known_themes, known_groups = (
        concepts_by_notation("themes"),
        concepts_by_notation("target-groups"),
    )
    defaults = {
        "title": f"Practice {slug}",
        "summary": "A desk where all questions are answered.",
        "language": "ro",
        "main_theme": known_themes[themes[0]],
    }
    page = PracticePage(slug=slug, live=live, locale=house.library.locale, **(defaults | values))
    if page.place_id is None:
        page.place = make_place()
    page.themes = [known_themes[code] for code in themes]
    page.target_groups = [known_groups[code] for code in groups]
    house.library.add_child(instance=page)
    if tags:
        page.tags.set(tags)
        page.save()
    revision = page.save_revision()
    if live:
        revision.publish()
    return PracticePage.objects.get(pk=page.pk)


def make_translation(
    practice: PracticePage, language: str, **values: Any
) -> PracticeTranslationPage:
    """Return a published translation of `practice`."""
    defaults = {"title": f"{practice.title} ({language})", "summary": "Una sola ventanilla."}
    page = PracticeTranslationPage(
        slug=language, language=language, locale=practice.locale, **(defaults | values)
    )
    practice.add_child(instance=page)
    page.save_revision().publish()
    return page
