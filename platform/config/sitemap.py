"""The map of all public pages: a file per language, each page with its language versions.

Addresses that are no page of the tree are named by their applications: in the slot
`sitemap.below` as (page id, address below it) for a list of pages, in the slot `sitemap.shared`
as addresses that exist in every language (the slot gets the language).
"""

from collections import defaultdict

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.models import Page, Site

from content.contributions import contributions
from content.languages import LANGUAGES
from content.models import BasePage
from content.permissions import public_pages
from content.routing import path_in, source_language

PER_FILE = 2_000


def _shared_types() -> list[int]:
    """Return the content types of pages that exist once for all languages."""
    models = [model for model in apps.get_models() if issubclass(model, BasePage) and model.shared]
    return [kind.pk for kind in ContentType.objects.get_for_models(*models).values()]


class LanguageSitemap(Sitemap):
    """The pages that can be read in one language: shared ones, and those translated into it."""

    limit = PER_FILE

    def __init__(self, language: str) -> None:
        self.language = language
        self.shared = _shared_types()
        self.roots = {root.language_code: root.root_path for root in Site.get_site_root_paths()}

    def items(self) -> QuerySet[Page]:
        """Return the pages, oldest first, so that a file's content stays the same."""
        mine = Q(content_type__in=self.shared) | Q(locale__language_code=self.language)
        roots = Q(pk__in=[])
        for path in self.roots.values():
            roots |= Q(url_path__startswith=path)
        return public_pages(Page.objects.filter(mine & roots)).order_by("pk")

    @property
    def paginator(self) -> Paginator:
        """Return the files; counted without the order."""
        return Paginator(self.items().select_related("locale"), self.limit)

    def get_urls(self, page: int = 1, site=None, protocol=None) -> list[dict]:
        """Return one row for each page: address, last change, the same page in other languages."""
        pages = list(self.paginator.page(page).object_list)
        versions = self._translations(pages)
        below: dict[int, list[str]] = defaultdict(list)
        for pk, part in contributions("sitemap.below", pages):
            below[pk].append(part)
        rows = [
            self._row(one, self._versions(one, versions), part)
            for one in pages
            for part in ("", *below[one.pk])
        ]
        return rows + (self._shared_rows() if page == 1 else [])

    def _row(self, page: Page, versions: list[tuple[str, Page]], part: str) -> dict:
        return {
            "location": self._address(page, self.language) + part,
            "lastmod": page.last_published_at,
            "alternates": [
                {"lang_code": code, "location": self._address(other, code) + part}
                for code, other in versions
            ],
        }

    def _shared_rows(self) -> list[dict]:
        return [
            {
                "location": settings.SITE_URL + path_in(self.language, path),
                "alternates": [
                    {"lang_code": code, "location": settings.SITE_URL + path_in(code, path)}
                    for code in LANGUAGES
                ],
            }
            for path in contributions("sitemap.shared", self.language)
        ]

    def _versions(self, page: Page, versions: dict) -> list[tuple[str, Page]]:
        if page.content_type_id in self.shared:
            return [(code, page) for code in LANGUAGES]
        return versions[page.translation_key]

    def _translations(self, pages: list[Page]) -> dict:
        keys = [page.translation_key for page in pages if page.content_type_id not in self.shared]
        found: dict = defaultdict(list)
        rows = public_pages(Page.objects.filter(translation_key__in=keys))
        for page in rows.select_related("locale").order_by("locale__language_code"):
            found[page.translation_key].append((page.locale.language_code, page))
        return found

    def _address(self, page: Page, language: str) -> str:
        root = self.roots.get(page.locale.language_code) or self.roots[source_language()]
        return settings.SITE_URL + path_in(language, page.url_path[len(root) :])


def index(request: HttpRequest) -> HttpResponse:
    """Answer with the list of all sitemap files."""
    files = []
    for code in LANGUAGES:
        for number in LanguageSitemap(code).paginator.page_range:
            files.append(f"{settings.SITE_URL}/sitemap-{code}-{number}.xml")
    return TemplateResponse(
        request, "sitemap_index.xml", {"files": files}, content_type="application/xml"
    )


def file(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """Answer with one sitemap file; 404 when there is no such file."""
    sitemap = LanguageSitemap(language)
    if language not in LANGUAGES or number not in sitemap.paginator.page_range:
        # The error page belongs to the doors, which stand beside this module.
        from config.doors import not_found  # noqa: PLC0415

        return not_found(request, None)
    urls = sitemap.get_urls(number)
    return TemplateResponse(
        request, "sitemap.xml", {"urlset": urls}, content_type="application/xml"
    )
