"""Making the house: the pages that every other page hangs under."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from accounts.actions import allow_on_page, make_roles
from accounts.permissions import CONTRIBUTOR
from events.models import WorkshopIndexPage
from home.models import EditorialPage, HomePage
from network.models import PartnerIndexPage
from practices.models import PracticeIndexPage

HEADLINE = "What works, from city to city"
LEAD = "How European cities, regions and NGOs include newcomers."
SEARCH_LABEL = "What are you looking for?"


@dataclass
class House:
    """The pages that others hang under; `homes` and `workshops` by language code."""

    homes: dict[str, HomePage]
    library: PracticeIndexPage
    partners: PartnerIndexPage
    workshops: dict[str, WorkshopIndexPage]


@transaction.atomic
def make_house() -> House:
    """Make what is missing of locales, site, home page and lists, and return them. Idempotent."""
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    home = HomePage.objects.filter(locale=Locale.get_default()).first() or _make_home()
    library = _child(home, PracticeIndexPage, "library", "Library")
    partners = _child(home, PartnerIndexPage, "partners", "Partners")
    workshops = _child(home, WorkshopIndexPage, "workshops", "Workshops")
    make_roles()
    allow_on_page(CONTRIBUTOR, library, "add")
    return House(
        homes={home.locale.language_code: home},
        library=library,
        partners=partners,
        workshops={workshops.locale.language_code: workshops},
    )


def _make_home() -> HomePage:
    """Put the home page where Wagtail's welcome page stands, and the site on it."""
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    home = HomePage(
        title="Crocevia",
        slug="crocevia",
        headline=HEADLINE,
        lead=LEAD,
        search_label=SEARCH_LABEL,
        locale=Locale.get_default(),
    )
    root.add_child(instance=home)
    home.save_revision().publish()
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    address = urlsplit(settings.SITE_URL)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = "Crocevia"
    site.root_page = home
    site.save()
    for page in root.get_children().exclude(pk=home.pk).filter(depth=2):
        if page.specific_class is Page:
            page.delete()
    return HomePage.objects.get(pk=home.pk)


def _child(parent: Page, model: type[Page], slug: str, title: str):
    page = model.objects.child_of(parent).first()
    if page is None:
        page = model(title=title, slug=slug, locale=parent.locale, show_in_menus=True)
        parent.add_child(instance=page)
        page.save_revision().publish()
    return page


def translated(page: Page, locale: Locale, **values) -> Page:
    """Return `page`'s version in `locale` with `values` set and published; made if missing."""
    version = page.get_translation_or_none(locale)
    if version is None:
        version = page.copy_for_translation(locale, copy_parents=True)
    return published(version.specific, **values)


def published(page: Page, **values) -> Page:
    """Set `values` on `page` and publish it, only if something changes."""
    changed = [name for name, value in values.items() if not _same(page, name, value)]
    for name in changed:
        setattr(page, name, values[name])
    if changed or not page.live:
        page.save_revision().publish()
    return page


def _same(page: Page, name: str, value) -> bool:
    field = page._meta.get_field(name.removesuffix("_id"))
    if hasattr(field, "stream_block"):
        wanted = field.to_python(value)
        return _bare(getattr(page, name)) == _bare(wanted)
    return getattr(page, name) == value


def _bare(stream) -> list:
    """Return a stream's data without the ids that Wagtail gives to blocks."""

    def strip(data):
        if isinstance(data, dict):
            return {key: strip(value) for key, value in data.items() if key != "id"}
        return [strip(one) for one in data] if isinstance(data, list) else data

    return strip(list(stream.get_prep_value()))


def editorial_page(parent: HomePage, slug: str, **values) -> EditorialPage:
    """Return the page of text at `slug` under `parent`, with `values` published."""
    page = EditorialPage.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = EditorialPage(slug=slug, locale=parent.locale, **values)
        parent.add_child(instance=page)
        page.save_revision().publish()
        return page
    return published(page, **values)
