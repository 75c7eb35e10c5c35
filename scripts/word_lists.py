"""Write `search/words/*.txt`: the common words of each language, folded, from wordfreq.

A development tool, run by hand when the lists shall change; it needs the wordfreq package in a
virtual environment of its own (57 MB, no dependency of the site):

    python scripts/word_lists.py
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MOST = 25_000
SHORTEST = 4


def main() -> None:
    """Write one file a language, sorted, a word a line."""
    from wordfreq import top_n_list  # noqa: PLC0415  not installed with the site

    from search.analysis import fold  # noqa: PLC0415  needs the path above

    for code in ("en", "it", "ro", "nl", "fr", "es", "el", "sl", "de", "ca"):
        words = {fold(word) for word in top_n_list(code, MOST) if word.isalpha()}
        lines = sorted(word for word in words if len(word) >= SHORTEST)
        path = ROOT / "search" / "words" / f"{code}.txt"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(path.name, len(lines))


if __name__ == "__main__":
    main()
