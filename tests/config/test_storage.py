"""The names under which production sends static files."""

import re
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from config.storage import StaticStorage

STATIC = Path(settings.STATICFILES_DIRS[0])
IMPORT = re.compile(r"""from\s*["']\./([\w.-]+)["']""")


def collected(folder: Path) -> tuple[StaticStorage, dict[str, str]]:
    """Collect our scripts as collectstatic does, and a foreign one that names what is not there."""
    storage, source = StaticStorage(location=folder, base_url="/static/"), FileSystemStorage(STATIC)
    foreign = FileSystemStorage(folder / "foreign")
    vendor = folder / "foreign" / "vendor"
    vendor.mkdir(parents=True)
    (vendor / "old.js").write_text("'import(\"./nowhere.js\")'")
    names = [path.relative_to(STATIC).as_posix() for path in STATIC.glob("js/**/*.js")]
    paths = {name: (source, name) for name in names} | {"vendor/old.js": (foreign, "vendor/old.js")}
    for name, (place, path) in paths.items():
        with place.open(path) as file:
            storage.save(name, file)
    for _name, _hashed, processed in storage.post_process(paths):
        if isinstance(processed, Exception):
            raise processed
    return storage, storage.hashed_files


def text_of(storage: StaticStorage, name: str) -> str:
    """Return what a collected file says."""
    with storage.open(name) as file:
        return file.read().decode()


def test_what_a_module_imports_has_a_hash_in_its_name_and_is_there(tmp_path):
    storage, names = collected(tmp_path)

    element = text_of(storage, names["js/discussion/element.js"])

    imported = IMPORT.findall(element)
    assert len(imported) >= 7
    for name in imported:
        assert f"js/discussion/{name}" in names.values()
        assert re.fullmatch(r"[\w-]+\.[0-9a-f]{12}\.js", name), name


def test_no_module_of_ours_imports_a_name_without_a_hash(tmp_path):
    storage, names = collected(tmp_path)

    for name in names:
        for imported in IMPORT.findall(text_of(storage, names[name])):
            assert re.search(r"\.[0-9a-f]{12}\.js$", imported), (name, imported)
