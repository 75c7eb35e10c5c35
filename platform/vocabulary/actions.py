"""Writing the vocabulary."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from content import generation
from vocabulary.merging import merged, merged_all
from vocabulary.models import SCHEME, Concept, ConceptLabels, ConceptScheme, FormerNotation
from vocabulary.queries import entries, forget_labels, former_notations
from vocabulary.relations import Owner, move, relations, rename_in_drafts
from vocabulary.signals import concepts_merged
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
    touched, and those that were merged into others stay so. Returns the counts.
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
    for entry in merged_all(read_files(), former_notations(using)):
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


class CannotMerge(Exception):  # noqa: N818  a state: nothing was changed
    """Two concepts cannot become one. The message says why, in the editor's language."""


def check_merge(old: Concept, kept: Concept) -> None:
    """Raise CannotMerge where `old` cannot go into `kept`."""
    if old.pk == kept.pk:
        raise CannotMerge(_("Choose another term than the one itself."))
    if old.scheme_id != kept.scheme_id:
        raise CannotMerge(_("Choose a term of the same list."))
    if old.facet and old.facet != kept.facet:
        raise CannotMerge(
            _("“%(old)s” is a %(list)s, and pages carry it as one. Choose another %(list)s.")
            % {"old": old, "list": old.get_facet_display()}
        )


@transaction.atomic
def merge(old: Concept, kept: Concept, user: Any = None) -> int:
    """Have `old` go into `kept`, with all that points at it; return how many pages were changed.

    Labels become alternative labels, narrower and related concepts follow, drafts and older
    versions are rewritten, the old notation leads to the kept concept from now on. Whoever listens
    to `concepts_merged` brings the index up to date. Raises CannotMerge, and Concept.DoesNotExist
    when somebody else was faster.
    """
    check_merge(old, kept)
    pair = Concept.objects.select_for_update().in_bulk([old.pk, kept.pk])
    if len(pair) < 2:
        raise Concept.DoesNotExist
    name = str(old)
    _merge_entries(old.notation, kept.notation)
    changed: list[Owner] = []
    for field in relations():
        if field.model is not Concept:
            changed += move(field, old, kept)
    rename_in_drafts(old, kept)
    FormerNotation.objects.filter(concept=old).update(concept=kept)
    FormerNotation.objects.create(notation=old.notation, concept=kept)
    # As it is now: without its narrower concepts.
    Concept.objects.get(pk=old.pk).delete()
    forget_labels()
    transaction.on_commit(forget_labels)
    rows = _save_again(changed)
    data = {"old": old.notation, "label": name, "pages": len(rows)}
    log(instance=kept, action="vocabulary.merge", user=user, data=data)
    concepts_merged.send(sender=Concept, old=old.notation, kept=kept, rows=rows)
    transaction.on_commit(generation.advance)
    return len(rows)


def _merge_entries(old: str, kept: str) -> None:
    """Write what merging changes in concepts; what nobody had changed stays renewable."""
    before = {entry.notation: entry for entry in entries()}
    written = {
        name: entry
        for name, entry in merged(before, old, kept).items()
        if entry.digest() != before[name].digest()
    }
    concepts = {one.notation: one for one in Concept.objects.filter(notation__in=[old, *written])}
    edited = {
        name: one.loaded for name, one in concepts.items() if one.loaded != before[name].digest()
    }
    _write([(concepts[name], entry) for name, entry in written.items()], "default")
    if old in edited and kept in written:
        # Somebody's words are among its labels now.
        edited.setdefault(kept, "")
    for name, loaded in edited.items():
        Concept.objects.filter(notation=name).update(loaded=loaded)


def _save_again(changed: Iterable[Owner]) -> list[tuple[str, int]]:
    """Save what was changed, so that what is derived from concepts follows; return its rows."""
    by_model: dict[type[models.Model], set[int]] = {}
    for model, pk in changed:
        by_model.setdefault(model, set()).add(pk)
    for model, numbers in by_model.items():
        for one in model._default_manager.filter(pk__in=numbers).iterator():
            if isinstance(one, Page):
                # An old page may lack what a newer form asks for: not to be settled here.
                one.save(clean=False)
            else:
                one.save()
    return [(model._meta.label_lower, pk) for model, pks in by_model.items() for pk in sorted(pks)]
