"""A page that a loader published in two languages is translated by sentence from then on."""

import pytest
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from content.translations import adopt_translation
from home.actions import editorial_page, make_house, translated

pytestmark = pytest.mark.django_db


def body(*sections: tuple[str, str]) -> list[dict]:
    """Return the stream of a page of text: headings and rich texts."""
    return [
        {"type": "section", "value": {"heading": heading, "text": text}}
        for heading, text in sections
    ]


ENGLISH = {
    "title": "About",
    "lead": "What this is.",
    "body": body(
        ("First", "<p>One.</p><p>See <a href='https://example.org/en'>there</a>.</p>"),
        ("Second", "<p>Two.</p>"),
    ),
}
ITALIAN = {
    "title": "Chi siamo",
    "lead": "Che cos'è.",
    "body": body(
        ("Primo", "<p>Uno.</p><p>Vedi <a href='https://example.org/it'>qui</a>.</p>"),
        ("Secondo", "<p>Due.</p>"),
    ),
}


@pytest.fixture
def pages():
    """Return a page of text in English and in Italian."""
    source = editorial_page(make_house().homes["en"], "about", **ENGLISH)
    return source, translated(source, Locale.objects.get(language_code="it"), **ITALIAN)


def shown(page) -> list[tuple[str, str]]:
    """Return what the page says: its title and lead, headings and texts."""
    page = type(page).objects.get(pk=page.pk)
    sections = [(one.value["heading"], str(one.value["text"].source)) for one in page.body]
    return [(page.title, page.lead), *sections]


def test_every_sentence_has_its_translation_and_publishing_from_it_gives_the_same_page(
    pages, django_capture_on_commit_callbacks
):
    source, version = pages
    before = [(title, text.replace("'", '"')) for title, text in shown(version)]
    translation = adopt_translation(source, version)
    total, done = translation.get_progress()
    assert done == total == StringSegment.objects.filter(source=translation.source).count() > 6
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target()
    after = [(title, text.replace("'", '"')) for title, text in shown(version)]
    assert after == [(title.replace("'", '"'), text) for title, text in before]


def test_a_sentence_that_changes_in_the_original_waits_for_its_translation(pages):
    source, version = pages
    translation = adopt_translation(source, version)
    source.lead = "What this has become."
    source.save_revision().publish()
    translation.source.update_from_db()
    total, done = translation.get_progress()
    assert (total - done, translation.get_status_display()) == (1, "Waiting for translations")


def test_a_text_of_another_shape_stays_open_and_the_rest_is_kept(pages):
    source, version = pages
    version.body = body(("Solo", "<p>Tutto.</p>"))
    version.save_revision().publish()
    adopt_translation(source, version)
    known = set(StringTranslation.objects.values_list("translation_of__data", "data"))
    assert ("About", "Chi siamo") in known
    assert {"First", "Second", "Solo"}.isdisjoint({text for pair in known for text in pair})


def test_doing_it_again_changes_nothing_and_a_new_text_is_taken_up(pages):
    source, version = pages
    adopt_translation(source, version)
    before = list(StringTranslation.objects.order_by("pk").values_list("pk", "data", "updated_at"))
    adopt_translation(source, version)
    again = list(StringTranslation.objects.order_by("pk").values_list("pk", "data", "updated_at"))
    assert again == before
    assert Translation.objects.count() == 1
    version.lead = "Che cosa è diventato."
    version.save_revision().publish()
    adopt_translation(source, version)
    assert StringTranslation.objects.filter(data="Che cosa è diventato.").exists()


def test_the_editor_of_the_translation_gets_the_translators_screen(pages, client, admin_user):
    source, version = pages
    adopt_translation(source, version)
    client.force_login(admin_user)
    page = client.get(f"/admin/pages/{version.pk}/edit/").text
    assert "translation-editor" in page
    assert "Chi siamo" in page
