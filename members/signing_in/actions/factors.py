"""Append an entry for each second factor that is added or removed.

allauth owns the rows and has pages for them. Passkeys are also removed by a recovery ticket and by an erasure.
Django's signals reach all of these in the transaction of the row.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from backend.ledger.actions import append_entry
from members.people.actions.changes import subject_of
from members.signing_in.auditing import FACTOR_ADDED, FACTOR_REMOVED, factor_payload


def connect() -> None:
    """Listen to new and deleted factors. Called once, when Django starts."""
    post_save.connect(_note_added, sender=Authenticator, dispatch_uid="factor_added")
    post_delete.connect(_note_removed, sender=Authenticator, dispatch_uid="factor_removed")


def _note_added(*, instance: Authenticator, created: bool, **_more: Any) -> None:
    if created:
        _append(FACTOR_ADDED, instance)


def _note_removed(*, instance: Authenticator, **_more: Any) -> None:
    _append(FACTOR_REMOVED, instance)


@transaction.atomic
def _append(kind: str, factor: Authenticator) -> None:
    # Without a person, so that nobody's history shows it: the change of the account is noted, too.
    append_entry(kind=kind, subject=subject_of(factor.user), payload=factor_payload(factor), by=None)
