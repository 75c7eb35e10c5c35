"""A page of results as templates show it: rows, facets, chips, orders, pages, notices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from content.languages import LANGUAGES, country_name, language_name
from search import registry
from search.analysis import fold
from search.concepts import thesaurus
from search.highlights import Shown
from search.notices import Notice, notices
from search.queries import ENOUGH, MOST_PAGES, Hit, Results, facet_labels
from search.query import Query
from search.reasons import sentences
from search.registry import FacetSpec
from search.state import State
from vocabulary.queries import label, labels

VALUES_SHOWN = 8
MOST_VALUES_SHOWN = 24
MOST_LANGUAGES = 3
MOST_NEARBY = 8


@dataclass(frozen=True)
class Row:
    """One result. `title`, `summary` and `snippet` print as safe HTML with `mark`.

    `reasons` say why it was found, a sentence each.
    """

    hit: Hit
    url: str
    template: str
    type_label: str
    place: str
    language_words: str
    themes: tuple[tuple[str, str], ...]
    reasons: tuple[SafeString, ...] = ()

    @property
    def title(self) -> Shown:
        """The title for this reader."""
        return self.hit.title

    @property
    def summary(self) -> Shown:
        """The summary for this reader."""
        return self.hit.summary

    @property
    def snippet(self) -> Shown | None:
        """A place in the text with the reader's words, when title and summary have none."""
        return self.hit.snippet

    @property
    def document(self) -> Any:
        """The document, with what its type put into `row`."""
        return self.hit.document


@dataclass(frozen=True)
class Value:
    """A value of a facet, with the address of the list with it (or without it, if selected)."""

    value: str
    label: str
    count: int
    selected: bool
    url: str


@dataclass(frozen=True)
class Facet:
    """A facet. `values` are shown at once, `more` behind a fold."""

    name: str
    label: str
    open: bool
    values: tuple[Value, ...]
    more: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Understood:
    """Words of the question that name concepts: pairs (notation, label for the reader)."""

    typed: str
    concepts: tuple[tuple[str, str], ...]

    @property
    def typed_otherwise(self) -> bool:
        """Tell whether the words are others than the label."""
        return [fold(self.typed)] != [fold(name) for _, name in self.concepts]


@dataclass(frozen=True)
class ReadIn:
    """A language of the question; `url` reads the question in that language."""

    code: str
    name: str
    url: str


@dataclass(frozen=True)
class Droppable:
    """A part of the question, the address of the question without it, and what that would find."""

    typed: str
    url: str
    count: int


@dataclass(frozen=True)
class Listing:
    """Everything a template needs to show a list of results."""

    state: State
    query: Query
    heading: str = ""
    total: int = 0
    rows: tuple[Row, ...] = ()
    facets: tuple[Facet, ...] = ()
    chips: tuple[Value, ...] = ()
    sorts: tuple[dict[str, Any], ...] = ()
    pages: Mapping[str, Any] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    suggestions: tuple[dict[str, str], ...] = ()
    unavailable: bool = False
    understood: tuple["Understood", ...] = ()
    languages: tuple["ReadIn", ...] = ()
    other_languages: tuple["ReadIn", ...] = ()
    droppable: tuple["Droppable", ...] = ()
    nearby: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """What the reader typed."""
        return self.state.text

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What the search box keeps: the chosen facets and the order."""
        return self.state.pairs(text=False)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form of facets keeps: the words and the order."""
        return self.state.pairs(facets=False)

    @property
    def without_facets(self) -> str:
        """The address of the same words with no facet chosen; "" if none is."""
        return self.state.without_facets().url() if self.state.facets else ""

    @property
    def all_url(self) -> str:
        """The address of everything."""
        return self.state.base_url


def make_listing(
    state: State, query: Query, results: Results, specs: Mapping[str, FacetSpec]
) -> Listing:
    """Put together what a template shows of `results`."""
    facets = tuple(_facets(state, results, specs, query.language))
    return Listing(
        state=state,
        query=query,
        heading=_heading(results, query),
        total=results.total,
        rows=tuple(_row(hit, query) for hit in results.hits),
        facets=facets,
        chips=tuple(_chips(state, specs, query.language)),
        sorts=tuple(_sorts(state, query)),
        pages=_pages(state, results.total, query.limit),
        notices=tuple(notices(state, query, results)),
        understood=_understood(results, query.language),
        languages=tuple(_read_as(state, query, _read_in(results))),
        other_languages=tuple(_read_as(state, query, _others(results))),
        droppable=tuple(
            Droppable(typed, state.worded(rest).url(), count)
            for typed, rest, count in results.without
        ),
        nearby=_nearby(results, query.language),
    )


def _understood(results: Results, language: str) -> tuple[Understood, ...]:
    """Return the names of concepts in the question, the longest one where they overlap."""
    meant: dict[str, dict[str, str]] = {}
    for part in results.plan.words():
        for notation, typed in zip(part.concepts, part.named, strict=True):
            if typed == part.named[0]:
                meant.setdefault(typed, {})[notation] = label(notation, language)
    return tuple(Understood(typed, tuple(names.items())) for typed, names in meant.items())


def _read_in(results: Results) -> tuple[str, ...]:
    """Return the languages that the question seems to be in, where that says something."""
    languages = results.plan.languages
    return languages if results.plan.words() and len(languages) <= MOST_LANGUAGES else ()


def _others(results: Results) -> tuple[str, ...]:
    shown = _read_in(results)
    return tuple(code for code in LANGUAGES if code not in shown) if shown else ()


def _read_as(state: State, query: Query, codes: Iterable[str]) -> Iterable[ReadIn]:
    for code in codes:
        yield ReadIn(code, language_name(code, query.language), state.read_as(code).url())


def _nearby(results: Results, language: str) -> tuple[tuple[str, str], ...]:
    """Return the terms near those of the question: broader, narrower, related; for few results."""
    if results.complete >= ENOUGH:
        return ()
    terms = thesaurus()
    named = dict.fromkeys(one for part in results.plan.words() for one in part.concepts)
    hinted = (one for part in results.plan.words() for one, _weight in part.hinted)
    found = dict.fromkeys(
        near
        for one in named
        for near in (*terms.related.get(one, ()), *terms.above(one), *terms.below(one))
    )
    both = dict.fromkeys((*hinted, *found))
    return tuple((one, label(one, language)) for one in both if one not in named)[:MOST_NEARBY]


def _row(hit: Hit, query: Query) -> Row:
    document, language = hit.document, query.language
    kind = registry.document_type(document.type)
    themes = labels("themes", language)
    path = (document.row.get("urls") or {}).get(language) or document.url
    return Row(
        hit=hit,
        url=f"/{language}/{path.lstrip('/')}",
        template=kind.row_template if kind else "search/_result.html",
        type_label=kind.label_of_one() if kind and len(query.types) != 1 else "",
        place=_place(hit, language),
        language_words=language_name(hit.title.language or document.language, language),
        themes=tuple((n, themes.get(n, n)) for n in document.row.get("themes") or ()),
        reasons=sentences(hit.why, language, titled=kind.titled if kind else True),
    )


def _place(hit: Hit, language: str) -> str:
    place, names = hit.document.place, hit.document.row.get("place") or {}
    if place is None:
        return ""
    city = names.get(language) or names.get("") or place.city
    country = country_name(place.country, language) if place.country else ""
    return ", ".join(part for part in (city, country) if part)


def _heading(results: Results, query: Query) -> str:
    total, languages = results.total, len(results.counts.get("language", ()))
    if query.facets.get("language"):
        languages = len(query.facets["language"])
    counted = ngettext("%(count)s result", "%(count)s results", total) % {"count": total}
    if languages < 2 or not total:
        return counted
    return _("%(results)s in %(count)s languages") % {"results": counted, "count": languages}


def _facets(
    state: State, results: Results, specs: Mapping[str, FacetSpec], language: str
) -> Iterable[Facet]:
    for name, spec in specs.items():
        counts = dict(results.counts.get(name, ()))
        chosen = state.facets.get(name, ())
        counts |= {value: 0 for value in chosen if value not in counts}
        if not counts:
            continue
        names = facet_labels(name, language)
        values = [
            Value(
                value=value,
                label=str(names.get(value, value)),
                count=count,
                selected=value in chosen,
                url=state.toggled(name, value).url(),
            )
            for value, count in _in_order(spec, names, counts)[:MOST_VALUES_SHOWN]
        ]
        first = [v for at, v in enumerate(values) if at < VALUES_SHOWN or v.selected]
        rest = [v for v in values if v not in first]
        is_open = spec.open or bool(chosen)
        yield Facet(name, str(spec.label()), is_open, tuple(first), tuple(rest))


def _in_order(
    spec: FacetSpec, names: Mapping[str, str], counts: Mapping[str, int]
) -> list[tuple[str, int]]:
    if spec.ordered:
        order = {value: at for at, value in enumerate(names)}
        return sorted(counts.items(), key=lambda pair: (order.get(pair[0], 999), pair[0]))
    return sorted(counts.items(), key=lambda pair: (-pair[1], str(names.get(pair[0], pair[0]))))


def _chips(state: State, specs: Mapping[str, FacetSpec], language: str) -> Iterable[Value]:
    for name, values in state.facets.items():
        names = facet_labels(name, language) if name in specs else {}
        for value in values:
            label, url = str(names.get(value, value)), state.toggled(name, value).url()
            yield Value(value, label, 0, True, url)


def _sorts(state: State, query: Query) -> Iterable[dict[str, Any]]:
    names = {
        "relevance": pgettext("order of results", "relevance"),
        "newest": pgettext("order of results", "newest"),
        "checked": pgettext("order of results", "last checked"),
    }
    for sort, name in names.items():
        if sort == "relevance" and not any(True for _leaf in query.text.leaves()):
            continue
        yield {
            "label": name,
            "url": state.sorted_by(sort).url(),
            "current": sort == query.sort,
        }


def _pages(state: State, total: int, limit: int) -> dict[str, Any]:
    last = min(MOST_PAGES, -(-total // limit))
    if last < 2:
        return {}
    page = min(state.page, last)
    shown = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    numbers: list[dict[str, Any]] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number > before + 1:
            numbers.append({"gap": True})
        url = state.turned_to(number).url()
        numbers.append({"number": number, "url": url, "current": number == page})
    return {
        "previous": state.turned_to(page - 1).url() if page > 1 else "",
        "next": state.turned_to(page + 1).url() if page < last else "",
        "numbers": numbers,
    }
