"""What happens when the vocabulary changes, and when a database was made."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as global_apps
from django.apps.registry import Apps
from django.core.signals import request_started
from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete
from django.utils.translation import gettext_lazy as _

from accounts.receivers import is_current
from vocabulary.actions import load_vocabulary
from vocabulary.models import Concept, ConceptLabels, ConceptScheme, FormerNotation
from vocabulary.queries import forget_labels, look_again, uses
from vocabulary.signals import labels_changed


def connect(config: AppConfig) -> None:
    """Connect the receivers; called once, when the applications are ready."""
    for model in (ConceptScheme, Concept, ConceptLabels, FormerNotation):
        for signal in (post_save, post_delete):
            signal.connect(_changed, sender=model, dispatch_uid="vocabulary_changed")
    request_started.connect(look_again, dispatch_uid="vocabulary_look_again")
    pre_delete.connect(_guard, sender=Concept, dispatch_uid="vocabulary_guard")
    post_migrate.connect(_made, sender=config, dispatch_uid="vocabulary_made")


def _changed(using: str, **_kwargs: Any) -> None:
    # At once, for whoever reads on in this transaction; after it, for all the others.
    forget_labels()
    transaction.on_commit(_committed, using=using, robust=True)


def _committed() -> None:
    forget_labels()
    labels_changed.send(sender=Concept)


def _made(using: str, apps: Apps = global_apps, **_kwargs: Any) -> None:
    """Fill a database that was just migrated or emptied, so that the scheme is always there."""
    if is_current(apps, (ConceptScheme, Concept, ConceptLabels, FormerNotation)):
        load_vocabulary(using=using)


def _guard(instance: Concept, **_kwargs: Any) -> None:
    """Keep a concept that something refers to, also through a list of themes."""
    found = uses(instance)
    if found:
        raise ProtectedError(_("This concept is used and cannot be deleted."), {instance})
