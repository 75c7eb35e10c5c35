"""Everyday words: the files of senses hold together, and short questions cross languages."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from search import analysis, everyday
from search.concepts import Thesaurus, provide
from search.engines import elastic_documents, embedded_store
from search.everyday import FOLDER, TAG, senses
from search.labels import Label
from search.matching import Matcher
from search.queries import read, search
from search.query import Query
from tests.search.conftest import thing
from vocabulary.ambiguity import near_words
from vocabulary.skos import read_files

FILES = sorted(FOLDER.glob("*.tsv"))
MOST_SENSES = 3


def lines() -> list[tuple[Path, dict[str, str]]]:
    found = []
    for path in FILES:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [(path, row) for row in reader]
    return found


LINES = lines()
MATCHERS: dict[str, Matcher] = {}


def named(text: str, language: str) -> set[str]:
    """Return the concepts that a question names, read in its language alone."""
    if language not in MATCHERS:
        near = near_words()
        MATCHERS[language] = Matcher(
            language,
            [
                Label(one.notation, language, word, near.get(key, ()))
                for one in read_files()
                for preferred, alternative, hidden in [one.labels[language]]
                for word in (preferred, *alternative, *hidden)
                for key in [(language, word.casefold(), one.notation)]
            ],
        )
    matcher = MATCHERS[language]
    tokens = [token for word in analysis.words(text) if (token := matcher.token(word))]
    rows = {row for at in range(len(tokens)) for row in matcher.rows(tokens, at)}
    return {meaning.concept for row in rows for meaning in matcher.meanings(row)}


def meant(word: str, language: str) -> tuple[str, ...]:
    return senses(language).get(analysis.analyser(language).token(word), ())


def test_every_line_has_words_in_all_ten_languages():
    columns = ["id", *sorted(analysis.LANGUAGES)]
    for path, row in LINES:
        assert sorted(row, key=lambda name: (name != "id", name)) == columns
        for code in analysis.LANGUAGES:
            words = row[code].split("|")
            assert all(words), (path.name, row["id"], code)
            assert words == [word.strip() for word in words], (path.name, row["id"], code)
            assert len(set(words)) == len(words), (path.name, row["id"], code)


def test_every_sense_has_one_line():
    counts = Counter(row["id"] for _path, row in LINES)
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("language", analysis.LANGUAGES)
def test_no_word_has_more_than_three_senses(language):
    many = {token: names for token, names in senses(language).items() if len(names) > MOST_SENSES}
    assert many == {}


def test_words_of_people_and_deeds_are_single_and_no_stop_words():
    path = FOLDER / "people_and_deeds.tsv"
    mine = [row for one, row in LINES if one == path]
    assert len(mine) >= 200
    wrong = [
        (row["id"], code, word)
        for row in mine
        for code in analysis.LANGUAGES
        for word in row[code].split("|")
        if len(analysis.words(word)) != 1 or not analysis.analyser(code).token(word)
    ]
    assert wrong == []


def test_forms_of_a_word_in_people_and_deeds_each_bring_a_token_of_their_own():
    needless: dict[str, list[str]] = defaultdict(list)
    for path, row in LINES:
        if path.name == "people_and_deeds.tsv":
            for code in analysis.LANGUAGES:
                tokens = Counter(analysis.analyser(code).token(w) for w in row[code].split("|"))
                needless[code] += [token for token, count in tokens.items() if count > 1]
    assert {code: tokens for code, tokens in needless.items() if tokens} == {}


@pytest.mark.parametrize(
    ("sense", "words"),
    [
        ("godparent", "sl:botrstvo it:padrini el:νονά ro:nași de:Paten nl:peetouders"),
        ("trainer", "fr:formatrices el:επιμορφώτρια sl:inštruktorica de:Kursleiterinnen"),
        ("mediator", "it:mediatrici ro:mediatoare sl:mediatorke el:διαμεσολαβήτρια de:Mittler"),
        ("guest", "nl:gasten sl:gostje es:huésped el:φιλοξενούμενοι ro:musafiri"),
        ("neighbourhood", "ca:barris nl:buurten sl:soseske el:γειτονιές de:Stadtteile"),
        ("office", "en:offices it:uffici ro:birouri sl:pisarne el:γραφεία ca:despatxos"),
        ("association", "en:association de:Vereine nl:vereniging sl:društva el:σωματεία"),
        ("garden", "ca:horts ro:grădini de:Gärten el:κήποι nl:moestuin"),
        ("stigma", "es:estigma sl:stigmatizacija el:στιγματισμός fr:stigmatisation"),
        ("mistrust", "nl:wantrouwen de:Misstrauen ro:neîncredere sl:nezaupanje"),
        ("recruit", "fr:embauche it:assunzione el:προσλήψεις nl:aanwerving"),
        ("computer", "es:informática it:informatica de:Informatik el:πληροφορική sl:računalnik"),
        ("moldovan", "ro:moldoveni it:Moldavia fr:moldave el:Μολδαβία de:Moldau"),
        ("cv", "el:βιογραφικό sl:življenjepis de:Lebenslauf en:CV"),
    ],
)
def test_words_of_different_languages_share_a_sense(sense, words):
    for pair in words.split():
        code, word = pair.split(":")
        assert TAG + sense.replace("-", "_") in meant(word, code), pair


@pytest.mark.parametrize(
    ("language", "word", "sense"),
    [
        ("ca", "versió", "vegetables"),
        ("it", "leggere", "law"),
        ("ca", "mentora", "lie"),
        ("es", "casos", "marriage"),
        ("de", "Gründe", "entrepreneur"),
        ("el", "έγγραφα", "enrol"),
        ("en", "activities", "activist"),
    ],
)
def test_words_that_only_look_alike_after_stemming_share_none(language, word, sense):
    assert TAG + sense not in meant(word, language)


@pytest.mark.parametrize(
    ("language", "question", "concept"),
    [
        ("ro", "femei antreprenoare", "women-employment"),
        ("el", "γυναίκες επιχειρηματίες", "women-employment"),
        ("it", "imprenditrici", "entrepreneurship"),
        ("sl", "podjetnicam", "entrepreneurship"),
        ("es", "clases de informática", "digital-skills"),
        ("nl", "computerles voor vrouwen", "digital-skills"),
        ("de", "Computerraum", "digital-skills"),
        ("sl", "svet migrantov", "advisory-councils"),
        ("ca", "consell de migrants", "advisory-councils"),
        ("el", "συμβούλια προσφύγων", "advisory-councils"),
        ("sl", "botrstvo za begunce", "community-sponsorship"),
        ("fr", "parrains de réfugiés", "community-sponsorship"),
        ("nl", "roddels over migranten", "anti-rumours"),
        ("it", "pettegolezzi", "anti-rumours"),
        ("el", "κέντρα πληροφόρησης για μετανάστες", "one-stop-shop"),
        ("es", "punto de información para migrantes", "one-stop-shop"),
        ("sl", "govorice o migrantih", "third-country-nationals"),
        ("sl", "tečaj za priseljenke", "third-country-nationals"),
        ("sl", "mentoricah", "buddy-programmes"),
        ("fr", "traductrices", "translation"),
        ("el", "εθελόντριες", "volunteering"),
        ("el", "prosfyges", "refugees"),
        ("el", "mathimata ellinikon", "language-courses"),
    ],
)
def test_short_questions_name_the_concept(language, question, concept):
    assert concept in named(question, language)


@pytest.mark.parametrize(
    ("language", "word", "concept"),
    [("de", "Gründerinnen", "entrepreneurship"), ("fr", "tuteurs", "guardianship")],
)
def test_labels_with_a_second_meaning_count_in_texts_only_near_other_words(language, word, concept):
    assert near_words()[language, word.casefold(), concept]


@pytest.fixture
def library(no_terms, index):
    """One practice a subject, each in another language than the questions below."""
    near = near_words()
    terms = Thesaurus(
        tuple(
            Label(one.notation, code, word, near.get((code, word.casefold(), one.notation), ()))
            for one in read_files()
            for code, (preferred, alternative, hidden) in one.labels.items()
            for word in (preferred, *alternative, *hidden)
        )
    )
    provide(lambda: terms)
    index(
        thing(1, language="de", title="Gründerinnen mit Migrationsgeschichte", body="Ein Büro."),
        thing(2, language="it", title="Corsi di informatica"),
        thing(3, language="es", title="Consejo de inmigrantes"),
        thing(4, language="en", title="Community sponsorship"),
        thing(5, language="fr", title="Rumeurs et préjugés"),
        thing(6, language="nl", title="Informatiepunt voor nieuwkomers"),
        thing(7, language="ca", title="Persones refugiades"),
        thing(8, language="sl", title="Delavnica", body="Društvo vodi mediatorka."),
    )


@pytest.mark.usefixtures("library")
def test_short_questions_find_what_is_written_in_another_language():
    asked = {
        ("ro", "femei antreprenoare"): 1,
        ("el", "γυναίκες επιχειρηματίες"): 1,
        ("nl", "computerles"): 2,
        ("sl", "svet migrantov"): 3,
        ("ca", "consell de migrants"): 3,
        ("sl", "botrstvo za begunce"): 4,
        ("nl", "roddels over migranten"): 5,
        ("el", "κέντρα πληροφόρησης για μετανάστες"): 6,
        ("el", "prosfyges"): 7,
        ("fr", "médiatrices"): 8,
    }
    for (language, question), wanted in asked.items():
        hits = search(Query(text=read(question), language=language)).hits
        assert wanted in [hit.document.id for hit in hits], question


def test_an_index_made_with_other_words_is_made_anew(monkeypatch, tmp_path):
    before = embedded_store.version(), elastic_documents.version()
    (tmp_path / "one.tsv").write_text("id\ten\n")
    monkeypatch.setattr(everyday, "FOLDER", tmp_path)
    everyday.fingerprint.cache_clear()

    after = embedded_store.version(), elastic_documents.version()

    monkeypatch.undo()
    everyday.fingerprint.cache_clear()
    assert before[0] != after[0]
    assert before[1] != after[1]
