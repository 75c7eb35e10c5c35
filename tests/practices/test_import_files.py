"""Files that cannot be read: each is explained in a sentence, and nothing is imported."""

import json

import pytest
from django.core.management import CommandError, call_command

from practices.importing import reading
from practices.importing.reading import Unreadable, read_items
from practices.models import PracticePage
from tests.practices.import_files import item


def why(path) -> str:
    with pytest.raises(Unreadable) as error:
        list(read_items(path))
    return str(error.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b" \n ", "The file is empty."),
        (b'{"id": "x"}', "it holds an object"),
        (b'"text"', "it holds a text"),
        (b"12", "it holds a number"),
        (b"null", "it holds null"),
        (b"[{}, {", "line 1, column 7"),
        (b"[{}", "the file ends inside the list"),
        (b"[{} {}]", "a comma or ] is missing"),
        (b"[{},]", "a value is missing"),
        (b"[] []", "something follows after the end of the list"),
        (b"[{}]\n\nmore", "line 3, column 1: something follows"),
        (b'[\n{"id" "x"}]', "line 2, column 7: a colon is missing"),
        (b'[{"id": "x}]', "the closing quotation mark of a text is missing"),
        (b"[{'id': 1}]", "the name of a key in double quotes is missing"),
        (b'[{"id": "a\nb"}]', "a line break or another control character inside a text"),
        (b'[{"id": "caf\xe9"}]', "The file is not in UTF-8: the byte at position 13"),
        ('[{"id": "x"}]'.encode("utf-16"), "The file is not in UTF-8"),
        ('[{"id": "x"}]'.encode("utf-16-le"), "NUL bytes"),
        (b'[{"id": "\x00"}]', "NUL bytes"),
        (b"[" * 100_000, "stand too deep in each other"),
        (b"[" + b"9" * 5000 + b"]", "a number has too many digits"),
    ],
)
def test_a_file_that_is_no_list_is_explained(tmp_path, content, words):
    path = tmp_path / "file.json"
    path.write_bytes(content)

    assert words in why(path)


def test_a_file_that_is_not_there_is_explained(tmp_path):
    assert "There is no file" in why(tmp_path / "nothing.json")
    assert "is a folder" in why(tmp_path)


def test_an_endless_item_is_refused_before_memory_runs_out(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "LONGEST_ITEM", 200_000)
    path = tmp_path / "file.json"
    path.write_text('["' + "x" * 1_000_000 + '"]')

    assert "longer than 200,000 characters" in why(path)


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64, 1 << 16])
def test_chunks_may_cut_the_file_anywhere(tmp_path, monkeypatch, chunk):
    monkeypatch.setattr(reading, "CHUNK", chunk)
    items = [item(title="Café « Ξένος » 🙂"), 12, -1.5e3, True, None, 'Škofja " Loka', [], {}]
    path = tmp_path / "file.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(items, indent=1).encode())

    assert list(read_items(path)) == items


def test_the_place_of_a_mistake_is_told_across_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 5)
    path = tmp_path / "file.json"
    path.write_text('[\n  {"id": "one"},\n  {"id": "two"} {"id": "three"}\n]')

    assert "line 3, column 17: a comma or ] is missing" in why(path)


def test_an_empty_list_has_no_items(tmp_path):
    path = tmp_path / "file.json"
    path.write_text(" [ ] ")

    assert list(read_items(path)) == []


@pytest.mark.django_db
def test_the_command_ends_with_the_sentence_and_without_a_traceback(tmp_path):
    path = tmp_path / "file.json"
    path.write_text("")

    with pytest.raises(CommandError, match=r"The library is missing|The file is empty|no library"):
        call_command("import_practices", str(path), verbosity=0)

    assert not PracticePage.objects.exists()
