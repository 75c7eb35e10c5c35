"""Search inside discussions: found are messages that everybody may read, by nobody else, and in no
list of practices."""

from uuid import uuid4

import pytest
from django.db.models import Q
from wagtail.models import PageViewRestriction

from content import generation
from discussion import actions, log, moderation, moving, search
from discussion.choices import Audience
from discussion.models import Channel, Indexed
from discussion.search import catch_up, document_for
from search.actions import rebuild, work_off_outbox
from search.engines import get_engine
from search.models import Change
from search.queries import read
from search.queries import search as ask
from search.query import Query
from tests.factories.accounts import UserFactory
from tests.factories.discussion import make_channel, make_message, make_moderator, rested
from tests.factories.practices import make_practice
from tests.services import address

pytestmark = pytest.mark.django_db


@pytest.fixture(
    autouse=True,
    params=[
        "embedded",
        pytest.param("elasticsearch", marks=pytest.mark.services("elasticsearch")),
    ],
)
def index(request, tmp_path, settings):
    """Give every test empty indexes of its own, with each of the two engines."""
    settings.DATA_DIR, settings.SEARCH_URL = tmp_path, ""
    if request.param == "embedded":
        rebuild()
        yield get_engine()
        return
    settings.SEARCH_URL = address("elasticsearch")
    settings.SEARCH_PREFIX = f"test-{uuid4().hex[:12]}"
    engine = get_engine()
    rebuild()
    yield engine
    for one in engine.client.indices.get_alias(index=f"{settings.SEARCH_PREFIX}*"):
        engine.client.indices.delete(index=one)
    engine.client.close()


def brought_up_to_date():
    """Have the indexes learn what happened, and wait until the server shows it."""
    count = work_off_outbox()
    shown()
    return count


def shown():
    """Wait until the search server, where it is asked, shows what it was told."""
    engine = get_engine()
    if engine.name == "elasticsearch":
        engine.client.indices.refresh(index=engine.index.names.read)


def held():
    """Return the messages that any index holds."""
    shown()
    stores = get_engine().stores()
    return [one for store in stores for one in store.contents() if one.type == "message"]


@pytest.fixture
def practice():
    """Return a practice that everybody may read."""
    return make_practice(title="One desk for newcomers")


@pytest.fixture
def channel(practice):
    """Return its discussion."""
    return make_channel(practice, kind="practice")


def found(client, words, channel=None, language="en"):
    """Return the numbers of the messages that a search shows, in order."""
    inside = f"{channel.pk}/" if channel else ""
    answer = client.get(f"/{language}/discussion/{inside}search/", {"q": words})
    assert answer.status_code == 200
    return [row.document.id for row in answer.context["results"].rows]


def test_a_message_is_found_by_its_words_and_by_what_they_mean(client, channel):
    about = make_message(channel, "Chi paga i mediatori culturali dello sportello?", lang="it")
    make_message(channel, "Thank you, we begin in May.", lang="en")
    assert found(client, "mediatori", channel, "it") == []

    brought_up_to_date()

    assert found(client, "mediatori", channel, "it") == [about.pk]
    assert found(client, "sportello", language="it") == [about.pk]


def test_a_reason_speaks_of_the_text_and_a_choice_of_the_message(client, channel):
    """A message has no title, and is no entry of the library."""
    make_message(channel, "The vouchers are printed here.")
    brought_up_to_date()

    answer = client.get("/en/discussion/search/", {"q": "vouchers"})

    assert answer.context["results"].rows[0].reasons == ("The text has <b>vouchers</b>.",)
    assert "Language of the message" in [one.label for one in answer.context["results"].facets]


def test_a_channel_is_searched_alone(client, channel):
    here = make_message(channel, "The vouchers are printed here.")
    there = make_message(
        make_channel(make_practice("another"), kind="practice"), "No vouchers with us."
    )
    brought_up_to_date()

    assert found(client, "vouchers", channel) == [here.pk]
    assert set(found(client, "vouchers")) == {here.pk, there.pk}


def test_messages_stand_in_no_other_list(client, channel, practice):
    make_message(channel, "The vouchers for newcomers are printed here.")
    brought_up_to_date()

    assert [hit.document.id for hit in ask(Query(text=read("newcomers"))).hits] == [practice.pk]
    assert ask(Query()).total == 1
    assert "printed" not in client.get("/en/search/?q=vouchers").content.decode()
    suggested = client.get("/en/search/suggest/?q=the+vou").json()["results"]
    assert suggested == []
    assert client.get("/en/search/message/results.csv").status_code == 404
    assert client.get("/api/v1/search?type=message").json()["count"] == 0
    assert client.get("/api/v1/search?q=newcomers").json()["count"] == 1
    file = client.get("/en/search/results.csv?type=message")
    assert "printed" not in b"".join(file.streaming_content).decode()


def test_a_search_page_leads_into_discussions(client):
    page = client.get("/en/search/?q=vouchers").content.decode()

    assert 'href="/en/discussion/search/?q=vouchers"' in page


def test_the_page_of_a_topic_leads_to_what_is_said_about_it(client, channel):
    about = make_message(channel, "Wie zahlt die Miete der Wohnung?", lang="de")
    make_message(channel, "Thank you.")
    brought_up_to_date()
    page = client.get("/en/concepts/housing/").content.decode()
    assert 'href="/en/discussion/search/?concept=housing"' in page

    answer = client.get("/en/discussion/search/?concept=housing")

    assert [row.document.id for row in answer.context["results"].rows] == [about.pk]


@pytest.mark.parametrize("change", ["hide", "delete", "edit", "move"])
def test_what_a_message_no_longer_says_is_gone_at_once(
    client, channel, change, django_capture_on_commit_callbacks
):
    author, moderator = UserFactory(), make_moderator()
    message = make_message(channel, "The vouchers are printed here.", author=author)
    brought_up_to_date()
    other = make_channel(read_by=Audience.SIGNED_IN)
    steps = {
        "hide": lambda: moderation.hide(message=message, moderator=moderator, reason="Spam."),
        "delete": lambda: actions.delete(message=message, author=author),
        "edit": lambda: actions.edit(message=message, author=rested(author), body="Nothing now."),
        "move": lambda: moving.move(
            message=message, to=other, moderator=moderator, reason="Elsewhere."
        ),
    }

    with django_capture_on_commit_callbacks(execute=True):
        steps[change]()

    assert [one for one in held() if "vouchers" in one.title] == []
    assert found(client, "vouchers") == []


@pytest.mark.parametrize("change", ["audience", "restriction", "unpublished"])
def test_what_not_everybody_may_read_is_found_by_nobody_even_before_the_index_knows(
    client, channel, practice, change
):
    """L: one function decides, whatever the index still holds."""
    message = make_message(channel, "The vouchers are printed here.")
    brought_up_to_date()
    assert found(client, "vouchers") == [message.pk]

    if change == "audience":
        Channel.objects.filter(pk=channel.pk).update(read_by=Audience.SIGNED_IN)
        search.look_again(Q(pk=channel.pk))
    elif change == "restriction":
        PageViewRestriction.objects.create(page=practice, restriction_type="login")
    else:
        practice.unpublish()

    assert found(client, "vouchers") == []
    assert document_for(message.pk) is None
    brought_up_to_date()
    assert held() == []


def test_the_cursor_reads_each_event_once(channel, django_assert_num_queries):
    message = make_message(channel)
    assert catch_up() == [(search.MODEL, message.pk)]
    actions.react(message=message, person=UserFactory(), kind="thanks")
    assert catch_up() == []
    with django_assert_num_queries(1):
        assert catch_up() == []


def test_a_channel_that_is_to_be_read_again_is_not_passed_over_by_who_reads_it_now(channel):
    """I7: a page becomes private while its log is read."""
    message = make_message(channel)
    ((pk, after, head),) = log.behind(Indexed, 10)
    assert log.move_on(Indexed, pk, after, head)
    make_message(channel)
    ((pk, after, head),) = log.behind(Indexed, 10)

    search.look_again(Q(pk=channel.pk))

    assert not log.move_on(Indexed, pk, after, head)
    assert (search.MODEL, message.pk) in catch_up()


def test_sending_costs_search_nothing(channel, django_assert_num_queries):
    """The log is what search reads; a message writes nothing for it."""
    make_message(channel)
    assert not Change.objects.filter(model=search.MODEL).exists()


def test_messages_leave_cached_pages_as_they_are(channel):
    brought_up_to_date()
    make_message(channel, "The vouchers are printed here.")
    before = generation.current()

    assert brought_up_to_date()

    assert generation.current() == before


def test_a_rebuild_reads_all_messages(client, channel):
    message = make_message(channel, "The vouchers are printed here.")

    rebuild()

    assert found(client, "vouchers") == [message.pk]


def test_a_closed_discussion_is_searched_by_its_readers_only(client):
    channel = make_channel(read_by=Audience.SIGNED_IN)
    author = UserFactory()
    message = make_message(channel, "The vouchers are printed here.", author=author)
    make_message(channel, "Thank you.")
    brought_up_to_date()
    address = f"/en/discussion/{channel.pk}/search/"
    assert client.get(address, {"q": "voucher"}).status_code == 404
    assert found(client, "vouchers") == []

    client.force_login(UserFactory())
    answer = client.get(address, {"q": "voucher"})

    assert [one["id"] for one in answer.context["frames"]] == [message.pk]
    assert client.get(address).status_code == 200
    assert client.get(address, {"q": "nonsense"}).context["frames"] == []


def test_a_hidden_message_is_not_found_in_a_closed_discussion(client):
    channel = make_channel(read_by=Audience.SIGNED_IN)
    message = make_message(channel, "The vouchers are printed here.")
    moderation.hide(message=message, moderator=make_moderator(), reason="Spam.")
    client.force_login(UserFactory())

    answer = client.get(f"/en/discussion/{channel.pk}/search/", {"q": "vouchers"})

    assert answer.context["frames"] == []


def test_no_name_of_a_person_is_in_the_index(channel):
    """PR: what somebody chose to be called may change; the index has no copy of it."""
    author = UserFactory(name="Ileana Popescu", shown=["name"])
    message = make_message(channel, "The vouchers are printed here.", author=author)

    assert "Popescu" not in repr(document_for(message.pk))
