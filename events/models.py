"""Series, workshops, sessions, guiding questions."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.models import BasePage


class WorkshopIndexPage(BasePage):
    """The list of workshops, upcoming and past."""

    introduction = models.TextField(_("introduction"), blank=True)

    content_panels = [*BasePage.content_panels, "introduction"]
    parent_page_types = ["home.HomePage"]

    class Meta:
        verbose_name = _("workshop list")
