"""What follows when a place, a name of it, or a membership changes."""

from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_unpublished

from content.contributions import contributions
from network.actions import settle_contributor
from network.models import Membership, PartnerPage, Place, PlaceName
from network.queries import forget_place_labels
from search.actions import reindex_rows


def connect() -> None:
    """Connect the receivers, once."""
    page_published.connect(
        partner_published, sender=PartnerPage, dispatch_uid="network-partner-published"
    )
    page_unpublished.connect(
        partner_published, sender=PartnerPage, dispatch_uid="network-partner-unpublished"
    )
    for signal in (post_save, post_delete):
        signal.connect(
            restriction_changed, sender=PageViewRestriction, dispatch_uid="network-restriction"
        )
    post_save.connect(place_saved, sender=Place, dispatch_uid="network-place-saved")
    post_delete.connect(place_deleted, sender=Place, dispatch_uid="network-place-deleted")
    post_save.connect(name_saved, sender=PlaceName, dispatch_uid="network-name-saved")
    post_delete.connect(name_deleted, sender=PlaceName, dispatch_uid="network-name-deleted")
    post_save.connect(membership_changed, sender=Membership, dispatch_uid="network-joined")
    post_delete.connect(membership_changed, sender=Membership, dispatch_uid="network-left")


def membership_changed(instance: Membership, **_kwargs) -> None:
    """Let members into the editors' area as contributors, and former ones out."""
    settle_contributor(instance.user)


def place_saved(instance: Place, created: bool, **_kwargs) -> None:
    """Bring up to date what names the place: facets, and the documents of the index.

    Applications further up name theirs in the slot `place.documents`: pairs (model, pk).
    """
    forget_place_labels()
    if not created:
        partners = instance.partners.values_list("pk", flat=True)
        rows = [("network.partnerpage", pk) for pk in partners]
        reindex_rows(rows + contributions("place.documents", instance))


def partner_published(instance: PartnerPage, **_kwargs) -> None:
    """Bring the documents up to date that name the partner (slot `partner.documents`)."""
    reindex_rows(contributions("partner.documents", instance))


def restriction_changed(instance: PageViewRestriction, **_kwargs) -> None:
    """Partners became private or public again: what names them follows."""
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        for partner in PartnerPage.objects.descendant_of(page, inclusive=True):
            reindex_rows(contributions("partner.documents", partner))


def place_deleted(**_kwargs) -> None:
    """Forget its names; nothing can stand on a place that may be deleted."""
    forget_place_labels()


def name_saved(instance: PlaceName, **_kwargs) -> None:
    """Take a new or changed name over into its place, unless the place saved it itself."""
    if instance.name not in instance.place.spellings.splitlines() or (
        instance.language and instance.place.labels.get(instance.language) != instance.name
    ):
        _save_again(instance)


def name_deleted(instance: PlaceName, **_kwargs) -> None:
    """Forget a deleted name, unless its place forgot it itself or is gone too."""
    place = Place.objects.filter(pk=instance.place_id).first()
    if place and instance.name in place.spellings.splitlines():
        place.save()


def _save_again(name: PlaceName) -> None:
    place = Place.objects.filter(pk=name.place_id).first()
    if place:
        place.save()
