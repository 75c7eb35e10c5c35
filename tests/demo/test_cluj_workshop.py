"""The Cluj workshop's page tells every fact of the page that this project was created from."""

import re

import pytest
from bs4 import BeautifulSoup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

FACTS = {
    "en": {
        "title": ["“Whole-of-Society approach”"],
        "place in its series": ["Includ-EU regional workshops", "no. 4", "fourth"],
        "dates": ["28–29", "March 2023"],
        "city": ["Cluj-Napoca, Romania"],
        "opening": ["Opening and round table", "28 March 2023", "14:00–15:45", "Streamed on Zoom"],
        "countries": [
            "Netherlands", "France", "Spain", "Belgium", "Ireland", "Greece", "Italy", "Slovenia",
            "Romania",
        ],
        "guiding questions": [
            "Which policies and practices make joint work of many actors possible?",
            "How can work across sectors be encouraged?",
            "What is the part of local and regional authorities?",
        ],
        "objectives": [
            "Study and discuss the one-stop-shop model",
            "Give visibility to inclusion policies and practices",
            "Strengthen cooperation between partners and help them mobilise local and"
            " international networks",
            "Ease the exchange of policies and practices between local and regional actors",
            "Encourage new collaborations",
        ],
        "skip link": ["Skip to the content"],
        "share links": ["Share on", "LinkedIn", "Mastodon", "E-mail"],
        "challenge": ["scattered procedures", "People find it hard to see how these steps hang"],
        "one-stop shop": ["one-stop shop of Cluj-Napoca", "that other authorities can repeat"],
        "obstacles": [
            "governments that do not favour migration and integration",
            "lack of money",
            "few earlier partnerships between institutions",
        ],
        "voices of migrants": ["voices of migrants enter the making of integration policies"],
    },
    "it": {
        "title": ['Workshop: "Whole-of-Society approach" – Quarto seminario regionale Includ-EU'],
        "place in its series": ["Seminari regionali Includ-EU", "n. 4", "quarto"],
        "dates": ["28–29", "marzo 2023"],
        "city": ["Cluj-Napoca, Romania"],
        "opening": ["Apertura e tavola rotonda", "28 marzo 2023", "14:00–15:45", "diretta su Zoom"],
        "countries": [
            "Paesi Bassi", "Francia", "Spagna", "Belgio", "Irlanda", "Grecia", "Italia", "Slovenia",
            "Romania",
        ],
        "guiding questions": [
            "Quali politiche e pratiche rendono possibile il lavoro comune di molti attori?",
            "Come si può incoraggiare il lavoro tra settori diversi?",
            "Qual è il ruolo delle autorità locali e regionali?",
        ],
        "objectives": [
            "Studiare e discutere il modello dello sportello unico",
            "Dare visibilità a politiche e pratiche di inclusione",
            "Rafforzare la cooperazione tra i partner e aiutarli a mobilitare reti locali e"
            " internazionali",
            "Facilitare lo scambio di politiche e pratiche tra attori locali e regionali",
            "Incoraggiare nuove collaborazioni",
        ],
        "skip link": ["Vai al contenuto della pagina"],
        "share links": ["Condividi su", "LinkedIn", "Mastodon"],
        "challenge": ["procedure sparse", "È difficile capire come si collegano"],
        "one-stop shop": ["sportello unico di Cluj-Napoca", "che altre amministrazioni possono"],
        "obstacles": [
            "governi poco favorevoli alla migrazione e all’integrazione",
            "mancanza di fondi",
            "poche collaborazioni precedenti tra istituzioni",
        ],
        "voices of migrants": ["voci dei migranti entrano nella costruzione delle politiche"],
    },
}  # fmt: skip
LINKS = {
    "project": "https://includeu.eu",
    "contact": "mailto:includeu@iom.int",
    "practice shown": "/{}/library/cluj-one-stop-shop/",
    "other practice shown": "/{}/library/cluj-migrant-council/",
    "host": "/{}/partners/cluj/",
    "calendar file": "/{}/workshops/rw4-cluj-2023/calendar.ics",
    "calendar file of the session": "/{}/workshops/rw4-cluj-2023/session/1/calendar.ics",
    "first question": "/{}/workshops/rw4-cluj-2023/question/1/",
    "second question": "/{}/workshops/rw4-cluj-2023/question/2/",
    "third question": "/{}/workshops/rw4-cluj-2023/question/3/",
}
CASES = [(code, name) for code, facts in FACTS.items() for name in facts]


def opened(client, language: str) -> BeautifulSoup:
    """Return the page, parsed."""
    return BeautifulSoup(client.get(f"/{language}/workshops/rw4-cluj-2023/").text, "html.parser")


@pytest.mark.parametrize(("language", "fact"), CASES, ids=lambda value: value.replace(" ", "-"))
def test_the_page_tells(language, fact, client):
    words = tight(opened(client, language).body.get_text(" "))
    missing = [part for part in FACTS[language][fact] if tight(part) not in words]
    assert not missing, missing


def tight(words: str) -> str:
    """Return the text with single blanks, and none before a comma or around a dash."""
    return re.sub(r" ?– ?", "–", re.sub(r" ([,.])", r"\1", " ".join(words.split())))


@pytest.mark.parametrize("language", FACTS)
def test_the_page_links_to_what_it_speaks_of(language, client):
    links = {link["href"] for link in opened(client, language).select("a[href]")}
    missing = [name for name, href in LINKS.items() if href.format(language) not in links]
    assert not missing


@pytest.mark.parametrize("language", FACTS)
def test_the_skip_link_comes_first(language, client):
    page = opened(client, language)
    assert page.select_one("a")["href"] == "#content"
    assert page.select_one("main")["id"] == "content"
