"""How questions are read and answers written."""

from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from ninja.renderers import JSONRenderer


class Reader(Parser):
    """Reads an address. A parameter without a value (`?q=&page=`) counts as not given."""

    def parse_querydict(
        self, data: MultiValueDict, list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Return the parameters; those in `list_fields` may have several values."""
        read = super().parse_querydict(data, list_fields, request)
        return {name: value for name, value in read.items() if value != ""}


class Writer(JSONRenderer):
    """Writes letters of all scripts as they are: half the length for Greek."""

    json_dumps_params = {"ensure_ascii": False}
