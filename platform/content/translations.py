"""Translations that were written elsewhere, handed over to wagtail-localize.

A page that was published in two languages by a loader has no record of which sentence translates
which. With that record editors get the translator's screen instead of the plain form: sentence by
sentence, with what has changed in the original since.
"""

import json
import re
from collections import defaultdict
from typing import Any

from django.db import transaction
from wagtail.models import Page
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    String,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@transaction.atomic
def adopt_translation(source: Page, version: Page) -> Translation:
    """Record that `version` translates `source`, sentence by sentence, and return the record.

    Both are saved pages with the same translation key. Blocks correspond by their order, rows by
    their translation key. What has no counterpart stays open in the record, which then shows how
    much is missing. Doing it again with unchanged pages changes nothing.
    """
    origin, _made = TranslationSource.update_or_create_from_instance(source)
    translation, made = Translation.objects.get_or_create(
        source=origin, target_locale=version.locale
    )
    if made or _is_older(translation, source, version):
        _Pairs(source.specific, version.specific).store(origin, translation)
        translation.destination_last_updated_at = version.latest_revision_created_at
        translation.save(update_fields=["destination_last_updated_at"])
    return translation


def _is_older(translation: Translation, source: Page, version: Page) -> bool:
    known = translation.destination_last_updated_at
    moments = (source.latest_revision_created_at, version.latest_revision_created_at)
    return known is None or any(moment and moment > known for moment in moments)


class _Pairs:
    """The segments of a page beside those of its translation, by where they stand."""

    def __init__(self, source: Page, version: Page) -> None:
        segments = extract_segments(source)
        others = extract_segments(version)
        # Rows keep their identifier in all languages; blocks of a text have one of their own.
        common = _identifiers(segments) & _identifiers(others)
        self.texts = self._pair(segments, others, common, StringSegmentValue)
        self.links = self._pair(segments, others, common, OverridableSegmentValue)

    @staticmethod
    def _pair(segments: list, others: list, common: set[str], kind: type) -> list[tuple]:
        """Return the pairs of segments of one kind; texts of another shape have none."""
        ours, theirs = _by_text(segments, common, kind), _by_text(others, common, kind)
        pairs: list[tuple] = []
        for text, places in ours.items():
            there = theirs.get(text, {})
            if _shape(places) == _shape(there):
                for place, found in places.items():
                    pairs += zip(found, there[place], strict=True)
        return pairs

    def store(self, origin: TranslationSource, translation: Translation) -> None:
        """Write the pairs as translated strings and links."""
        locale = translation.target_locale
        contexts = dict(
            TranslationContext.objects.filter(object_id=origin.object_id).values_list("path", "pk")
        )
        strings = dict(
            String.objects.filter(
                pk__in=StringSegment.objects.filter(source=origin).values("string_id")
            ).values_list("data", "pk")
        )
        for segment, other in self.texts:
            StringTranslation.objects.update_or_create(
                translation_of_id=strings[segment.string.data],
                context_id=contexts[segment.path],
                locale=locale,
                defaults={
                    "data": other.string.data,
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                },
            )
        overridable = set(
            OverridableSegment.objects.filter(source=origin).values_list("context_id", flat=True)
        )
        for segment, other in self.links:
            context = contexts[segment.path]
            if segment.data != other.data and context in overridable:
                SegmentOverride.objects.update_or_create(
                    locale=locale,
                    context_id=context,
                    defaults={"data_json": json.dumps(other.data)},
                )


def _identifiers(segments: list[Any]) -> set[str]:
    return {found for segment in segments for found in IDENTIFIER.findall(segment.path)}


def _shape(places: dict[str, list[Any]]) -> dict[str, int]:
    return {place: len(found) for place, found in places.items()}


def _by_text(segments: list[Any], common: set[str], kind: type) -> dict[str, dict[str, list[Any]]]:
    """Return segments by text and by their place in it.

    A text is a stream of blocks, or else what stands at one path. Identifiers of blocks are
    replaced by their number in the stream, so that the places of two languages can be compared.
    """
    numbers: dict[str, dict[str, str]] = defaultdict(dict)
    texts: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for segment in segments:
        own = [one for one in IDENTIFIER.findall(segment.path) if one not in common]
        text, place = (segment.path.partition(own[0])[0] if own else segment.path), segment.path
        for block in own:
            known = numbers[text]
            place = place.replace(block, known.setdefault(block, str(len(known))))
        if kind is OverridableSegmentValue:
            place = place.partition(".'")[0]  # a link's path ends with its own address
        if isinstance(segment, kind):
            texts[text][place].append(segment)
    return texts
