"""Translations as the setup compiles them."""

import gettext
import importlib.util
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted((PROJECT / "platform" / "locale").glob("*/LC_MESSAGES/*.po"))

HALF_DONE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=4; plural=(n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3);\\n"

msgid "Search"
msgstr "Iskanje"

msgid "Partner"
msgstr ""

#, fuzzy
msgid "Place"
msgstr "Tema"

msgid "one practice"
msgid_plural "%d practices"
msgstr[0] ""
msgstr[1] ""
msgstr[2] ""
msgstr[3] ""

msgid "one day"
msgid_plural "%d days"
msgstr[0] "%d dan"
msgstr[1] "%d dneva"
msgstr[2] "%d dnevi"
msgstr[3] "%d dni"
"""


@pytest.fixture(scope="module")
def compiler():
    """The script, which is no module of any package."""
    path = PROJECT / "scripts" / "compile_messages.py"
    spec = importlib.util.spec_from_file_location("compile_messages", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def half_done(compiler, tmp_path):
    """A compiled catalogue of which a part is translated."""
    path = tmp_path / "sl" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HALF_DONE, encoding="utf-8")
    compiler.compile_catalogue(path)
    with path.with_suffix(".mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def test_what_nobody_translated_stays_english(half_done):
    assert half_done.gettext("Search") == "Iskanje"
    assert half_done.gettext("Partner") == "Partner"
    assert half_done.gettext("Place") == "Place"
    assert half_done.ngettext("one practice", "%d practices", 3) == "%d practices"


def test_every_plural_of_a_language_is_kept(half_done):
    forms = [half_done.ngettext("one day", "%d days", count) for count in (1, 2, 3, 5)]

    assert forms == ["%d dan", "%d dneva", "%d dnevi", "%d dni"]


def test_a_catalogue_is_compiled_again_only_when_it_changed(compiler, tmp_path):
    path = tmp_path / "it" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HALF_DONE, encoding="utf-8")
    assert compiler.is_stale(path)

    compiler.compile_catalogue(path)

    assert not compiler.is_stale(path)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_translations_name_the_same_values_as_their_originals(path):
    named = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
    text = path.read_text(encoding="utf-8")
    pairs = re.findall(r'^msgid ("(?:.|\n(?="))*?)\nmsgstr ("(?:.|\n(?="))*)', text, re.M)

    assert pairs
    wrong = [
        original
        for original, translated in pairs
        if translated.strip('"\n ')
        and set(named.findall(original)) != set(named.findall(translated))
    ]
    assert wrong == []
