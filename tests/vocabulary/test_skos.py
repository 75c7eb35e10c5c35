"""The thesaurus as data: SKOS integrity, and the way to SKOS and back.

Conditions S9, S13, S14 and S27 of https://www.w3.org/TR/skos-reference/.
"""

import re
from collections import Counter

import pytest
from rdflib import Graph
from rdflib.namespace import RDF, SKOS

from content.languages import LANGUAGES
from vocabulary.models import MOST_LABEL_CHARACTERS
from vocabulary.queries import entries
from vocabulary.skos import FORMATS, read_files, to_graph

FILES = {entry.notation: entry for entry in read_files()}
TOPS = {
    *("housing", "work", "education", "health", "participation", "language", "reception"),
    *("governance", "target-groups"),
}


def above(notation: str) -> list[str]:
    found = []
    while notation := FILES[notation].broader:
        found.append(notation)
    return found


def test_there_are_as_many_concepts_as_a_thesaurus_needs():
    assert 180 <= len(FILES) <= 300
    assert {name for name, entry in FILES.items() if not entry.broader} == TOPS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_has_one_preferred_label_and_others_in_every_language(language):
    for entry in FILES.values():
        preferred, alternative, _hidden = entry.labels[language]
        assert preferred
        assert alternative, entry.notation


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_is_preferred_twice_in_a_language(language):
    counts = Counter(entry.labels[language][0].casefold() for entry in FILES.values())
    assert [text for text, count in counts.items() if count > 1] == []


def test_no_label_of_a_concept_is_of_two_kinds():
    for entry in FILES.values():
        for language, (preferred, alternative, hidden) in entry.labels.items():
            kinds = [preferred, *alternative, *hidden]
            assert len(set(kinds)) == len(kinds), (entry.notation, language)


def test_labels_fit_into_their_columns():
    for entry in FILES.values():
        for preferred, alternative, hidden in entry.labels.values():
            assert max(map(len, (preferred, *alternative, *hidden))) <= MOST_LABEL_CHARACTERS


def test_every_concept_says_what_it_means():
    assert [name for name, entry in FILES.items() if not entry.scope_note] == []


def test_related_concepts_are_there_and_stand_neither_above_nor_below():
    for name, entry in FILES.items():
        for other in entry.related:
            assert other in FILES, f"{name} is related to {other}, which is not there"
            assert other not in above(name)
            assert name not in above(other)
            assert name in FILES[other].related


def test_matches_are_addresses_of_concepts_and_of_one_concept_of_ours_each():
    matches = [match for entry in FILES.values() for match in entry.matches]
    known = re.compile(r"http://eurovoc\.europa\.eu/([1-9]\d*|c_[0-9a-f]{8})")
    assert [match for match in matches if not known.fullmatch(match)] == []
    assert [match for match, count in Counter(matches).items() if count > 1] == []
    assert len(matches) >= 100


@pytest.mark.django_db
def test_the_database_holds_what_the_files_say():
    held = {entry.notation: entry.digest() for entry in entries()}
    assert held == {name: entry.digest() for name, entry in FILES.items()}


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMATS)
def test_the_scheme_can_be_written_and_read_in_each_format(form):
    base = "https://example.org/concepts/"
    written = to_graph(entries(), base).serialize(format=FORMATS[form])
    again = Graph().parse(data=written, format=FORMATS[form])
    assert len(set(again.subjects(RDF.type, SKOS.Concept))) == len(FILES)
    assert len(set(again.objects(None, SKOS.memberList))) == 2
