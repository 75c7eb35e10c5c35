"""The editors' screens: forms open, what is synchronised follows the source."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from accounts.models import User
from events.models import Session, WorkshopPage
from tests.factories.events import make_houses, make_series, make_workshop, moment

pytestmark = pytest.mark.django_db

HOURS = {"start": moment("2023-03-28 14:00"), "end": moment("2023-03-28 15:45")}


@pytest.fixture
def editor(client):
    """Return a client that is signed in as an editor."""
    client.force_login(User.objects.create_superuser(email="editor@example.org", password="x"))
    return client


def test_editor_opens_the_forms_of_workshop_list_and_series(editor):
    house = make_houses()
    page = make_workshop(house=house, questions=("Who?",), sessions=(HOURS,))
    series = make_series()
    for address in (
        f"/admin/pages/{page.pk}/edit/",
        f"/admin/pages/{house.workshops['en'].pk}/edit/",
        f"/admin/pages/add/events/workshoppage/{house.workshops['en'].pk}/",
        f"/admin/snippets/events/workshopseries/edit/{series.pk}/",
        "/admin/snippets/events/workshopseries/",
    ):
        assert editor.get(address).status_code == 200, address


def test_draft_can_be_previewed_with_its_unsaved_children(rf):
    page = make_workshop(questions=("Who?",), sessions=(HOURS,), organisers=("AER",))
    page.questions.all()[0].text = "Changed?"
    draft = page.get_latest_revision_as_object()
    draft.title = "A draft"
    response = draft.make_preview_request()
    response.render() if hasattr(response, "render") and not response.is_rendered else None
    assert "A draft" in response.text
    assert "AER" in response.text


def test_translation_follows_dates_and_sessions_of_the_source():
    house = make_houses()
    source = make_workshop(house=house, questions=("Who?",), sessions=(HOURS,), themes=("work",))
    italian = Locale.objects.get(language_code="it")
    record, _made = TranslationSource.get_or_create_from_instance(source)
    translation = Translation.objects.create(source=record, target_locale=italian)
    for segment in record.stringsegment_set.select_related("string", "context"):
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=italian,
            context=segment.context,
            data=f"it {segment.string.data}",
        )
    translation.save_target()
    page = WorkshopPage.objects.get(locale=italian)
    assert page.slug == "cluj"
    assert page.title == "it Workshop cluj"
    assert page.start == source.start
    assert [row.text for row in page.questions.all()] == ["it Who?"]
    assert [row.key for row in page.questions.all()] == ["1"]
    (session,) = page.sessions.all()
    assert (session.start, session.key, session.title) == (HOURS["start"], "1", "it Session 1")
    assert page.facets == {"themes": ["work"]}
    row = source.sessions.get()
    row.start = moment("2023-03-28 16:00")
    source.sessions = [row]
    source.save_revision().publish()
    record.update_from_db()
    translation.save_target()
    assert WorkshopPage.objects.get(locale=italian).sessions.get().start == row.start


def test_workshop_saved_in_the_editors_form_keeps_the_keys_of_its_questions(editor):
    page = make_workshop(questions=("One?", "Two?"))
    response = editor.get(f"/admin/pages/{page.pk}/edit/")
    form = response.context["form"]
    questions = form.formsets["questions"]
    assert [str(one.instance.key) for one in questions.forms] == ["1", "2"]
    assert "key" not in questions.forms[0].fields
    assert {"countries"} <= set(form.fields)


def test_copy_of_a_workshop_has_questions_of_its_own():
    page = make_workshop(questions=("Who?",), sessions=(HOURS,))
    copy = page.copy(update_attrs={"slug": "copy", "title": "A copy"})
    assert copy.questions.get().key == page.questions.get().key
    assert copy.questions.get().translation_key != page.questions.get().translation_key


@pytest.mark.parametrize(
    ("model", "values", "field"),
    [
        (WorkshopPage, {"start": date(2023, 3, 28), "end": date(2023, 3, 27)}, "end"),
        (WorkshopPage, {"start": None, "end": date(2023, 3, 27)}, "end"),
        (Session, {"start": HOURS["end"], "end": HOURS["start"]}, "end"),
        (Session, {"stream_url": "https://example.org/"}, "stream_access"),
    ],
)
def test_what_cannot_be_is_refused(model, values, field):
    with pytest.raises(ValidationError) as caught:
        model(**values).clean()
    assert list(caught.value.message_dict) == [field]


def test_day_of_a_session_is_the_one_in_the_place():
    row = {"start": moment("2023-03-28 23:30"), "day": date(2023, 3, 28)}
    page = make_workshop(time_zone="Europe/Bucharest", sessions=(row,))
    assert page.sessions.get().day == date(2023, 3, 29)


def test_new_name_of_a_series_reaches_pages_that_were_kept(client, transactional_db):
    series = make_series()
    make_workshop(series=series)
    assert "Regional workshops" in client.get("/en/workshops/cluj/").text
    series.title = "Another name"
    series.save()
    assert "Another name" in client.get("/en/workshops/cluj/").text
