"""In which language a reader is spoken to, where no page says it."""

from django.conf import settings
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


def language(wanted: str, accepted: str) -> str:
    """Return the language asked for, else the first that the browser accepts, else the site's."""
    for code in (wanted, *(code for code, _weight in parse_accept_lang_header(accepted[:500]))):
        try:
            return get_supported_language_variant(code[:20])
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
