"""What changes a practice."""

import hashlib

from django.utils import timezone

from practices import completeness
from practices.models import PracticePage


def derive(practice: PracticePage) -> None:
    """Bring the derived fields of `practice` up to date before it is saved.

    `facets` repeats themes, target groups, terms and tags so that lists need no query for them;
    what the practice is about is never among the refused terms. `text_changed_at` moves only when
    the text that a translation stands on has changed.
    """
    themes = _notations(practice.themes.all())
    main = practice.main_theme.notation if practice.main_theme_id else ""
    practice.facets = {
        "themes": [main, *(one for one in themes if one != main)] if main else themes,
        "target_groups": _notations(practice.target_groups.all()),
        "added": _notations(practice.added_concepts.all()),
        "refused": _notations(practice.refused_concepts.all()),
        "tags": sorted(tag.name for tag in practice.tags.all()),
    }
    _settle_refusals(practice)
    practice.completeness = completeness.score(practice)
    fingerprint = text_fingerprint(practice)
    if practice.text_fingerprint != fingerprint:
        practice.text_fingerprint = fingerprint
        practice.text_changed_at = timezone.now()


def _settle_refusals(practice: PracticePage) -> None:
    facets = practice.facets
    about = {*facets["themes"], *facets["target_groups"], *facets["added"]}
    if about.intersection(facets["refused"]):
        kept = [one for one in practice.refused_concepts.all() if one.notation not in about]
        practice.refused_concepts = kept  # type: ignore[assignment]
        facets["refused"] = _notations(kept)


def _notations(concepts) -> list[str]:
    return [
        concept.notation
        for concept in sorted(concepts, key=lambda one: (one.position, one.notation))
    ]


def text_fingerprint(practice: PracticePage) -> str:
    """Return a short value that changes when title, summary or body change."""
    body = practice._meta.get_field("body").get_prep_value(practice.body)
    text = "\x1f".join((practice.title, practice.summary, str(body)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
