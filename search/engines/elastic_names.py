"""What the indexes of this site are called on the search server.

    crocevia-documents-v1-1a2b3c4d-20261127201503123   an index: schema version and time
    crocevia-documents-v1-1a2b3c4d-read                the one that readers are shown
    crocevia-documents-v1-1a2b3c4d-write               that one, and one that is being built
    …-20261127201503123.own                            of one index, which must exist to be written

Every version has aliases of its own: code never meets an index that it cannot read.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from search.engines import elastic_documents

FAMILY = "documents"
TIME = "%Y%m%d%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Names:
    """The names below one prefix, for the version of this code."""

    prefix: str

    @property
    def all(self) -> str:
        """Return the pattern of all indexes of this site, of any version."""
        return f"{self.prefix}-{FAMILY}-*"

    @property
    def _version(self) -> str:
        return f"{self.prefix}-{FAMILY}-{elastic_documents.version()}"

    @property
    def read(self) -> str:
        """Return the alias of the index that readers are shown."""
        return f"{self._version}-read"

    @property
    def write(self) -> str:
        """Return the alias of the indexes that changes are written to."""
        return f"{self._version}-write"

    def fresh(self) -> str:
        """Return a name that no index had before."""
        return f"{self._version}-{datetime.now(UTC).strftime(TIME)}"


def made(index: str) -> datetime:
    """Return when an index was begun."""
    return datetime.strptime(index.rpartition("-")[2], TIME).replace(tzinfo=UTC)


def own(index: str) -> str:
    """Return the alias that an index alone has: a write there never makes an index by mistake."""
    return f"{index}.own"


def is_read(alias: str) -> bool:
    """Tell whether an alias, of any version, is shown to readers."""
    return alias.endswith("-read")
