"""What is sent beside the pages: small, ours alone, and with one place for raw values."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

from content.drawing import THEMES

STATIC = Path(settings.STATICFILES_DIRS[0])
STYLES = sorted(STATIC.glob("css/**/*.css"))
SCRIPTS = sorted(STATIC.glob("js/*.js"))
SERVED = STYLES + SCRIPTS


def test_styles_and_scripts_weigh_less_than_sixty_kilobytes_compressed():
    assert sum(len(gzip.compress(path.read_bytes())) for path in SERVED) < 60 * 1024


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_raw_colours_live_in_the_tokens_alone(path):
    if path.stem not in {"tokens", "print"}:
        assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", path.read_text())


@pytest.mark.parametrize("path", SERVED, ids=lambda path: path.name)
def test_nothing_is_asked_of_another_host(path):
    assert not re.search(r"(url\(|from\s|import\s|fetch\()['\"]?(https?:)?//", path.read_text())


# Wagtail's own styles are in no layer, so what adds to its screens cannot be in one either.
LAYERED = [path for path in STYLES if not path.stem.endswith("-admin")]


@pytest.mark.parametrize("path", LAYERED, ids=lambda path: path.stem)
def test_every_rule_lives_in_a_layer(path):
    rest = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    depth, outside = 0, ""
    for letter in rest:
        depth += (letter == "{") - (letter == "}")
        outside += letter if depth == 0 else ""
    assert depth == 0
    assert set(re.findall(r"@[\w-]+", outside)) <= {"@layer", "@font-face"}
    assert not re.search(r"(^|\})\s*[.:#a-z*]", outside)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
def test_files_named_by_a_style_exist(path):
    for name in re.findall(r"url\(([^)]+)\)", path.read_text()):
        assert (path.parent / name).is_file(), name


def test_each_theme_has_a_colour_for_day_and_night():
    tokens = (STATIC / "css/tokens.css").read_text()
    for theme in THEMES:
        assert f"--{theme}: light-dark(" in tokens
        assert f".t-{theme} {{" in tokens


def test_licences_lie_beside_what_they_cover():
    for name in ("fonts/commissioner-OFL.txt", "fonts/literata-OFL.txt", "img/lucide-LICENSE.txt"):
        assert (STATIC / name).is_file()
