"""The scheme as SKOS: read from the files in `data/`, written for whoever wants it.

Files hold relative addresses (`<housing>`); the site that reads or writes them adds its own, so
that a concept's URI is the address of its page.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, RDF, SKOS

from content.languages import LANGUAGES

FOLDER = Path(__file__).parent / "data"
LISTS = "lists/"
FORMATS = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld"}
MEDIA_TYPES = {
    "ttl": "text/turtle",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
# Any absolute address does while files are read; it is cut off again.
_BASE = "https://vocabulary.invalid/"

Labels = dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]


@dataclass(frozen=True)
class Entry:
    """What SKOS says of a concept. `labels`: by language, (preferred, alternative, hidden)."""

    notation: str
    broader: str = ""
    related: tuple[str, ...] = ()
    facet: str = ""
    position: int = 0
    scope_note: str = ""
    matches: tuple[str, ...] = ()
    labels: Labels = field(default_factory=dict)

    def digest(self) -> str:
        """Return a fingerprint of what the entry says, whatever the order of its parts."""
        data = asdict(self) | {"related": sorted(self.related), "matches": sorted(self.matches)}
        data["labels"] = {
            code: [preferred, sorted(other), sorted(hidden)]
            for code, (preferred, other, hidden) in sorted(self.labels.items())
        }
        text = json.dumps(data, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def files_digest() -> str:
    """Return a fingerprint of the files in `data/`."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.ttl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def read_files() -> tuple[Entry, ...]:
    """Return the concepts of the files in `data/`, broader ones first.

    Raises rdflib's ParserError or ValueError for a file that is not Turtle, or not SKOS enough.
    """
    graph = Graph()
    for path in sorted(FOLDER.glob("*.ttl")):
        graph.parse(path, format="turtle", publicID=_BASE)
    return _in_order(_entries(graph))


def _entries(graph: Graph) -> dict[str, Entry]:
    lists = _lists(graph)
    related: dict[str, set[str]] = {}
    for one, other in graph.subject_objects(SKOS.related):
        for pair in ((one, other), (other, one)):
            related.setdefault(_name(pair[0]), set()).add(_name(pair[1]))
    found = {}
    for node in graph.subjects(RDF.type, SKOS.Concept):
        notation = _name(node)
        facet, position = lists.get(notation, ("", 0))
        found[notation] = Entry(
            notation=notation,
            broader=next((_name(one) for one in graph.objects(node, SKOS.broader)), ""),
            related=tuple(sorted(related.get(notation, ()))),
            facet=facet,
            position=position,
            scope_note=next((str(one) for one in graph.objects(node, SKOS.scopeNote)), ""),
            matches=tuple(sorted(str(one) for one in graph.objects(node, SKOS.closeMatch))),
            labels=_labels(graph, node),
        )
    return found


def _labels(graph: Graph, node: object) -> Labels:
    kinds: dict[str, tuple[list[str], list[str], list[str]]] = {}
    for at, kind in enumerate((SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)):
        for text in graph.objects(node, kind):  # type: ignore[arg-type]
            assert isinstance(text, Literal)  # noqa: S101  labels are nothing else
            kinds.setdefault(text.language or "en", ([], [], []))[at].append(str(text))
    return {
        code: (kinds[code][0][0], tuple(sorted(kinds[code][1])), tuple(sorted(kinds[code][2])))
        for code in LANGUAGES
        if code in kinds and kinds[code][0]
    }


def _lists(graph: Graph) -> dict[str, tuple[str, int]]:
    """Return {notation: (list, position)} of the ordered collections."""
    found = {}
    for node in graph.subjects(RDF.type, SKOS.OrderedCollection):
        name = _name(node).removeprefix(LISTS)
        for head in graph.objects(node, SKOS.memberList):
            for at, member in enumerate(Collection(graph, head)):
                found[_name(member)] = (name, at)
    return found


def _name(node: object) -> str:
    return str(node).removeprefix(_BASE)


def _in_order(entries: dict[str, Entry]) -> tuple[Entry, ...]:
    """Return the entries so that a broader one comes before its narrower ones.

    Raises ValueError where that is impossible: a circle, or a broader concept that is not there.
    """
    done: dict[str, Entry] = {}
    waiting = sorted(entries)
    while waiting:
        ready = [name for name in waiting if not (up := entries[name].broader) or up in done]
        if not ready:
            raise ValueError(f"No way up to a top concept from: {', '.join(waiting)}")
        done.update((name, entries[name]) for name in ready)
        waiting = [name for name in waiting if name not in done]
    return tuple(done.values())


def to_graph(entries: Iterable[Entry], base: str) -> Graph:
    """Return `entries` as a graph whose URIs begin with `base` ("https://…/concepts/")."""
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dct", DCTERMS)
    scheme = URIRef(base + "inclusion")
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, DCTERMS.title, Literal("Inclusion at local level", "en")))
    lists: dict[str, list[tuple[int, URIRef]]] = {}
    for entry in entries:
        node = URIRef(base + entry.notation)
        if entry.facet:
            lists.setdefault(entry.facet, []).append((entry.position, node))
        _add(graph, entry, node, scheme, base)
    for name, members in lists.items():
        node = URIRef(base + LISTS + name)
        graph.add((node, RDF.type, SKOS.OrderedCollection))
        head = BNode()
        Collection(graph, head, [member for _at, member in sorted(members)])
        graph.add((node, SKOS.memberList, head))
    return graph


def _add(graph: Graph, entry: Entry, node: URIRef, scheme: URIRef, base: str) -> None:
    graph.add((node, RDF.type, SKOS.Concept))
    graph.add((node, SKOS.inScheme, scheme))
    graph.add((node, SKOS.notation, Literal(entry.notation)))
    if entry.broader:
        above = URIRef(base + entry.broader)
        graph.add((node, SKOS.broader, above))
        graph.add((above, SKOS.narrower, node))
    else:
        graph.add((node, SKOS.topConceptOf, scheme))
        graph.add((scheme, SKOS.hasTopConcept, node))
    for other in entry.related:
        graph.add((node, SKOS.related, URIRef(base + other)))
    for address in entry.matches:
        graph.add((node, SKOS.closeMatch, URIRef(address)))
    if entry.scope_note:
        graph.add((node, SKOS.scopeNote, Literal(entry.scope_note, "en")))
    for code, (preferred, other_labels, hidden) in entry.labels.items():
        graph.add((node, SKOS.prefLabel, Literal(preferred, code)))
        for text in other_labels:
            graph.add((node, SKOS.altLabel, Literal(text, code)))
        for text in hidden:
            graph.add((node, SKOS.hiddenLabel, Literal(text, code)))
