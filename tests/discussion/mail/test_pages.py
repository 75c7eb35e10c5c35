"""Following beside a thread, the page of choices, and links from mails, without a script."""

import re

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory
from wagtail.models import PageViewRestriction

from discussion.choices import Audience
from discussion.mail import actions as choices
from discussion.models import Channel, Following, MailChoice
from tests.discussion.mail.conftest import follow
from tests.factories.discussion import make_channel, make_message
from tests.factories.events import make_workshop
from tests.factories.practices import make_practice

pytestmark = pytest.mark.django_db
MINE = "/en/discussion/mail/"
TAG = Template("{% load discussion_mail %}{% follow_by_mail channel=channel %}")


def beside(channel, person) -> str:
    """Return the form beside a thread, as the page of a channel shows it."""
    request = RequestFactory().get("/")
    request.user = person
    return TAG.render(Context({"request": request, "channel": channel, "csrf_token": "x"}))


def follow_url(channel) -> str:
    return f"/en/discussion/mail/follow/{channel.pk}/"


@pytest.fixture
def reader(client, ada):
    """Ada's browser, which checks forms as a real one does."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    return strict


def pressed(page: str, action: str, **fields):
    """Return what a form on the page sends: hidden fields with what was chosen."""
    form = re.search(rf'<form[^>]*action="{action}".*?</form>', page, re.S)[0]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    rhythm = re.search(r'name="([^"]*rhythm)"', form)[1]
    return hidden | {rhythm if name == "rhythm" else name: value for name, value in fields.items()}


def test_the_form_beside_a_thread_follows_changes_and_stops(channel, ada, reader):
    page = reader.get(MINE).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    for rhythm, words in (("daily", "You follow this"), ("off", "Follow by mail</summary")):
        form = pressed(beside(channel, ada), follow_url(channel), rhythm=rhythm)
        answer = reader.post(follow_url(channel), form | {"csrfmiddlewaretoken": token})
        assert answer.status_code == 302
        assert answer.url == f"/en/discussion/{channel.pk}/"
        assert Following.objects.get().rhythm == rhythm
        assert words in re.sub(r"<svg.*?</svg>", "", beside(channel, ada), flags=re.S)


def test_it_costs_one_query_and_none_without_an_account(
    channel, ada, django_assert_num_queries, rf
):
    from django.contrib.auth.models import AnonymousUser  # noqa: PLC0415

    beside(channel, ada)
    with django_assert_num_queries(1):
        assert "<form" in beside(channel, ada)
    with django_assert_num_queries(0):
        words = beside(channel, AnonymousUser())
    assert "Sign in to follow" in words
    assert "<form" not in words


def test_who_writes_is_offered_once_and_not_forced(channel, ada):
    assert "You have written here" not in beside(channel, ada)
    make_message(channel, "Hello", author=ada)
    assert "You have written here" in beside(channel, ada)
    assert not Following.objects.exists()

    follow(ada, channel, "off")

    assert "You have written here" not in beside(channel, ada)


def test_nobody_follows_what_they_may_not_read_and_visitors_sign_in_first(channel, ada, client):
    assert client.post(follow_url(channel), {"rhythm": "daily"}).status_code == 302
    client.force_login(ada)
    assert client.get(follow_url(channel)).status_code == 405
    Channel.objects.update(read_by=Audience.MEMBERS)

    assert client.post(follow_url(channel), {"rhythm": "daily"}).status_code == 404
    assert client.post(follow_url(channel), {"rhythm": "nonsense"}).status_code == 302
    assert not Following.objects.exists()


def test_the_page_of_choices_lists_what_one_follows_and_changes_it(channel, ada, reader):
    follow(ada, channel, "weekly")
    page = reader.get(MINE).text
    assert f'<a href="/en/discussion/{channel.pk}/" lang="en">Library</a>' in page
    assert re.search(r'value="weekly"[^>]* checked', page)
    form = pressed(page, follow_url(channel), rhythm="daily")

    answer = reader.post(follow_url(channel), form, follow=True)

    assert answer.redirect_chain == [(MINE, 302)]
    assert Following.objects.get().rhythm == "daily"
    reader.post(follow_url(channel), form | {f"f{Following.objects.get().pk}-rhythm": "off"})
    assert "You follow no discussion" in reader.get(MINE).text


def test_mentions_answers_and_everything_are_switched_off_and_on(channel, ada, client):
    client.force_login(ada)
    page = client.get(MINE).text
    assert len(re.findall(r'type="checkbox"[^>]* checked', page)) == 2

    client.post(MINE, {"mentions": "on"})
    choice = MailChoice.objects.get()
    assert (choice.mentions, choice.answers) == (True, False)
    assert len(re.findall(r'type="checkbox"[^>]* checked', client.get(MINE).text)) == 1

    follow(ada, channel)
    client.post(MINE, {"nothing": "1", "mentions": "on"})
    choice.refresh_from_db()
    assert (choice.mentions, choice.answers) == (False, False)
    assert Following.objects.get().rhythm == "off"


@pytest.mark.parametrize("change", ["page", "channel"])
def test_a_title_that_one_may_not_read_any_more_is_not_named_and_one_can_leave(ada, client, change):
    practice = make_practice("secret", title="Secret plan")
    channel = make_channel(practice)
    follow(ada, channel)
    client.force_login(ada)
    assert "Secret plan" in client.get(MINE).text
    if change == "page":
        PageViewRestriction.objects.create(page=practice, restriction_type="login")
    else:
        Channel.objects.update(read_by=Audience.MEMBERS)

    page = client.get(MINE).text

    assert "Secret plan" not in page
    assert "not open to you any more" in page
    client.post(follow_url(channel), {"rhythm": "off", "list": "1"})
    assert Following.objects.get().rhythm == "off"


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_any_length_costs_the_same_queries(ada, client, django_assert_num_queries, count):
    for at in range(count):
        follow(ada, make_channel(make_practice(f"p{at}")), "daily")
        follow(ada, make_channel(), "daily")
    client.force_login(ada)
    client.get(MINE)

    # Session, person and their rights (4); the choice; the list; the practices and the library.
    with django_assert_num_queries(8):
        page = client.get(MINE).text
    assert page.count("<h3") == 2 * count


def test_questions_of_a_workshop_are_named_by_their_words(ada, client):
    workshop = make_workshop(questions=("Who pays for one desk?",))
    follow(ada, make_channel(workshop, kind="question", key="1"), "daily")
    client.force_login(ada)

    assert "Who pays for one desk?" in client.get(MINE).text


@pytest.mark.parametrize("count", [1, 3])
def test_questions_and_sessions_cost_the_same_queries_however_many(
    ada, client, django_assert_num_queries, count
):
    """Issue 5, fast by design: no query for each question that one follows."""
    workshop = make_workshop(questions=tuple(f"Who pays for desk {at}?" for at in range(count)))
    for at in range(count):
        follow(ada, make_channel(workshop, kind="question", key=str(at + 1)), "daily")
    client.force_login(ada)
    client.get(MINE)

    # As for other pages, with the workshop, its questions and its sessions.
    with django_assert_num_queries(9):
        page = client.get(MINE).text
    assert page.count("Who pays for desk") == count


def test_the_account_leads_to_the_page_of_choices(ada, client):
    client.force_login(ada)
    page = client.get("/en/saved-searches/").text

    assert f'<a href="{MINE}">' in page


def test_a_link_without_a_signature_stops_nothing(channel, ada, client):
    following = follow(ada, channel)

    for forged in (f"following-{following.pk}", f"following-{following.pk}.x.y", "x"):
        assert client.post(f"{MINE}stop/{forged}/").status_code == 404
    assert Following.objects.get().rhythm == "immediate"


def test_a_link_for_what_is_gone_says_that_it_is_stopped(channel, ada, client):
    from discussion.mail.links import Stop, stop_url  # noqa: PLC0415

    following = follow(ada, channel)
    urls = [
        stop_url(Stop.FOLLOWING, following.pk, "en"),
        stop_url(Stop.BOTH, ada.pk, "en"),
    ]
    ada.delete()

    for url in urls:
        path = url.removeprefix("http://localhost:8000")
        assert "You get no more" in client.post(path).text
    assert not MailChoice.objects.exists()


def test_all_off_leaves_other_people_alone(channel, ada, bo):
    follow(ada, channel)
    follow(bo, channel)

    choices.stop_all(person=ada)

    assert Following.objects.get(person=bo).rhythm == "immediate"
    assert not MailChoice.objects.filter(person=bo).exists()
