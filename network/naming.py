"""How other applications name a partner of the directory."""

from typing import Any


class NamesPartner:
    """A row that names an organisation: a `partner` of the directory, or a `name`."""

    partner: Any
    name: Any

    @property
    def shown_name(self) -> str:
        """Return the partner's name, unless its page is hidden from readers; else the name."""
        return str(self.partner.title if self.is_open else self.name)

    @property
    def is_open(self) -> bool:
        """Tell whether readers may see the partner's page; of a draft's rows, which no query
        fetched (`network.queries.with_openness`), as far as they tell."""
        return bool(self.partner and getattr(self, "open", self.partner.live))
