"""From a question to a page of results, through the same search as the site's own page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import get_args
from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict

from api import links
from api.schemas.search import (
    FacetValue,
    Found,
    Highlight,
    Kind,
    Part,
    Question,
    QuestionPart,
    Reason,
    Result,
    SearchAsked,
    TextField,
)
from api.schemas.shared import Concept, Place
from api.values import terms
from content.languages import LANGUAGES, active_language
from search import analysis
from search.documents import BODY, PLACE, SUMMARY, TITLE, Document
from search.engines import CONCEPT
from search.expansion import Plan
from search.highlights import Shown
from search.marking import Why
from search.queries import MOST_PAGES, Hit, Results, facet_labels, search
from search.query import Query
from search.registry import FacetSpec
from search.state import State, read_state, specs_for
from search.terms import by_notation
from vocabulary.queries import current_notation, label

# Parameters, each with the facet that it chooses from.
FILTERS = {
    "type": "type",
    "lang": "language",
    "theme": "theme",
    "target_group": "target_group",
    "country": "country",
    "city": "city",
    "level": "level",
    "status": "status",
    "evidence": "evidence",
    "cost_band": "cost_band",
    "lead_type": "lead_type",
    "tag": "tag",
    "concept": CONCEPT,
}
YEAR = "year"
FIRST_YEAR, LAST_YEAR = 1900, 2100
MOST_VALUES_COUNTED = 100


def find(request: HttpRequest, asked: SearchAsked) -> Found:
    """Return a page of results with counts. Raises IndexUnavailable."""
    specs = specs_for(())
    state = _state(asked, specs)
    query = _query(state, asked, specs)
    results = search(query)
    return Found(
        count=results.total,
        engine=results.engine,  # type: ignore[arg-type]
        reduced=results.reduced,
        query=_question(state.text, results.plan),
        results=[_result(hit, query.language) for hit in results.hits],
        facets=dict(_facets(results, query, specs)),
        next=_page(request, query, results, 1),
        previous=_page(request, query, results, -1),
    )


def _state(asked: SearchAsked, specs: Mapping[str, FacetSpec]) -> State:
    """Read the question as the site's page reads its address."""
    data = QueryDict(mutable=True)
    data["q"], data["page"], data["sort"] = asked.q, str(asked.page), asked.sort or ""
    for name, facet in FILTERS.items():
        if facet != CONCEPT:
            data.setlist(facet, getattr(asked, name))
    return read_state(data, "", specs)


def _query(state: State, asked: SearchAsked, specs: Mapping[str, FacetSpec]) -> Query:
    facets = dict(state.facets)
    if concepts := _concepts_meant(asked.concept):
        facets[CONCEPT] = concepts
    # Concepts are too many to be counted with every answer.
    counted = [one for one in FILTERS.values() if one in specs and (one != CONCEPT or concepts)]
    if asked.from_ or asked.to:
        facets[YEAR] = _years(asked.from_ or "", asked.to or "")
    query = state.query(active_language(), (), counted)
    return replace(query, facets=facets, limit=asked.limit)


def _years(start: str, end: str) -> tuple[str, ...]:
    """Return the years between two dates; one that nothing has, if they are the wrong way round."""
    first = max(int(start[:4] or FIRST_YEAR), FIRST_YEAR)
    last = min(int(end[:4] or LAST_YEAR), LAST_YEAR)
    return tuple(str(year) for year in range(first, last + 1)) or ("",)


def _concepts_meant(asked: Iterable[str]) -> tuple[str, ...]:
    """Return the notations that notations and addresses of concepts stand for; others are
    dropped."""
    if not asked:
        return ()
    known = by_notation()
    elsewhere = {match: entry.notation for entry in known.values() for match in entry.matches}
    meant = (elsewhere.get(one) or current_notation(_notation(one)) for one in asked)
    return tuple(dict.fromkeys(one for one in meant if one in known))


def _notation(text: str) -> str:
    """Return the notation in the address of a concept or of its page; other text as it is."""
    if not text.startswith(links.on_site("/")):
        return text
    path = urlsplit(text).path.strip("/").split("/")
    return path[-1] if path[-2:-1] == ["concepts"] else ""


def _page(request: HttpRequest, query: Query, results: Results, step: int) -> str | None:
    """Return the address of the page before or after, or None where there is none."""
    last = min(MOST_PAGES, -(-results.total // query.limit))
    page = query.page + step if step > 0 else min(query.page + step, last)
    if not 1 <= page <= last:
        return None
    data = request.GET.copy()
    data["page"] = str(page)
    return f"{links.on_site(request.path)}?{data.urlencode()}"


def _question(text: str, plan: Plan) -> Question:
    spelt = dict(plan.respelt)
    return Question(parts=list(_parts(plan)), did_you_mean=_respelt(text, spelt) if spelt else None)


def _respelt(text: str, spelt: Mapping[str, str]) -> str:
    """Return the question with the words that were looked up."""
    parts, at = [], 0
    for word in analysis.word_matches(text):
        parts += [text[at : word.start()], spelt.get(word.group(), word.group())]
        at = word.end()
    return "".join(parts) + text[at:]


def _parts(plan: Plan) -> Iterator[QuestionPart]:
    """Yield the parts of a question; the words of a concept's name as one."""
    found: dict[str, tuple[set[str], dict[str, None]]] = {}
    for part in plan.words():
        text = part.named[0] if part.named else part.typed
        languages, concepts = found.setdefault(text, (set(), {}))
        languages.update(token.partition("_")[0] for run in part.runs for token in run)
        pairs = zip(part.concepts, part.named, strict=True)
        concepts.update(dict.fromkeys(one for one, named in pairs if named == text))
    for text, (languages, concepts) in found.items():
        likely = languages & {*plan.languages} or languages
        yield QuestionPart(
            text=text,
            languages=[code for code in LANGUAGES if code in likely],
            concepts=[Concept(uri=links.concept_uri(one), label=label(one)) for one in concepts],
        )


def _result(hit: Hit, language: str) -> Result:
    document = hit.document
    path = (document.row.get("urls") or {}).get(language) or document.url
    return Result(
        id=_id(document),
        type=document.type,
        title=str(hit.title),
        lang=document.language,
        summary=str(hit.summary),
        url=links.on_site(f"/{language}/{path.lstrip('/')}"),
        score=None if hit.score is None else round(hit.score, 3),
        place=_place(document),
        themes=terms(document.row.get("themes") or ()),
        highlights=list(_highlights(hit)),
        why=[_reason(why, language) for why in hit.why],
    )


def _id(document: Document) -> str:
    """Return the slug, which is the last part of the entry's address."""
    return document.row.get("slug") or document.url.strip("/").rpartition("/")[2]


def _place(document: Document) -> Place | None:
    place = document.place
    if place is None or not (place.city or place.country):
        return None
    return Place(city=place.city, country=place.country, lat=place.lat, lon=place.lon)


def _highlights(hit: Hit) -> Iterator[Highlight]:
    shown: tuple[tuple[str, Shown | None], ...] = (
        (TITLE, hit.title),
        (SUMMARY, hit.summary),
        (BODY, hit.snippet),
    )
    for field, text in shown:
        if text and any(is_match for _text, is_match in text.parts):
            parts = [Part(text=words, match=is_match) for words, is_match in text.parts]
            yield Highlight(field=field, lang=text.language, parts=parts)  # type: ignore[arg-type]


def _reason(why: Why, language: str) -> Reason:
    """Say why. A concept that people gave to the entry is named as the reader calls it."""
    name = label(why.concept) if why.concept else why.typed
    return Reason(
        kind=_kind(why),
        text=why.found or name,
        lang=why.language if why.found else language,
        label=name,
        field=why.field if why.field in get_args(TextField) else BODY,  # type: ignore[arg-type]
    )


def _kind(why: Why) -> Kind:
    if why.related:
        return "related"
    if why.narrower:
        return "narrower"
    if why.concept:
        return "concept"
    return "place" if why.field == PLACE else "word"


def _facets(
    results: Results, query: Query, specs: Mapping[str, FacetSpec]
) -> Iterator[tuple[str, list[FacetValue]]]:
    for name, facet in FILTERS.items():
        if facet not in query.wanted_facets:
            continue
        chosen = query.facets.get(facet, ())
        counts = dict(results.counts.get(facet, ()))
        shown = dict(list(counts.items())[:MOST_VALUES_COUNTED])
        shown |= {value: counts.get(value, 0) for value in chosen}
        names = facet_labels(facet, query.language)
        values = [
            FacetValue(
                value=value,
                label=str(names.get(value, value)),
                count=count,
                selected=value in chosen,
            )
            for value, count in shown.items()
        ]
        yield name, _on_scale(values, names) if specs[facet].ordered else values


def _on_scale(values: list[FacetValue], names: Mapping[str, str]) -> list[FacetValue]:
    """Return the values of a scale in its order; those of other facets stay by count."""
    order = {value: at for at, value in enumerate(names)}
    return sorted(values, key=lambda one: order.get(one.value, len(order)))
