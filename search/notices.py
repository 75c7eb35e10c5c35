"""What a reader should know about a list of results: what was cut, ignored, or loosened."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search import registry
from search.queries import MOST_PAGES, Results
from search.query import MOST_CHARACTERS, MOST_TERMS, Query
from search.registry import FacetSpec
from search.state import State


@dataclass(frozen=True)
class Notice:
    """Something the reader should know about this list. `url`, `action`: what they can do."""

    text: str
    url: str = ""
    action: str = ""


def notices(state: State, query: Query, results: Results) -> Iterable[Notice]:
    """Yield the notices of one list."""
    if query.text.too_long:
        yield Notice(
            _("Your question is longer than %(count)s characters; the end was left out.")
            % {"count": MOST_CHARACTERS}
        )
    if query.text.left_out:
        yield Notice(
            _("Only the first %(count)s words count; left out: %(words)s")
            % {"count": MOST_TERMS, "words": " ".join(query.text.left_out)}
        )
    for typed, used in results.plan.respelt:
        yield Notice(
            _("Nothing here has “%(typed)s”; these results are for “%(used)s”.")
            % {"typed": typed, "used": used},
            state.worded(state.text.replace(typed, f'"{typed}"')).url(),
            _("Search for “%(typed)s” all the same") % {"typed": typed},
        )
    if results.reduced:
        yield Notice(
            _("Search works with its reserve for the moment: results may be a little behind.")
        )
    if results.plan.ignored:
        yield Notice(
            _("Too common to search for: %(words)s") % {"words": ", ".join(results.plan.ignored)}
        )
    for wish in results.plan.unknown:
        specs = registry.facet_specs(query.types or None)
        name = str(specs.get(wish.name, FacetSpec(wish.name, lambda: "")).label())
        yield Notice(
            _("Nothing here has “%(value)s” under %(facet)s.")
            % {"value": wish.value, "facet": name or wish.name}
        )
    if results.relaxed and not results.complete:
        yield Notice(_("Nothing has all of your words; these results have some of them."))
    elif results.relaxed:
        yield Notice(
            ngettext(
                "%(count)s result has all that you asked for; the others have a part of it.",
                "%(count)s results have all that you asked for; the others have a part of it.",
                results.complete,
            )
            % {"count": results.complete}
        )
    if state.text and not query.text.clauses:
        yield Notice(_("There is no word in your question to search for; here is everything."))
    if results.total > MOST_PAGES * query.limit:
        yield Notice(
            _("The first %(count)s results are shown; filters or more words narrow them down.")
            % {"count": MOST_PAGES * query.limit}
        )
