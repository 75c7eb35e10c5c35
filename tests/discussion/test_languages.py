"""Messages in the languages that a reader chose: what is left out is counted, never hidden."""

import re
from uuid import uuid4

import pytest

from discussion import actions, history, moderation
from discussion.models import Channel, Message, MessageVersion
from discussion.permissions import access
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel():
    """Return a channel with a message in each of four languages, and one in none."""
    made = make_channel()
    for lang, text in (("ro", "Cine plateste"), ("it", "Chi paga"), ("en", "Who pays"),
                       ("el", "Ποιος πληρωνει")):  # fmt: skip
        make_message(made, text, lang=lang)
    unknown = make_message(made, "?!")
    Message.objects.filter(pk=unknown.pk).update(lang="")
    return made


def address(channel, query=""):
    return f"/en/discussion/{channel.pk}/{query}"


def shown(html):
    """Return the messages in the page, without the script's mould (number 0)."""
    found = re.findall(r'<article class="message[^>]*data-id="(\d+)"', html)
    return [one for one in found if one != "0"]


def others(html):
    return [int(one) for one in re.search(r'data-ids="([\d ]*)"', html)[1].split()]


def test_only_messages_in_the_chosen_languages_are_shown_and_the_rest_is_counted(client, channel):
    ro, it, en, el, unknown = Message.objects.order_by("pk").values_list("pk", flat=True)

    html = client.get(address(channel, "?lang=ro&lang=it&lang=xx")).text

    assert shown(html) == [str(pk) for pk in (ro, it, unknown)]
    assert others(html) == [el, en]
    assert "2 messages in other languages" in html
    assert f'<a class="link-button" href="{address(channel)}#talk">Show all languages' in html
    everything = client.get(address(channel)).text
    assert len(shown(everything)) == 5
    assert re.search(r'data-part="others"[^>]* hidden>', everything)


def test_nonsense_as_a_language_asks_for_all(client, channel):
    for query in ("?lang=", "?lang=xx", "?lang=<b>", "?lang=" + "r" * 5000):
        assert len(shown(client.get(address(channel, query)).text)) == 5


def test_the_choice_is_kept_by_links_and_by_the_form(client, channel, monkeypatch):
    monkeypatch.setattr(history, "PAGE", 2)
    last = [make_message(channel, "Cine", lang="ro") for _at in range(4)][-1]
    client.force_login(UserFactory())

    html = client.get(address(channel, "?lang=ro")).text

    older = re.search(r'rel="prev" href="([^"#]+)', html)[1].replace("&amp;", "&")
    assert older.startswith(address(channel, "?before="))
    assert older.endswith("&lang=ro")
    assert f'reply_to={last.pk}&amp;lang=ro#composer"' in html
    assert f'action="{address(channel, "?lang=ro")}"' in html
    newer = client.get(older).text
    assert re.search(r'rel="next" href="[^"]+&amp;lang=ro#talk"', newer)
    form = {"client_id": uuid4(), "body": "Cine plateste?", "lang": "ro"}
    sent = client.post(address(channel, "?lang=ro"), form)
    assert sent["Location"].startswith(address(channel, "?lang=ro#m-"))


def test_forms_without_a_script_come_back_to_the_choice(client, channel):
    client.force_login(UserFactory())
    message = Message.objects.get(lang="ro")
    html = client.get(address(channel, "?lang=ro")).text
    forms = re.findall(r'<form method="post"[^>]*action="([^"]+)"', html)
    react = f"/en/discussion/message/{message.pk}/react/?lang=ro"
    wanted = {react, *(address(channel, f"{verb}/?lang=ro") for verb in ("read", "hand"))}
    assert wanted <= set(forms)
    asked = {"q-client_id": uuid4(), "q-text": "Why?"}

    for path, data in (
        (react, {"kind": "agree"}),
        (address(channel, "read/?lang=ro"), {}),
        (address(channel, "hand/?lang=ro"), {"on": "1"}),
        (address(channel, "questions/?lang=ro"), asked),
    ):
        assert "lang=ro" in client.post(path, data)["Location"], path


def test_own_messages_and_what_waits_or_was_hidden_are_never_left_out(client, channel):
    person, moderator = UserFactory(), make_moderator()
    own = make_message(channel, "Who pays mine", lang="en", author=person)
    hidden = Message.objects.get(lang="el")
    moderation.hide(message=hidden, moderator=moderator, reason="Rude")
    client.force_login(person)

    found = shown(client.get(address(channel, "?lang=ro")).text)

    assert {str(own.pk), str(hidden.pk)} <= set(found)


def test_what_others_may_not_see_is_not_counted_either(client, channel):
    """I5: a number tells too."""
    Channel.objects.filter(pk=channel.pk).update(policy="pre_moderated")
    make_message(channel, "Who waits", lang="en")

    assert len(others(client.get(address(channel, "?lang=ro")).text)) == 3


def test_only_what_lies_between_the_messages_in_view_is_counted(channel, monkeypatch):
    monkeypatch.setattr(history, "PAGE", 2)
    for at in range(3):
        make_message(channel, f"Cine {at}", lang="ro")
        make_message(channel, f"Who {at}", lang="en")
    seer = access(None, channel)

    page = history.opened_page(channel, seer, languages=("ro",))
    older = history.opened_page(channel, seer, languages=("ro",), before=page.older)

    assert [one.body for one in page.messages] == ["Cine 1", "Cine 2"]
    assert len(page.others) == 2
    assert [one.body for one in older.messages][-1] == "Cine 0"
    assert set(page.others).isdisjoint(older.others)


def test_pinned_messages_stand_above_in_every_language(client, channel):
    message = Message.objects.get(lang="el")
    moderation.pin(message=message, moderator=make_moderator(), reason="Key")

    for query in ("?lang=ro", "", f"?before={message.created_seq}"):
        html = client.get(address(channel, query)).text
        assert f'<li id="pin-{message.pk}"' in html
        assert 'lang="el" data-part="words">Ποιος πληρωνει</a>' in html
        assert "Unpin" not in html
    moderation.hide(message=message, moderator=make_moderator(), reason="Rude")
    html = client.get(address(channel)).text
    assert f'id="pin-{message.pk}"' not in html
    assert "Ποιος" not in html


def test_moderators_find_the_way_to_unpin_and_only_the_latest_pins_are_shown(client, channel):
    moderator = make_moderator()
    rows = [make_message(channel, f"Number {at}") for at in range(history.MOST_PINNED + 1)]
    for row in rows:
        moderation.pin(message=row, moderator=moderator, reason="Key")
    client.force_login(moderator)

    html = client.get(address(channel)).text

    pins = re.findall(r'<li id="pin-([1-9]\d*)"', html)
    assert pins == [str(row.pk) for row in rows[1:]]
    assert f'/message/{rows[-1].pk}/moderate/?verb=unpin"' in html


def test_the_language_of_a_message_is_its_badge_and_its_author_corrects_it(client):
    person = UserFactory()
    message = make_message(body="Integration", author=person, lang="en")
    client.force_login(person)
    path = f"/en/discussion/message/{message.pk}/edit/"
    assert re.search(r'<option value="en"\s+selected', client.get(path).text)

    client.post(path, {"body": "Integration", "lang": "de"})

    html = client.get(address(message.channel)).text
    assert 'data-part="lang">de</span>' in html
    assert '<div class="message__body" data-part="body" lang="de">' in html
    assert MessageVersion.objects.get().lang == "en"
    client.post(path, {"body": "Chi paga le ore della mattina comune?", "lang": ""})
    message.refresh_from_db()
    assert message.lang == "it", "asked to recognise it, it does"


@pytest.mark.parametrize("count", [1, 3])
def test_a_choice_of_languages_costs_one_query_more(client, count, django_assert_num_queries):
    channel = make_channel()
    for _at in range(count):
        make_message(channel, "Cine", lang="ro")
        make_message(channel, "Who", lang="en")
    client.get(address(channel))

    with django_assert_num_queries(5):
        client.get(address(channel, "?lang=ro"))


def test_a_reply_in_another_language_names_what_it_answers(client, channel):
    root = Message.objects.get(lang="en")
    make_message(channel, "Orasul", lang="ro", reply_to=root)

    html = client.get(address(channel, "?lang=ro")).text

    assert f'id="quoted-{root.pk}"' in html
    assert actions.Message.objects.filter(reply_to=root).count() == 1
