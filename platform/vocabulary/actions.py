"""Writing the vocabulary."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from content import generation
from vocabulary.models import Concept, ConceptLabel, ConceptScheme
from vocabulary.queries import forget_labels

FOLDER = Path(__file__).parent / "data"


@dataclass
class Loaded:
    """What `load_vocabulary` did."""

    added: int = 0
    reset: int = 0
    kept: int = 0


@transaction.atomic
def load_vocabulary(reset: bool = False, using: str = "default") -> Loaded:
    """Bring the concept schemes of `vocabulary/data/` into the database `using`.

    Adds what is missing and leaves what is there alone, so that an editor's better word survives
    every update; with `reset` labels, notes and positions become those of the files again.
    Concepts that only the database knows are never touched. Returns the counts.
    """
    loaded = Loaded()
    for path in sorted(FOLDER.glob("*.toml")):
        _load_scheme(tomllib.loads(path.read_text(encoding="utf-8")), reset, using, loaded)
    if loaded.added or loaded.reset:
        forget_labels()
        transaction.on_commit(forget_labels, using=using)
        transaction.on_commit(generation.advance, using=using)
    return loaded


def _load_scheme(data: dict[str, Any], reset: bool, using: str, loaded: Loaded) -> None:
    scheme, _new = ConceptScheme.objects.using(using).get_or_create(
        slug=data["slug"], defaults={"title": data["title"]}
    )
    known = {concept.notation: concept for concept in scheme.concepts.using(using)}
    entries = [
        (position, entry)
        for position, entry in enumerate(data["concept"])
        if reset or entry["notation"] not in known
    ]
    written = {
        entry["notation"]: _concept(scheme, position, entry, known) for position, entry in entries
    }
    new = [concept for concept in written.values() if not concept.pk]
    old = [concept for concept in written.values() if concept.pk]
    # In bulk: no signals, so that this also works before the tables of others are made.
    concepts = Concept.objects.using(using)
    concepts.bulk_create(new)
    concepts.bulk_update(old, ["position", "scope_note"])
    labels = ConceptLabel.objects.using(using)
    labels.filter(concept__in=old).delete()
    labels.bulk_create(
        label
        for _position, entry in entries
        for label in _labels(written[entry["notation"]], entry)
    )
    loaded.added += len(new)
    loaded.reset += len(old)
    loaded.kept += len(data["concept"]) - len(entries)


def _concept(
    scheme: ConceptScheme, position: int, entry: dict[str, Any], known: dict[str, Concept]
) -> Concept:
    """Return the concept of an entry with what its file says, not saved yet."""
    concept = known.get(entry["notation"]) or Concept(scheme=scheme, notation=entry["notation"])
    concept.position = position
    concept.scope_note = entry.get("scope_note", "")
    return concept


def _labels(concept: Concept, entry: dict[str, Any]) -> Iterator[ConceptLabel]:
    """Yield the labels that an entry of a file gives to its concept, not saved yet."""
    kinds = ConceptLabel.Kind
    for code, text in entry["preferred"].items():
        yield ConceptLabel(concept=concept, language=code, kind=kinds.PREFERRED, text=text)
    for kind in (kinds.ALTERNATIVE, kinds.HIDDEN):
        for code, texts in entry.get(str(kind), {}).items():
            for text in texts:
                yield ConceptLabel(concept=concept, language=code, kind=kind, text=text)
