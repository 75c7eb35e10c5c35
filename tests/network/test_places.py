"""Places: their names, their addresses, how an import finds them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from network.actions import find_or_make_place, load_places
from network.models import Place, PlaceName
from network.queries import PlaceFinder, place_labels
from search.actions import rebuild
from search.queries import read, search
from search.query import Query
from tests.factories.network import make_partner, make_place

pytestmark = pytest.mark.django_db
THESSALONIKI = {"en": "Thessaloniki", "it": "Salonicco", "sl": "Solun"}


def thessaloniki(**values):
    return make_place("Θεσσαλονίκη", "GR", names=THESSALONIKI, aliases=("Salonica",), **values)


def test_a_place_is_named_in_the_readers_language_else_in_its_own():
    place = thessaloniki()

    assert place.name_in("it") == "Salonicco"
    assert place.name_in("nl") == "Θεσσαλονίκη"
    with translation.override("sl"):
        assert place.name_in() == "Solun"


def test_the_language_of_a_name_is_known_so_that_it_can_be_marked():
    place = thessaloniki()

    assert place.name_language("it") == "it"
    assert place.name_language("nl") == "el"
    assert make_place("Mechelen", "BE").name_language("it") == ""


@pytest.mark.parametrize("count", [1, 3])
def test_names_of_places_cost_no_query(count, django_assert_num_queries):
    for number in range(count):
        make_place(f"Town {number}", "IT", names={"de": f"Stadt {number}"})
    places = list(Place.objects.all())

    with django_assert_num_queries(0):
        names = [place.name_in("de") for place in places]

    assert names == [f"Stadt {number}" for number in range(count)]


def test_a_name_that_is_added_or_taken_away_counts_at_once():
    place = make_place()
    name = PlaceName.objects.create(place=place, language="de", name="Klausenburg")

    assert Place.objects.get().name_in("de") == "Klausenburg"
    name.delete()
    assert Place.objects.get().name_in("de") == "Cluj-Napoca"
    assert PlaceFinder().find("Klausenburg", "RO") is None


def test_an_address_is_readable_and_stays_when_the_name_changes():
    place = thessaloniki()
    assert place.slug == "gr-thessaloniki"

    place.name = "Σαλονίκη"
    place.save()

    assert Place.objects.get().slug == "gr-thessaloniki"


def test_two_places_never_share_an_address():
    city = make_place("Utrecht", "NL", region="Utrecht")
    region = make_place("Utrecht", "NL", kind="region")

    assert (city.slug, region.slug) == ("nl-utrecht", "nl-utrecht-region")


def test_a_place_has_one_name_in_each_language():
    place = thessaloniki()

    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceName.objects.create(place=place, language="it", name="Tessalonica")


@pytest.mark.parametrize("code", ["ro113", "RO1134", "R", "RO-1", "ROΩ", "RO1\n"])
def test_a_nuts_code_of_another_form_is_refused(code):
    with pytest.raises(ValidationError) as caught:
        Place(name="Cluj", country="RO", slug="x", nuts=code).full_clean()

    assert "nuts" in caught.value.message_dict


@pytest.mark.parametrize(("country", "code"), [("RO", "RO113"), ("GR", "EL522"), ("GB", "UKG3")])
def test_a_nuts_code_of_the_country_is_fine(country, code):
    Place(name="A", country=country, slug="x", nuts=code).full_clean()


def test_a_nuts_code_of_another_country_is_refused():
    with pytest.raises(ValidationError, match="another country"):
        Place(name="Cluj", country="RO", slug="x", nuts="GR113").full_clean()


def test_half_a_pair_of_coordinates_is_refused():
    with pytest.raises(ValidationError, match="both latitude and longitude"):
        Place(name="Cluj", country="RO", slug="x", lat=46.77).full_clean()


@pytest.mark.parametrize(
    "spelling", ["Θεσσαλονίκη", "θεσσαλονικη", "SALONICCO", " Thessaloniki ", "salonica"]
)
def test_any_spelling_finds_a_place(spelling):
    place = thessaloniki()

    assert find_or_make_place(spelling, "gr") == place
    assert Place.objects.count() == 1


def test_a_namesake_in_another_country_is_another_place():
    make_place("Valencia", "ES")

    assert find_or_make_place("Valencia", "PT").country == "PT"
    assert Place.objects.count() == 2


def test_a_namesake_far_away_in_another_region_is_another_place():
    near = make_place("Neustadt", "DE", region="Pfalz", lat=49.35, lon=8.14)

    far = find_or_make_place("Neustadt", "DE", "Sachsen", 51.03, 14.22)
    same = find_or_make_place("Neustadt", "DE", "Rheinland-Pfalz", 49.36, 8.15)

    assert same == near
    assert far != near
    assert far.slug == "de-neustadt-2" or far.slug == "de-neustadt-city"


def test_a_city_is_preferred_to_the_region_of_its_name():
    make_place("Utrecht", "NL", kind="region")
    city = make_place("Utrecht", "NL", region="Utrecht")

    assert PlaceFinder().find("Utrecht", "NL") == city
    assert PlaceFinder().find("Utrecht", "NL", kind="region") != city


def test_codes_of_the_european_union_mean_the_same_countries():
    assert find_or_make_place("Αθήνα", "EL").country == "GR"
    assert find_or_make_place("Coventry", "UK").country == "GB"


@pytest.mark.parametrize(
    ("name", "country", "lat", "lon"),
    [
        ("", "RO", None, None),
        ("   \x00 ", "RO", None, None),
        ("x" * 121, "RO", None, None),
        ("Cluj", "", None, None),
        ("Cluj", "ROU", None, None),
        ("Cluj", "R1", None, None),
        ("Cluj", "RO", 91, 0),
        ("Cluj", "RO", 0, 181),
    ],
)
def test_a_place_that_cannot_be_is_refused(name, country, lat, lon):
    with pytest.raises(ValueError):
        find_or_make_place(name, country, lat=lat, lon=lon)

    assert not Place.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_an_import_costs_no_query_for_places_it_knows(count, django_assert_num_queries):
    for number in range(count):
        make_place(f"Town {number}", "IT")
    places = PlaceFinder()

    with django_assert_num_queries(0):
        for number in range(count):
            find_or_make_place(f"TOWN {number}", "IT", "Toscana", 46.77, 23.59, places=places)


def test_a_place_made_by_an_import_is_found_by_the_next_row(django_assert_num_queries):
    places = PlaceFinder()
    made = find_or_make_place("Brașov", "RO", places=places)

    with django_assert_num_queries(0):
        assert find_or_make_place("Brasov", "RO", places=places) is made


def test_loading_places_again_writes_nothing(django_assert_num_queries):
    rows = [
        {"name": "Cluj-Napoca", "kind": "city", "country": "RO", "region": "Cluj", "lat": 46.77,
         "lon": 23.59, "nuts": "RO113", "names": {"de": "Klausenburg"}, "aliases": ["Cluj"]},
    ]  # fmt: skip
    load_places(rows)

    with django_assert_num_queries(4):  # all places, the names of one, a transaction around
        load_places(rows)

    assert PlaceName.objects.count() == 2


def test_loading_places_brings_them_up_to_date():
    make_place("Cluj-Napoca", "RO", names={"it": "Clug"}, aliases=("Cluj",))

    place = make_place("Cluj-Napoca", "RO", names={"de": "Klausenburg"})

    place = Place.objects.get(pk=place.pk)
    assert place.labels == {"de": "Klausenburg"}
    assert PlaceFinder().find("Cluj", "RO") is None


def test_the_page_of_a_place_names_it_in_the_readers_language_and_its_own(client):
    place = thessaloniki()

    with translation.override("it"):
        page = client.get(place.get_absolute_url()).content.decode()

    assert "<h1>Salonicco</h1>" in page
    assert '<span lang="el">Θεσσαλονίκη</span>' in page
    assert "Grecia" in page


def test_the_page_of_a_region_shows_the_partners_of_its_cities(client):
    make_place("Toscana", "IT", kind="region")
    make_partner("anci", title="ANCI Toscana", place=make_place("Firenze", "IT", region="Toscana"))
    make_partner("cluj", title="Cluj", place=make_place())

    page = client.get("/en/places/it-toscana/").content.decode()

    assert "ANCI Toscana" in page
    assert "/en/partners/cluj/" not in page


def test_a_place_without_anything_says_so_and_is_kept_out_of_search_engines(client):
    make_place()
    make_partner("hidden", place=make_place(), live=False, title="Secret draft")

    page = client.get("/en/places/ro-cluj-napoca/").content.decode()

    assert "Nothing here yet" in page
    assert "Secret draft" not in page
    assert '<meta name="robots" content="noindex, follow">' in page


def test_an_unknown_place_is_not_found(client):
    assert client.get("/en/places/xx-nowhere/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_place_costs_few_queries(client, count, django_assert_max_num_queries):
    place = make_place()
    for number in range(count):
        make_partner(f"p{number}", place=place, themes=("housing",))

    with django_assert_max_num_queries(10):
        assert client.get("/en/places/ro-cluj-napoca/").status_code == 200


def test_a_hostile_name_of_a_place_is_only_text(client):
    make_place('<script>alert("x")</script>', "RO", names={"it": "</script><b>"})
    slug = Place.objects.get().slug

    for language in ("it", "en"):
        page = client.get(f"/{language}/places/{slug}/").content.decode()
        assert "<script>alert" not in page
        assert "</script><b>" not in page


def test_facets_name_cities_in_the_readers_language_after_every_change():
    place = thessaloniki()
    assert place_labels("it") == {"Θεσσαλονίκη": "Salonicco"}

    place.names = [PlaceName(language="it", name="Tessalonica")]
    place.save()

    assert place_labels("it") == {"Θεσσαλονίκη": "Tessalonica"}
    assert place_labels("nl") == {}


def test_names_of_cities_for_facets_cost_one_query_at_most(django_assert_num_queries):
    thessaloniki()

    with django_assert_num_queries(1):
        place_labels("it")
        place_labels("de")


def test_a_partner_is_found_by_the_new_name_of_its_city(
    settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.DATA_DIR = tmp_path
    place = make_place()
    make_partner(place=place)
    rebuild()

    with django_capture_on_commit_callbacks(execute=True):
        place.names = [PlaceName(language="de", name="Klausenburg")]
        place.save()

    assert search(Query(text=read("klausenburg"), language="de")).total == 1
