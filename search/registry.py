"""What can be found on this site: each domain registers its document types here.

register(DocumentType(name="practice", label=_("Practice"), documents=all_documents,
                      document_for=document_for, facets=(FacetSpec("theme", ...),),
                      row_template="practices/_result.html", models=("practices.practicepage",)))
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from search.documents import Document

Labels = Callable[[str], Mapping[str, str]]


@dataclass(frozen=True)
class FacetSpec:
    """A facet of one or more document types.

    `name` is also the parameter in the URL and the field in the query language. `label` and
    `value_labels` are called per request: `value_labels(language)` maps each value to its name;
    a value without a name is shown as it is. `open` facets start unfolded. `ordered` facets keep
    the order of `value_labels` (a scale), others go by count. `aliases` are further names of the
    field in the query language. The values of a facet with a `suggest` kind ("place") are offered
    while a reader types; terms are offered anyway. A facet that is not `shown` only narrows lists
    from within.
    """

    name: str
    label: Callable[[], str]
    value_labels: Labels = lambda language: {}
    open: bool = False
    ordered: bool = False
    aliases: tuple[str, ...] = ()
    suggest: str = ""
    shown: bool = True


@dataclass(frozen=True)
class DocumentType:
    """A kind of result. `documents()` yields all public ones for a rebuild, in any order;
    `document_for(pk)` gives the present state of one, or None if readers must not find it.

    `label` names several of them, `singular` one (default: `label`).
    `models` are labels ("app.model") whose pages are documents of this type. `count` says how
    many `documents()` will yield, for the progress bar. `catch_up`, if given, returns rows that
    changed since it was asked last, in the transaction in which they are noted. A type that is not
    `listed` is found only by who asks for it by name: lists of everything, suggestions and files
    leave it out. In a type that is not `titled`, what documents give as a title is the beginning
    of their text: they have no title that readers could be told of.
    """

    name: str
    label: Callable[[], str]
    documents: Callable[[], Iterable[Document]]
    document_for: Callable[[int], Document | None]
    facets: tuple[FacetSpec, ...] = ()
    row_template: str = "search/_result.html"
    models: tuple[str, ...] = ()
    count: Callable[[], int] | None = None
    singular: Callable[[], str] | None = None
    listed: bool = True
    titled: bool = True
    catch_up: Callable[[], list[tuple[str, int]]] | None = None

    def label_of_one(self) -> str:
        """Return what one result of this type is called."""
        return str((self.singular or self.label)())


_types: dict[str, DocumentType] = {}


def register(document_type: DocumentType) -> None:
    """Add a document type. A second registration of the same name replaces the first."""
    _types[document_type.name] = document_type


def unregister(name: str) -> None:
    """Forget a document type (for tests)."""
    _types.pop(name, None)


def document_types(names: Iterable[str] | None = None) -> list[DocumentType]:
    """Return the registered types, or those among `names`, in the order of registration."""
    wanted = None if names is None else set(names)
    return [kind for kind in _types.values() if wanted is None or kind.name in wanted]


def listed_types(names: Iterable[str] | None = None) -> list[DocumentType]:
    """Return the types among `names`, or those that a list of everything holds."""
    kinds = document_types(names)
    return kinds if names is not None else [kind for kind in kinds if kind.listed]


def types_asked_for(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the types that a list of `names` holds, () for all there are."""
    if names or all(kind.listed for kind in _types.values()):
        return names
    return tuple(kind.name for kind in listed_types())


def document_type(name: str) -> DocumentType | None:
    """Return the type of that name, or None."""
    return _types.get(name)


def types_of_model(label: str) -> list[DocumentType]:
    """Return the types whose documents come from the model `label` ("app.model")."""
    return [kind for kind in _types.values() if label.lower() in kind.models]


def shared_facets(types: Iterable[str] | None = None) -> set[str]:
    """Return the names of the facets that more than one of those types has (if there are two)."""
    named = [spec.name for kind in listed_types(types) for spec in kind.facets]
    several = min(2, len(listed_types(types)))
    return {name for name in named if named.count(name) >= several}


def suggested_facets() -> dict[str, str]:
    """Return the facets whose values are offered while a reader types, each with the kind."""
    specs = [spec for kind in listed_types() for spec in kind.facets]
    return {spec.name: spec.suggest for spec in specs if spec.suggest}


def every_facet() -> dict[str, FacetSpec]:
    """Return the facets of all types by name: what an index must keep."""
    return facet_specs(_types)


def facet_specs(types: Iterable[str] | None = None) -> dict[str, FacetSpec]:
    """Return the facets of those types (of all in a list of everything) by name; the first to
    declare a name describes it."""
    specs: dict[str, FacetSpec] = {}
    for kind in listed_types(types):
        for spec in kind.facets:
            specs.setdefault(spec.name, spec)
    return specs
