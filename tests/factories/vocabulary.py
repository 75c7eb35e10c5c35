"""Concepts for tests, beside those that every database has."""

import factory

from vocabulary.models import Concept, ConceptLabels, ConceptScheme


class ConceptSchemeFactory(factory.django.DjangoModelFactory):
    """A scheme of its own."""

    class Meta:
        model = ConceptScheme

    slug = factory.Sequence(lambda n: f"scheme-{n}")
    title = factory.Sequence(lambda n: f"Scheme {n}")


class ConceptFactory(factory.django.DjangoModelFactory):
    """A concept with a preferred label in English; `words` adds others by language."""

    class Meta:
        model = Concept
        skip_postgeneration_save = True

    scheme = factory.SubFactory(ConceptSchemeFactory)
    notation = factory.Sequence(lambda n: f"concept-{n}")

    @factory.post_generation
    def words(self, create, extracted, **_kwargs) -> None:
        """Add preferred labels."""
        if create:
            for language, text in ({"en": self.notation.title()} | (extracted or {})).items():
                ConceptLabels.objects.create(concept=self, language=language, preferred=text)
