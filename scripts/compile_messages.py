"""Compile the translations whose .po file is newer than its .mo: part of `make setup`.

Django's own compilemessages calls GNU gettext, which a laptop may not have; Babel is there anyway.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "platform" / "locale"


def main() -> None:
    """Compile what changed, and say how many catalogues that was."""
    stale = [path for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")) if is_stale(path)]
    for path in stale:
        compile_catalogue(path)
    if stale:
        print(f"Compiled {len(stale)} translation catalogue(s)")


def is_stale(path: Path) -> bool:
    """Tell whether the .mo beside this .po is missing or older."""
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


def compile_catalogue(path: Path) -> None:
    """Write the .mo beside a .po file, whole or not at all. Raises ValueError on a broken file."""
    # Only when there is something to do: importing Babel takes longer than looking.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with path.open("rb") as source:
        catalogue = read_po(source, locale=path.parts[-3], abort_invalid=True)
    # Babel would write a plural that nobody translated as an empty text; left out, it is English.
    for message in [message for message in catalogue if message.id and message.pluralizable]:
        if not all(message.string):
            catalogue.delete(message.id, message.context)
    half = path.with_suffix(".mo.new")
    with half.open("wb") as target:
        write_mo(target, catalogue)
    half.replace(path.with_suffix(".mo"))


if __name__ == "__main__":
    main()
