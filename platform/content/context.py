"""What the frame around every page needs: menu, language switch."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from content.languages import LANGUAGES, active_language

# Addresses below the language prefix; the pages are made by `home.actions.make_house`.
MENU = (
    (_("Library"), "library/"),
    (_("Workshops"), "workshops/"),
    (_("Partners"), "partners/"),
    (_("About"), "about/"),
)
FOOTER = (
    (
        _("Crocevia"),
        (
            (_("About"), "about/"),
            (_("Contact"), "contact/"),
            (_("Accessibility"), "accessibility/"),
            (_("Privacy"), "privacy/"),
            (_("House rules and licence"), "terms/"),
        ),
    ),
)


def site_frame(request: HttpRequest) -> dict:
    """Return menu and language switch for `request`, without any query.

    A page whose address differs between languages says so in `request.page_languages`
    (language code to address); all others keep their path and change its prefix.
    """
    language = active_language()
    path = request.path_info
    rest = path.removeprefix(f"/{language}/") if path.startswith(f"/{language}/") else ""
    return {
        "site_menu": [
            {"title": title, "url": f"/{language}/{place}", "current": rest.startswith(place)}
            for title, place in MENU
        ],
        "language_links": _language_links(request, language, rest),
        "home_url": f"/{language}/",
        "site_footer": [
            {
                "title": title,
                "links": [
                    {"title": words, "url": f"/{language}/{place}"} for words, place in links
                ],
            }
            for title, links in FOOTER
        ],
        "site_url": settings.SITE_URL,
        "content_language": language,
    }


def _language_links(request: HttpRequest, language: str, rest: str) -> list[dict]:
    own = getattr(request, "page_languages", {})
    query = request.META.get("QUERY_STRING", "")
    has_prefix = request.path_info.startswith(f"/{language}/")
    links = []
    for code, name in LANGUAGES.items():
        url = own.get(code) or f"/{code}/{rest}"
        if has_prefix and query:
            url = f"{url}?{query}"
        links.append({"code": code, "name": name, "url": url, "current": code == language})
    return links
