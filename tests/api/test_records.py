"""Whole records, and the walk through all practices."""

import pytest
from django.conf import settings as site

from content.models import SiteDocument
from events.choices import StreamAccess
from practices.models import PracticePartner, Transfer
from tests.factories.events import make_houses, make_series, make_workshop, moment
from tests.factories.network import make_member, make_partner, make_place
from tests.factories.practices import make_practice, make_translation

pytestmark = pytest.mark.django_db

BODY = [
    {"type": "challenge", "value": "<p>Multe <b>ghișee</b></p><ul><li>unu</li><li>doi</li></ul>"},
    {
        "type": "how_it_works",
        "value": {"text": "<p>Pe scurt.</p>", "steps": [{"when": "2018", "title": "Start"}]},
    },
    {"type": "other", "value": {"heading": "Altceva", "text": "<p>A &amp; B</p>"}},
]


def test_a_practice_is_told_whole(get):
    house = make_houses()
    lead = make_partner("lead", house=house, title="Leaders")
    practice = make_practice(
        house=house, lead=lead, body=BODY, unknown="Costul\n\nDurata", cost_band="under-10k",
        place=make_place(names={"it": "Cluj"}), start="2018-05", tags=("ghișeu",),
        results_table=[{"type": "row", "value": {"indicator": "Jobs", "after": "12"}}],
        sources=[{"type": "source", "value": {"title": "A book", "url": ""}}],
        links=[{"type": "link", "value": {"title": "", "url": "https://example.org/"}}],
    )  # fmt: skip
    PracticePartner.objects.create(practice=practice, name="Typed only", sort_order=1)
    other = make_practice("other", house=house, place=make_place("Torino", "IT"))
    Transfer.objects.create(practice=practice, other=other, how="a visit")
    make_translation(practice, "es", title="Una ventanilla", body=BODY[:1])
    make_workshop(house=house, practices=[practice])

    record = get("/practices/one-desk?ui=it")

    assert [(one["type"], one["heading"], one["text"]) for one in record["sections"]] == [
        ("challenge", "Perché", "Multe ghișee\n\n- unu\n- doi"),
        ("how_it_works", "Come funziona", "Pe scurt.\n\n2018: Start"),
        ("other", "Altceva", "A & B"),
    ]
    assert record["unknown"] == ["Costul", "Durata"]
    assert record["place"]["label"] == "Cluj"
    assert record["place"]["city"] == "Cluj-Napoca"
    assert record["themes"][0]["label"] == "Casa"
    assert record["cost_band"]["value"] == "under-10k"
    assert record["tags"] == ["ghișeu"]
    assert record["results"][0] == {
        "indicator": "Jobs", "before": "", "after": "12", "unit": "", "year": "", "source": "",
    }  # fmt: skip
    assert record["sources"] == [{"title": "A book", "url": ""}]
    assert record["links"] == [{"title": "", "url": "https://example.org/"}]
    assert record["lead"] == {
        "id": "lead", "name": "Leaders", "url": f"{site.SITE_URL}/it/partners/lead/",
    }  # fmt: skip
    assert record["partners"] == [{"id": None, "name": "Typed only", "url": None}]
    assert [(one["lang"], one["title"]) for one in record["translations"]] == [
        ("es", "Una ventanilla")
    ]
    assert record["translations"][0]["url"] == f"{site.SITE_URL}/it/library/one-desk/es/"
    assert record["transfers"][0]["end"]["practice"]["id"] == "other"
    assert [one["id"] for one in record["workshops"]] == ["cluj"]
    assert record["licence"] == "CC BY 4.0"


def test_only_contacts_who_agreed_are_named(get):
    people = [
        {"type": "contact", "value": {"name": name, "email": f"{name}@example.org", "agreed": yes}}
        for name, yes in (("ana", True), ("ion", False))
    ]
    make_practice(contacts=people)

    record = get("/practices/one-desk")

    assert [one["name"] for one in record["contacts"]] == ["ana"]
    assert "ion@example.org" not in str(record)


def test_a_partner_is_told_whole(get):
    house = make_houses()
    partner = make_partner(
        house=house, title="Peace", place=make_place(), themes=("housing",),
        own_name="Pace", own_language="ro", texts={"en": "We help.", "ro": "Ajutăm."},
    )  # fmt: skip
    make_member(partner, shown=True, contact="desk@example.org").user.shown = ["name"]
    make_practice(house=house, lead=partner)
    make_workshop(house=house, organisers=[partner])

    record = get("/partners/patrir?ui=ro")

    assert (record["title"], record["lang"]) == ("Peace", "en") or record["lang"] == "ro"
    assert [(one["lang"], one["text"]) for one in record["texts"]] == [
        ("en", "We help."), ("ro", "Ajutăm."),
    ]  # fmt: skip
    assert record["summary"] == "Ajutăm."
    assert record["themes"][0]["value"] == "housing"
    assert record["languages"] == [{"value": "ro", "label": "română"}]
    assert [(one["id"], one["part"]) for one in record["practices"]] == [("one-desk", "lead")]
    assert [one["id"] for one in record["workshops"]] == ["cluj"]


def test_members_are_named_only_if_they_agreed_to_it(get):
    partner = make_partner()
    for email, name, choices, agreed in (
        ("ana@example.org", "Ana Pop", ["name"], True),
        ("ion@example.org", "Ion Rus", ["name"], False),
        ("eva@example.org", "Eva Dan", [], True),
    ):
        user = make_member(partner, email, name=name, shown=agreed, contact="d@example.org").user
        user.shown = choices
        user.save()

    record = get("/partners/patrir")

    assert record["contacts"] == [
        {"name": "Ana Pop", "role": "", "email": "d@example.org", "languages": ""}
    ]
    assert "ana@example.org" not in str(record)


def test_a_workshop_is_told_in_the_language_asked_for(get):
    house = make_houses()
    practice = make_practice(house=house)
    sessions = ({"start": moment("2023-03-28 14:00"), "kind": "talk", "text": "About homes"},)
    source = make_workshop(
        house=house, title="Reception", lead="Two days.", questions=("Why?",), sessions=sessions,
        practices=[practice], organisers=["Town"], themes=("housing",), series=make_series(),
        objectives="One\nTwo", place=make_place(), countries=["RO", "IT"],
        time_zone="Europe/Bucharest",
    )  # fmt: skip
    make_workshop(house=house, language="it", translation_of=source, title="Accoglienza")

    english, italian = get("/workshops/cluj?ui=en"), get("/workshops/cluj?ui=it")

    assert (italian["title"], italian["lang"]) == ("Accoglienza", "it")
    assert english["versions"] == ["en", "it"]
    assert english["title"] == "Reception"
    assert get("/workshops/cluj?ui=sl")["title"] == "Reception"
    assert english["programme"][0]["start"] == "2023-03-28T15:00:00+03:00"
    assert english["questions"][0]["url"].endswith("/en/workshops/cluj/question/1/")
    assert [one["name"] for one in english["organisations"]] == ["Town"]
    assert [one["id"] for one in english["practices"]] == ["one-desk"]
    assert english["objectives"] == ["One", "Two"]
    assert [one["label"] for one in english["countries"]] == ["Romania", "Italy"]
    assert italian["series"] is None or italian["series"]["value"] == "regional"


def test_a_stream_is_told_only_if_it_is_open_to_everyone(get):
    make_workshop(
        sessions=(
            {"stream_access": StreamAccess.EVERYONE, "stream_url": "https://open.example/"},
            {"stream_access": StreamAccess.SIGNED_IN, "stream_url": "https://closed.example/"},
        )
    )

    record = get("/workshops/cluj")

    assert [one["stream"] for one in record["programme"]] == ["https://open.example/", ""]
    assert "closed.example" not in str(record)


def test_a_concept_is_told_whole(get):
    make_practice()

    record = get("/concepts/refugees?ui=it")

    assert record["uri"] == f"{site.SITE_URL}/concepts/refugees"
    assert record["label"] == "Rifugiati"
    assert record["labels"]["sl"]["preferred"] == "Begunci"
    assert record["search"].endswith("/api/v1/search?concept=refugees")
    assert record["facet"] == "target-groups"


def test_a_document_is_listed_with_its_address(get):
    document = SiteDocument.objects.create(title="Plan", file="plan.pdf", language="ro")
    make_practice(documents=[{"type": "document", "value": {"document": document.pk}}])

    files = get("/practices/one-desk")["documents"]

    assert [(one["title"], one["lang"]) for one in files] == [("Plan", "ro")]
    assert files[0]["url"].startswith(f"{site.SITE_URL}/documents/")


def test_all_practices_can_be_walked(get):
    expected = {make_practice(f"p{number}").slug for number in range(5)}

    seen, address, pages = [], "/practices?limit=2&ui=it", 0
    while address:
        page = get(address)
        seen += [one["id"] for one in page["results"]]
        address = (page["next"] or "").removeprefix(f"{site.SITE_URL}/api/v1")
        pages += 1

    assert (pages, len(seen), set(seen)) == (3, 5, expected)
    assert page["results"][0]["themes"][0]["label"] == "Casa"


@pytest.mark.parametrize("cursor", ["Ä", "-1", "x" * 13, "zzzz zz"])
def test_a_cursor_of_another_make_is_a_clear_error(get, cursor):
    assert get(f"/practices?cursor={cursor}", status=422)["errors"][0]["parameter"] == "cursor"


def test_a_cursor_beyond_the_end_gives_an_empty_stretch(get):
    assert get("/practices?cursor=zzzzzzzzzzzz") == {"results": [], "next": None}


@pytest.mark.parametrize("count", [1, 3])
def test_a_stretch_of_practices_costs_one_query(get, django_assert_num_queries, count):
    for number in range(count):
        make_practice(f"p{number}")
    get("/concepts/housing")

    with django_assert_num_queries(1):
        assert len(get("/practices")["results"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_record_costs_as_many_queries_whatever_hangs_on_it(get, django_assert_num_queries, count):
    house = make_houses()
    practice = make_practice(house=house)
    partners = [make_partner(f"partner{n}", house=house) for n in range(count)]
    for number, partner in enumerate(partners):
        PracticePartner.objects.create(practice=practice, partner=partner, sort_order=number)
        make_workshop(f"w{number}", house=house, practices=[practice], organisers=partners)
        make_translation(practice, ("es", "fr", "de")[number])
    # The first answer also reads what is kept for all: the thesaurus, the addresses of the site.
    get("/practices/one-desk")

    with django_assert_num_queries(6):
        assert len(get("/practices/one-desk")["workshops"]) == count
    with django_assert_num_queries(4):
        assert len(get("/partners/partner0")["workshops"]) == count
    with django_assert_num_queries(6):
        assert len(get("/workshops/w0")["organisations"]) == count
