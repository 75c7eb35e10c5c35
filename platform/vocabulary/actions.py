"""Writing the vocabulary."""

from dataclasses import dataclass

from django.db import transaction

from content import generation
from vocabulary.models import SCHEME, Concept, ConceptLabels, ConceptScheme
from vocabulary.queries import entries, forget_labels
from vocabulary.skos import Entry, files_digest, read_files

# In `Concept.loaded`: made by the first release, whose files knew twenty concepts.
FIRST = "first"


@dataclass
class Loaded:
    """What `load_vocabulary` did: concepts added, renewed from newer files, reset, kept."""

    added: int = 0
    renewed: int = 0
    reset: int = 0
    kept: int = 0


@transaction.atomic
def load_vocabulary(reset: bool = False, using: str = "default") -> Loaded:
    """Bring the concepts of `vocabulary/data/` into the database `using`.

    Adds what is missing and renews what nobody has changed since it was loaded; a concept that an
    editor has changed stays as it is, so that a better word survives every update. With `reset`
    all of them become those of the files again. Concepts that only the database knows are never
    touched. Returns the counts.
    """
    digest, loaded = files_digest(), Loaded()
    scheme, _new = ConceptScheme.objects.using(using).get_or_create(
        slug=SCHEME, defaults={"title": "Inclusion at local level"}
    )
    if scheme.loaded == digest and not reset and scheme.concepts.using(using).exists():
        loaded.kept = scheme.concepts.using(using).count()
        return loaded
    _load(scheme, reset, using, loaded)
    scheme.loaded = digest
    scheme.save(using=using)
    forget_labels()
    transaction.on_commit(forget_labels, using=using)
    transaction.on_commit(generation.advance, using=using)
    return loaded


def _load(scheme: ConceptScheme, reset: bool, using: str, loaded: Loaded) -> None:
    known = {concept.notation: concept for concept in Concept.objects.using(using)}
    present = {entry.notation: entry.digest() for entry in entries(using)}
    written: list[tuple[Concept, Entry]] = []
    for entry in read_files():
        concept = known.get(entry.notation)
        if concept is None:
            written.append((Concept(scheme=scheme, notation=entry.notation), entry))
            loaded.added += 1
        elif reset:
            written.append((concept, entry))
            loaded.reset += 1
        elif concept.loaded in (FIRST, present[entry.notation]) and concept.loaded:
            changed = entry.digest() != present[entry.notation]
            written.extend([(concept, entry)] if changed or concept.loaded == FIRST else [])
            loaded.renewed += changed
            loaded.kept += not changed
        else:
            loaded.kept += 1
    _write(written, using)


def _write(written: list[tuple[Concept, Entry]], using: str) -> None:
    """Write concepts and labels in bulk: without signals, and so also while tables are made."""
    concepts = Concept.objects.using(using)
    for concept, entry in written:
        concept.facet, concept.position = entry.facet, entry.position
        concept.scope_note, concept.matches = entry.scope_note, "\n".join(entry.matches)
        concept.loaded = entry.digest()
    concepts.bulk_create([concept for concept, _entry in written if not concept.pk])
    # Broader and related concepts have numbers only now.
    numbers = dict(concepts.values_list("notation", "pk"))
    for concept, entry in written:
        concept.broader_id = numbers[entry.broader] if entry.broader else None
    concepts.bulk_update(
        [concept for concept, _entry in written],
        ["facet", "position", "scope_note", "matches", "loaded", "broader"],
    )
    links = Concept.related.through.objects.using(using)
    mine = [concept.pk for concept, _entry in written]
    links.filter(from_concept__in=mine).delete()
    links.bulk_create(
        Concept.related.through(from_concept_id=concept.pk, to_concept_id=numbers[other])
        for concept, entry in written
        for other in entry.related
        if other in numbers
    )
    labels = ConceptLabels.objects.using(using)
    labels.filter(concept__in=mine).delete()
    labels.bulk_create(
        ConceptLabels(
            concept=concept,
            language=code,
            preferred=preferred,
            alternative="\n".join(alternative),
            hidden="\n".join(hidden),
        )
        for concept, entry in written
        for code, (preferred, alternative, hidden) in entry.labels.items()
    )
