"""Translation of a message by a service, by one that is down, and by none."""

import pytest

from discussion import moderation, translating
from discussion.choices import Policy
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator
from tests.factories.translation import Broken, Endless, Hanging, Small

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
HERE = "tests.factories.translation"


@pytest.fixture
def service(settings):
    """Return what gives the site a service."""

    def given(kind):
        settings.TRANSLATION_PROVIDER = f"{HERE}.{kind.__name__}"

    return given


def path(message):
    return f"/en/discussion/message/{message.pk}/translation/"


def test_original_and_translation_stand_together_and_a_machine_is_named(client, service):
    service(Small)
    message = make_message(body="Chi **paga**?", lang="it")

    html = client.post(path(message)).text
    data = client.post(path(message), headers=JSON).json()

    assert 'lang="en"><p>Who <strong>pays</strong>?' in html
    assert 'lang="it"><p>Chi <strong>paga</strong>?' in html
    assert "Translated by a machine (Small dictionary) from Italian" in html
    assert 'name="robots" content="noindex"' in html
    assert (data["lang"], data["service"]) == ("en", "Small dictionary")
    assert data["html"].startswith("<p>Who <strong>pays</strong>?")
    for text in (html, data["html"]):
        assert "<script>alert" not in text


def test_without_a_service_there_is_a_sentence_and_no_button(client):
    message = make_message(body="Chi **paga**?", lang="it")

    answer = client.post(path(message))

    assert answer.status_code == 200
    assert "This site has no translation service." in answer.text
    assert client.post(path(message), headers=JSON).status_code == 503
    page = client.get(message.channel.get_absolute_url()).text
    assert "/translation/" not in page


def test_with_one_there_is_a_button_at_messages_in_other_languages(client, service):
    service(Small)
    channel = make_channel()
    foreign = make_message(channel, "Ancora", lang="it")
    own = make_message(channel, "Again", lang="en")

    html = client.get(channel.get_absolute_url()).text

    assert f'<form method="post" action="{path(foreign)}"' in html
    assert path(own) not in html


@pytest.mark.parametrize("kind", [Broken, Endless])
def test_a_service_that_is_down_is_said_in_words(client, service, kind):
    service(kind)
    message = make_message(body="Ancora", lang="it")

    answer = client.post(path(message))

    assert answer.status_code == 503
    assert "The translation service does not answer now." in answer.text
    assert "Ancora" in answer.text
    assert "SECRET" not in answer.text
    told = client.post(path(message), headers=JSON)
    assert told.status_code == 503
    assert told.json()["words"].startswith("The translation service does not answer now.")


def test_looking_at_the_page_sends_nothing_anywhere(client, service):
    service(Broken)
    message = make_message(body="Ancora", lang="it")

    answer = client.get(path(message))

    assert answer.status_code == 200
    assert "The text of the message is sent to a translation service." in answer.text


def test_a_service_that_hangs_has_its_time_and_no_more(client, service, monkeypatch):
    service(Hanging)
    monkeypatch.setattr(translating, "SECONDS", 0.05)
    message = make_message(body="Ancora", lang="it")

    try:
        for _reader in range(translating.AT_ONCE + 2):
            assert client.post(path(message)).status_code == 503
    finally:
        Hanging.answer.set()


def test_a_path_that_leads_nowhere_is_a_service_that_is_down(client, settings):
    settings.TRANSLATION_PROVIDER = f"{HERE}.Nobody"

    assert client.post(path(make_message(lang="it"))).status_code == 503


def test_who_may_not_see_a_message_gets_no_translation(client, service):
    """I5."""
    service(Small)
    waiting = make_message(make_channel(policy=Policy.PRE_MODERATED), "Ancora", lang="it")
    hidden = make_message(body="Ancora", lang="it")
    moderation.hide(message=hidden, moderator=make_moderator(), reason="Rude")
    closed = make_message(make_channel(read_by="signed_in"), "Ancora", lang="it")

    for message in (waiting, hidden, closed):
        assert client.post(path(message)).status_code == 404
        assert client.post(path(message), headers=JSON).status_code == 404
    client.force_login(UserFactory())
    assert client.post(path(closed)).status_code == 200
    client.force_login(waiting.author)
    assert client.post(path(waiting)).status_code == 200


def test_a_message_in_ones_own_language_or_in_none_is_not_sent_anywhere(client, service):
    service(Broken)

    for message, words in (
        (make_message(body="Again", lang="en"), "is written in your language"),
        (make_message(body="?!", lang="en"), "is not known in which language"),
    ):
        if "not known" in words:
            type(message).objects.filter(pk=message.pk).update(lang="")
        assert words in client.post(path(message)).text


def test_too_many_questions_from_one_address_are_refused(client, service, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
        "discussion_translation": "2/m/ip"
    }
    service(Small)
    message = make_message(body="Ancora", lang="it")

    assert [client.post(path(message)).status_code for _at in range(3)] == [200, 200, 429]
