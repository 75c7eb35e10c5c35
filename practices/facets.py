"""The facets of the library, with their values' names in the reader's language."""

from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext, override

from content.languages import LANGUAGES, country_choices, country_name, language_name
from network.queries import place_labels
from practices.choices import CostBand, Evidence, LeadType, Level, Status
from search.registry import FacetSpec, Labels
from vocabulary.queries import labels


def _choices(values: type[TextChoices]) -> Labels:
    @lru_cache(maxsize=16)
    def in_language(code: str) -> dict[str, str]:
        with override(code):
            return {value: str(words) for value, words in values.choices}

    return in_language


def _concepts(name: str) -> Labels:
    return lambda code: labels(name, code)


def _countries(code: str) -> dict[str, str]:
    return {country: country_name(country, code) for country, _name in country_choices()}


def _languages(code: str) -> dict[str, str]:
    return {one: language_name(one, code) for one in LANGUAGES}


FACETS = (
    FacetSpec("theme", lambda: gettext("Theme"), _concepts("themes"), open=True),
    FacetSpec(
        "target_group",
        lambda: gettext("For whom"),
        _concepts("target-groups"),
        open=True,
    ),
    FacetSpec("country", lambda: gettext("Country"), _countries, open=True, suggest="place"),
    FacetSpec("language", lambda: gettext("Language of the text"), _languages, open=True),
    FacetSpec("city", lambda: gettext("City or region"), place_labels, suggest="place"),
    FacetSpec("level", lambda: gettext("Level of government"), _choices(Level), ordered=True),
    FacetSpec("status", lambda: gettext("Status"), _choices(Status), ordered=True),
    FacetSpec("evidence", lambda: gettext("Evidence"), _choices(Evidence), ordered=True),
    FacetSpec("cost_band", lambda: gettext("Cost a year"), _choices(CostBand), ordered=True),
    FacetSpec("period", lambda: gettext("Period")),
    FacetSpec("lead_type", lambda: gettext("Who leads"), _choices(LeadType)),
    FacetSpec("tag", lambda: gettext("Tag")),
)
