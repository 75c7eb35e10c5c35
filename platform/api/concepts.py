"""Concepts of the thesaurus as records."""

from django.http import Http404

from api import links
from api.schemas.records import ConceptNames, ConceptRecord
from api.values import terms
from content.languages import active_language
from search.terms import by_notation, described
from vocabulary.queries import current_notation
from vocabulary.skos import Entry


def concept(notation: str) -> ConceptRecord:
    """Return a concept, whole, also by a former notation. Raises Http404. No query once the
    thesaurus is in memory."""
    notation = current_notation(notation)
    entry = by_notation().get(notation)
    if entry is None:
        raise Http404
    term = described(entry)
    return ConceptRecord(
        id=notation,
        uri=links.concept_uri(notation),
        label=term.label,
        labels=_labels(entry),
        note=entry.scope_note,
        facet=entry.facet,
        broader=terms(one for one, _label in reversed(term.above)),
        narrower=terms(one for one, _label in term.narrower),
        related=terms(entry.related),
        matches=list(entry.matches),
        url=links.on_site(f"/{active_language()}/concepts/{notation}/"),
        search=f"{links.on_site(links.BASE)}/search?concept={notation}",
    )


def _labels(entry: Entry) -> dict[str, ConceptNames]:
    return {
        code: ConceptNames(preferred=preferred, alternative=list(alternative))
        for code, (preferred, alternative, _hidden) in entry.labels.items()
    }
