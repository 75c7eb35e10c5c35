"""The state of a result list, which lives in the address and nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext

from content.languages import LANGUAGES
from search import registry
from search.engines import CONCEPT, TYPE, get_engine
from search.queries import MOST_PAGES, read
from search.query import MOST_CHARACTERS, SORTS, Query
from search.registry import FacetSpec
from vocabulary.queries import current_notation, labels

MOST_VALUES = 30
LIMIT = 10


@dataclass(frozen=True)
class State:
    """What the address says: words, chosen facet values, order, page."""

    base_url: str
    text: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    any_word: bool = False
    asked_in: str = ""

    def url(self) -> str:
        """Return the address of this state. Defaults are left out."""
        pairs = self.pairs()
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        return f"{self.base_url}?{urlencode(pairs)}" if pairs else self.base_url

    def pairs(self, text: bool = True, facets: bool = True) -> list[tuple[str, str]]:
        """Return the parameters but for the page; for links and for hidden fields of forms."""
        pairs = [("q", self.text)] if text and self.text else []
        if facets:
            pairs += [(name, value) for name, values in self.facets.items() for value in values]
        if self.sort:
            pairs.append(("sort", self.sort))
        if self.any_word:
            pairs.append(("any", "1"))
        if text and self.asked_in:
            pairs.append(("in", self.asked_in))
        return pairs

    def turned_to(self, page: int) -> "State":
        """Return the same list at another page."""
        return replace(self, page=page)

    def sorted_by(self, sort: str) -> "State":
        """Return the same list in another order, from its start."""
        return replace(self, sort=sort, page=1)

    def toggled(self, facet: str, value: str) -> "State":
        """Return the list with one more, or one fewer, value of a facet."""
        held = self.facets.get(facet, ())
        values = tuple(v for v in held if v != value) if value in held else (*held, value)
        facets = {**self.facets, facet: values}
        return replace(self, facets={n: v for n, v in facets.items() if v}, page=1)

    def without_facets(self) -> "State":
        """Return the list of the same words with no facet chosen."""
        return replace(self, facets={}, page=1)

    def read_as(self, language: str) -> "State":
        """Return the list with the question read in one language."""
        return replace(self, asked_in=language, page=1)

    def worded(self, text: str) -> "State":
        """Return the list for another question, with the same facets."""
        return replace(self, text=text, page=1)

    def only(self, facet: str, value: str) -> "State":
        """Return the list of one facet value, whatever the words."""
        return State(self.base_url, facets={facet: (value,)})

    def query(self, language: str, types: tuple[str, ...], specs: Iterable[str]) -> Query:
        """Return the request for the engine."""
        text = read(self.text, types or None)
        default = "relevance" if any(True for _ in text.leaves()) else "newest"
        return Query(
            text=text,
            facets=self.facets,
            types=types,
            sort=self.sort or default,
            page=self.page,
            limit=LIMIT,
            language=language,
            any_word=self.any_word,
            asked_in=self.asked_in,
            wanted_facets=tuple(specs),
        )


def read_state(data: QueryDict, base_url: str, specs: Mapping[str, FacetSpec]) -> State:
    """Return what an address asks for. Facets and values that do not exist are dropped.

    Raises IndexUnavailable.
    """
    engine = get_engine()
    facets: dict[str, tuple[str, ...]] = {}
    for name in specs:
        asked = dict.fromkeys(data.getlist(name)[:MOST_VALUES])
        if asked:
            known = engine.facet_values(name)
            # A term that was merged is called otherwise now.
            meant = (one if one in known else current_notation(one) for one in asked)
            values = tuple(dict.fromkeys(value for value in meant if value in known))
            facets |= {name: values} if values else {}
    sort = data.get("sort", "")
    return State(
        base_url=base_url,
        text=" ".join(data.get("q", "").replace("\0", " ")[: MOST_CHARACTERS * 8 + 1].split()),
        facets=facets,
        sort=sort if sort in SORTS else "",
        page=_page(data.get("page", "")),
        any_word=data.get("any") == "1",
        asked_in=data.get("in", "") if data.get("in") in LANGUAGES else "",
    )


def _page(text: str) -> int:
    short = text[:9]
    return max(1, min(int(short), MOST_PAGES)) if short.isascii() and short.isdigit() else 1


def specs_for(types: tuple[str, ...]) -> dict[str, FacetSpec]:
    """Return the facets of a list; one of several types has the type as a facet too."""
    terms = FacetSpec(CONCEPT, lambda: gettext("Term"), lambda code: labels("", code))
    specs = registry.facet_specs(types or None) | {CONCEPT: terms}
    if len(types) == 1:
        return specs
    return {TYPE: FacetSpec(TYPE, lambda: gettext("Kind of entry"), open=True)} | specs


def specs_shown(
    types: tuple[str, ...], state: State, specs: Mapping[str, FacetSpec]
) -> dict[str, FacetSpec]:
    """Return the facets to show: in a list of several types those that types share, and those
    of the one type that is chosen; chosen facets always. Terms are too many to be listed: they
    have pages of their own, and show here when one is chosen."""
    specs = {n: spec for n, spec in specs.items() if spec.shown}
    if len(types) == 1:
        return {n: spec for n, spec in specs.items() if n != CONCEPT or n in state.facets}
    chosen = state.facets.get(TYPE, ())
    shown = {TYPE, *state.facets, *registry.shared_facets(types or None)}
    if len(chosen) == 1:
        shown |= registry.facet_specs(chosen).keys()
    return {name: spec for name, spec in specs.items() if name in shown}
