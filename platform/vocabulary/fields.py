"""Fields for concepts on a page that the list of uses knows about."""

from collections.abc import Iterable, Iterator
from typing import Any

from modelcluster.fields import ParentalManyToManyField

from vocabulary.models import Concept


class ConceptsField(ParentalManyToManyField):
    """Several concepts of one scheme.

    Wagtail's index of references reads foreign keys, not lists of many; a field may tell it what
    it refers to (`extract_references`). With that, the "usage" screen of a concept names every
    page that carries it.
    """

    # Whether who is named here uses the concept, so that it must not be deleted.
    counts_as_use = True

    def extract_references(self, value: Iterable[Concept]) -> Iterator[tuple[Any, str, str, str]]:
        """Yield (model, id, path in the model, path in the content) of each concept."""
        for concept in value or ():
            yield Concept, str(concept.pk), "concept", str(concept.pk)


class RefusedConceptsField(ConceptsField):
    """Several concepts that a page is not about, whatever its words say: not a use of them."""

    counts_as_use = False

    def extract_references(self, value: Iterable[Concept]) -> Iterator[tuple[Any, str, str, str]]:
        """Yield nothing: the page does not carry what was refused."""
        return iter(())
