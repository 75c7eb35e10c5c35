"""A StreamField whose block definitions stay out of migrations."""

import json
from typing import Any

from wagtail.blocks import StreamBlock, StreamValue
from wagtail.fields import StreamField


class RawStream(StreamValue):
    """Stored stream data that is carried through a migration untouched."""

    def __init__(self, block: StreamBlock, stored: list) -> None:
        super().__init__(block, [])
        self.stored = stored


class LeanStreamField(StreamField):
    """StreamField that writes `[]` instead of its blocks into migrations.

    A changed block then needs no migration. Inside a migration the field therefore knows no
    block types; without care, loading and saving a page there would drop every block. So a
    field without blocks carries the stored data through untouched (`RawStream`).
    """

    def __init__(self, block_types: Any = None, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(block_types or [], **kwargs)

    def deconstruct(self) -> tuple:
        """Return the field's definition without its blocks."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs

    def to_python(self, value: Any) -> Any:
        """Return a StreamValue, or in a migration the raw data as it is stored."""
        if self.stream_block.child_blocks or isinstance(value, RawStream):
            return super().to_python(value) if self.stream_block.child_blocks else value
        stored = json.loads(value) if isinstance(value, str) and value else value
        return RawStream(self.stream_block, stored if isinstance(stored, list) else [])

    def get_prep_value(self, value: Any) -> Any:
        """Return what goes into the database; raw data as it came."""
        return value.stored if isinstance(value, RawStream) else super().get_prep_value(value)
