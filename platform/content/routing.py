"""From an address to a page in two queries, whatever the depth and the reader's language.

The address' prefix is the reader's interface language. A page that exists in that language is
served from its own tree; any other one is served from the source tree under the same prefix:
the interface stays in the reader's language and the content says its own (`lang`).
"""

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from wagtail import views
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult

from content.languages import active_language
from content.models import BasePage

SITE_KEY = "crocevia-site"


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Serve the page at `path` (without the language prefix); raises Http404."""
    if not hasattr(request, "_wagtail_route_for_request"):
        request._wagtail_route_for_request = find(request, path)  # type: ignore[attr-defined]
    return views.serve(request, path)


def find(request: HttpRequest, path: str) -> RouteResult | None:
    """Return the page at `path` with what is left for the page itself, or None."""
    site = _site(request)
    if site is None:
        return None
    parts = [part for part in path.split("/") if part]
    if len(parts) > 12:
        return None
    candidates = _candidates(site, parts)
    found = Page.objects.filter(url_path__in=candidates, live=True).select_related(
        "content_type", "locale"
    )
    for page in sorted(found, key=lambda one: candidates[one.url_path]):
        depth = -candidates[page.url_path][0]
        try:
            return _for_reading(page).route(request, parts[depth:])
        except Http404:
            continue
    return None


def _site(request: HttpRequest) -> Site | None:
    """Return the site of `request`, kept in the cache until a site changes."""
    key = f"{SITE_KEY}:{request.get_host()}"
    site = cache.get(key, version=cache.get(SITE_KEY, 1))
    if site is None:
        site = Site.find_for_request(request)
        cache.set(key, site, 600, version=cache.get(SITE_KEY, 1))
    request._wagtail_site = site  # type: ignore[attr-defined]
    return site


def forget_sites() -> None:
    """Drop the sites kept in the cache; called when one is saved or deleted."""
    cache.set(SITE_KEY, cache.get(SITE_KEY, 1) + 1, None)


def _for_reading(page: Page) -> Page:
    """Return the page as its own model, with what its template reads through foreign keys."""
    model = page.specific_class or Page
    rows = model.rows_to_read() if issubclass(model, BasePage) else model.objects.all()
    specific = rows.get(pk=page.pk)
    specific.locale = page.locale
    return specific


def _candidates(site: Site, parts: list[str]) -> dict[str, tuple[int, int]]:
    """Return every address to try, with its rank: deeper first, then the reader's language."""
    roots = {
        root.language_code: root.root_path
        for root in Site.get_site_root_paths()
        if root.site_id == site.pk
    }
    source = roots.get(source_language(), "")
    order = [path for path in dict.fromkeys((roots.get(active_language()), source)) if path]
    return {
        root + "".join(f"{part}/" for part in parts[:depth]): (-depth, rank)
        for depth in range(len(parts) + 1)
        for rank, root in enumerate(order)
    }


def source_language() -> str:
    """Return the language in which the pages' source tree is kept."""
    return settings.LANGUAGE_CODE


def path_in(language: str, url_path: str) -> str:
    """Return the address under `language` for a path below the home page."""
    with translation.override(language):
        return reverse("wagtail_serve", args=(url_path,))
