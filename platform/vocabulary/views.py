"""Views of the editors' room: the list as a tree, the form of a term, merging two."""

from typing import Any

from django import forms
from django.contrib.admin.utils import quote
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.base import View
from wagtail.admin import messages
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import EditView, IndexView

from vocabulary.actions import CannotMerge, check_merge, merge
from vocabulary.forms import MergeForm
from vocabulary.models import Concept
from vocabulary.permissions import may_merge
from vocabulary.queries import where_used

NAMES = "wagtailsnippets_vocabulary_concept"
MERGE = gettext_lazy("Merge into another term…")


def merge_url(concept: Concept) -> str:
    """Return the address at which `concept` is merged into another."""
    return reverse(f"{NAMES}:merge", args=[quote(concept.pk)])


class ConceptIndexView(IndexView):
    """The list, with the way to merge a term."""

    def get_list_more_buttons(self, instance: Concept) -> list[Any]:
        """Return what may be done with a term."""
        buttons = super().get_list_more_buttons(instance)
        if may_merge(self.request.user):
            buttons.append(
                MenuItem(MERGE, url=merge_url(instance), icon_name="resubmit", priority=25)
            )
        return buttons


class ConceptEditView(EditView):
    """The form of a term, with the way to merge it."""

    @property
    def header_more_buttons(self) -> list[Any]:
        """Return what else may be done with the term."""
        buttons = super().header_more_buttons
        if may_merge(self.request.user):
            buttons.append(
                Button(MERGE, url=merge_url(self.object), icon_name="resubmit", priority=25)
            )
        return buttons


class MergeView(PermissionCheckedMixin, WagtailAdminTemplateMixin, View):
    """Choose a term (GET), see what will move (GET with `into`), merge (POST with `into`)."""

    model = Concept
    permission_required = "delete"
    template_name = "vocabulary/admin/merge.html"
    page_title = gettext_lazy("Merge")
    header_icon = "tag"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Fetch the term that goes. Raises Http404."""
        super().setup(request, *args, **kwargs)
        self.object = get_object_or_404(Concept, pk=kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the choice, or what will move."""
        form = MergeForm(request.GET if "into" in request.GET else None, concept=self.object)
        return self._answer(form, form.cleaned_data["into"] if form.is_valid() else None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Merge, and show the kept term."""
        form = MergeForm(request.POST, concept=self.object)
        if not form.is_valid():
            return self._answer(form, None)
        kept, name = form.cleaned_data["into"], str(self.object)
        try:
            count = merge(self.object, kept, user=request.user)
        except CannotMerge as error:
            return self._answer(form, kept, str(error))
        messages.success(
            request,
            _("“%(old)s” is part of “%(kept)s” now. Pages changed: %(count)d.")
            % {"old": name, "kept": kept, "count": count},
        )
        return redirect(f"{NAMES}:edit", quote(kept.pk))

    def _answer(self, form: forms.Form, kept: Concept | None, problem: str = "") -> HttpResponse:
        if kept is not None and not problem:
            try:
                check_merge(self.object, kept)
            except CannotMerge as error:
                problem = str(error)
        return self.render_to_response(
            self.get_context_data(
                form=form,
                kept=kept,
                problem=problem,
                concept=self.object,
                uses=where_used(self.object, most=0, refusals=True),
                url=merge_url(self.object),
                back=reverse(f"{NAMES}:edit", args=[quote(self.object.pk)]),
            )
        )

    def get_page_subtitle(self) -> str:
        """Name the term."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way back: list, term."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse(f"{NAMES}:list"), "label": Concept._meta.verbose_name_plural},
            {"url": reverse(f"{NAMES}:edit", args=[quote(self.object.pk)]), "label": self.object},
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]
