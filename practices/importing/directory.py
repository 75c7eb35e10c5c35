"""What the names in a file stand for in this library; held in memory for a whole import."""

from collections.abc import Iterable

from django.utils.text import slugify
from taggit.models import Tag

from network.actions import Wanted, make_places
from network.models import Place
from network.queries import PartnerNames, PlaceFinder, Point
from practices.importing.form import Entry
from vocabulary.models import TARGET_GROUPS, THEMES, Concept
from vocabulary.queries import concepts_by_notation


class Directory:
    """Themes, target groups, places, partners and tags by their names."""

    def __init__(self) -> None:
        self.themes: dict[str, Concept] = concepts_by_notation(THEMES)
        self.groups: dict[str, Concept] = concepts_by_notation(TARGET_GROUPS)
        self.partners = PartnerNames()
        self._places = PlaceFinder()
        self._by_words: dict[Wanted, Place] = {}
        self._tags: dict[str, Tag] = {}
        self._tag_slugs: set[str] = set()
        for tag in Tag.objects.only("pk", "name", "slug").order_by("-pk"):
            self._learn(tag)

    def find_place(self, entry: Entry) -> Place | None:
        """Return the place of an entry, by any of its names, or None."""
        words = _words(entry)
        if words not in self._by_words:
            point = None if entry.lat is None or entry.lon is None else Point(entry.lat, entry.lon)
            found = self._places.find(entry.city, entry.country, region=entry.region, point=point)
            if found is None:
                return None
            self._by_words[words] = found
        return self._by_words[words]

    def make_places(self, entries: Iterable[Entry]) -> None:
        """Make the places of entries that are missing, all at once."""
        missing = [_words(entry) for entry in entries if self.find_place(entry) is None]
        make_places(dict.fromkeys(missing), self._places)

    def place(self, entry: Entry) -> Place:
        """Return the place of an entry; `make_places` comes first."""
        place = self.find_place(entry)
        if place is None:
            raise LookupError(f"{entry.city} has not been made")
        return place

    def tags(self, names: Iterable[str]) -> list[Tag]:
        """Return the tags of these names, whatever their capitals; `make_tags` comes first."""
        return list(
            {tag.pk: tag for tag in (self._tags[name.casefold()] for name in names)}.values()
        )

    def make_tags(self, names: Iterable[str]) -> None:
        """Make the tags that are missing, all at once."""
        missing: dict[str, str] = {}
        for name in names:
            if name.casefold() not in self._tags:
                missing.setdefault(name.casefold(), name)
        new = []
        for name in missing.values():
            slug = self._free_slug(name)
            self._tag_slugs.add(slug)
            new.append(Tag(name=name, slug=slug))
        for tag in Tag.objects.bulk_create(new):
            self._learn(tag)

    def _learn(self, tag: Tag) -> None:
        self._tags[tag.name.casefold()] = tag
        self._tag_slugs.add(tag.slug)

    def _free_slug(self, name: str) -> str:
        stem = slugify(name, allow_unicode=True)[:90]
        number = 0
        slug = stem
        while not slug or slug in self._tag_slugs:
            number += 1
            slug = f"{stem}_{number}"
        return slug


def _words(entry: Entry) -> Wanted:
    return entry.city, entry.country, entry.region, entry.lat, entry.lon
