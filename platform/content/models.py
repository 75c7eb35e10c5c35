"""Abstract page, images and documents of the site."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Orderable, Page, PageViewRestriction

from content.languages import active_language


class Ordered(Orderable):
    """A row in the order that its editor gave it; where none was given, as it was added.

    Wagtail's `Orderable` alone leaves rows of the same place to the database, and PostgreSQL
    gives them in another order from one question to the next.
    """

    class Meta:
        abstract = True
        ordering = ["sort_order", "id"]


class BasePage(Page):
    """What every page of Crocevia shares.

    `shared` pages (practices, partners and their lists) exist once, whatever languages there
    are: their address carries the reader's interface language. Other pages are translated page
    by page, and their address carries the page's own language.
    """

    shared = False
    # What a page's template reads through foreign keys: fetched with the page itself.
    read_with: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @classmethod
    def rows_to_read(cls) -> models.QuerySet:
        """Return the rows of this kind of page, each with what its template reads beside it."""
        # Without a name, select_related would follow every foreign key that may not be empty.
        rows = cls._default_manager.all()
        return rows.select_related(*cls.read_with) if cls.read_with else rows

    @property
    def content_language(self) -> str:
        """Return the language code of the page's text, for its `lang` attribute."""
        return self.locale.language_code

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple | None:
        """Return site id, root address and path; of a shared page in the reader's language."""
        parts = super().get_url_parts(request)
        if not parts or not parts[2] or not self._in_reader_language:
            return parts
        site_id, root_url, path = parts
        _empty, _language, rest = path.split("/", 2)
        return site_id, root_url, f"/{active_language()}/{rest}"

    @property
    def _in_reader_language(self) -> bool:
        return self.shared or getattr(self, "untranslated", False)

    def get_template(self, request: HttpRequest, *args, **kwargs) -> str:
        """Return `app/model.html`, without the word page: `practices/practice.html`."""
        name = self._meta.model_name.removesuffix("page")
        return f"{self._meta.app_label}/{name}.html"

    def get_view_restrictions(self) -> models.QuerySet:
        """Return the restrictions on this page and above, found in one query by their paths.

        An alias asks Wagtail, which looks at the page that it mirrors.
        """
        if self.alias_of_id:
            return super().get_view_restrictions()
        above = range(self.steplen, len(self.path) + 1, self.steplen)
        return PageViewRestriction.objects.filter(
            page__path__in=[self.path[:length] for length in above]
        )

    def copy_for_translation(self, *args: Any, **kwargs: Any) -> Page:
        """Refuse a copy per language for a page that exists once; copy any other page."""
        if self.shared:
            raise ValidationError(
                _("This page exists once for all languages: a copy per language would split it.")
            )
        return super().copy_for_translation(*args, **kwargs)

    def in_language(self, code: str) -> str:
        """Return this page's address with the interface in language `code`."""
        with translation.override(code):
            return self.get_url() or "/"


class SiteImage(AbstractImage):
    """An image with what its licence asks to be told beside it."""

    author = models.CharField(_("author"), max_length=160, blank=True)
    licence = models.CharField(
        _("licence"), max_length=120, blank=True, help_text=_("For example: CC BY 4.0")
    )
    source_url = models.URLField(_("where it is from"), blank=True)

    admin_form_fields = (*Image.admin_form_fields, "author", "licence", "source_url")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")


class SiteRendition(AbstractRendition):
    """A resized copy of an image."""

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)


class SiteDocument(AbstractDocument):
    """A document with its language and licence."""

    language = models.CharField(_("language"), max_length=5, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)

    admin_form_fields = (*Document.admin_form_fields, "language", "licence")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
