"""What holds the house together, whatever the site does."""

import platform
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parent.parent
SETTINGS = sorted((PROJECT / "platform" / "config" / "settings").glob("*.py"))
LOCKS = sorted((PROJECT / "requirements").glob("*.txt"))
REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+==\S+( ;.*)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def test_the_folder_platform_does_not_hide_the_module_platform():
    assert not (PROJECT / "platform" / "__init__.py").exists()
    assert platform.system()
    assert platform.python_version_tuple() >= ("3", "11")


@pytest.mark.parametrize("path", SETTINGS, ids=lambda path: path.name)
def test_settings_files_stay_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < 200


def test_every_environment_variable_stands_in_the_page_for_operators():
    code = "\n".join(path.read_text(encoding="utf-8") for path in SETTINGS)
    page = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.read\(\s*"([A-Z_]+)"', code))

    assert {"PORT", "DATA_DIR", "DATABASE_URL", "SECRET_KEY"} <= read
    assert [name for name in sorted(read) if f"| `{name}` |" not in page] == []


def test_there_are_two_lock_files():
    assert [path.name for path in LOCKS] == ["dev.txt", "runtime.txt"]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock_files_hold_versions_with_hashes_and_no_address(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    code = [line for line in lines if line and not line.startswith("#")]

    assert code
    assert "://" not in path.read_text(encoding="utf-8")
    assert [line for line in code if not REQUIREMENT.match(line) and not HASH.match(line)] == []


def test_the_lock_files_agree_where_they_share_a_package():
    pins = [dict(re.findall(r"^(\S+)==(\S+)", path.read_text(), re.M)) for path in LOCKS]
    shared = pins[0].keys() & pins[1].keys()

    assert {name: pins[0][name] for name in shared} == {name: pins[1][name] for name in shared}


@pytest.mark.parametrize("layer", ["runtime", "dev"])
def test_the_locked_versions_are_what_pyproject_asks_for(layer):
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "runtime": project["project"]["dependencies"],
        "dev": project["dependency-groups"]["dev"],
    }[layer]
    lock = (PROJECT / "requirements" / f"{layer}.txt").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^(\S+)==(\S+)", lock, re.M))

    for requirement in map(Requirement, asked):
        name = canonicalize_name(requirement.name)
        assert name in locked, f"{name} is not locked: make lock"
        assert locked[name] in requirement.specifier, f"{requirement} is not met: make lock"


def test_nothing_is_imported_through_the_word_platform():
    through = re.compile(r"^\s*(from platform[. ]|import platform\.)", re.M)
    roots = ["practices", "events", "network", "search", "platform", "tests"]
    modules = [path for root in roots for path in (PROJECT / root).rglob("*.py")]

    assert modules
    assert [path for path in modules if through.search(path.read_text(encoding="utf-8"))] == []


def test_every_make_target_that_the_readme_names_exists_and_the_two_commands_are_in_it():
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.M))
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^ *|`)make ([a-z-]+)", readme, re.M))

    assert {"demo", "test"} <= named <= targets


PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_the_documents_point_to_files_that_exist(page):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    near = [link for link in links if not re.match(r"[a-z]+:", link)]

    assert [link for link in near if not (page.parent / link).exists()] == []


def test_make_help_lists_every_target():
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*?)\n\n", makefile, re.M | re.S)[1].replace("\\\n", " ").split()

    assert set(phony) == set(re.findall(r"^([a-z-]+):.*## ", makefile, re.M))
