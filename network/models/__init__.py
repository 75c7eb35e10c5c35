"""Places, partners and their members."""

from network.models.memberships import Membership
from network.models.partners import PartnerIndexPage, PartnerPage
from network.models.places import Place, PlaceName

__all__ = [
    "Membership",
    "PartnerIndexPage",
    "PartnerPage",
    "Place",
    "PlaceName",
]
