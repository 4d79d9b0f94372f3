"""Queue statements in the transaction of the act that they report."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from courses.models import XapiStatement
from courses.xapi.enums import KEEP_SENT
from courses.xapi.statements import NAMESPACE, voiding_statement
from members.consent.enums import ConsentPurpose
from members.models import User
from members.rules import has_consented


def sends_statements_of(user: User) -> bool:
    """Return whether statements about the user are sent: a store is configured and the user consents."""
    return bool(settings.XAPI_ENDPOINT) and has_consented(user, ConsentPurpose.LEARNING_RECORD)


def queue_statement(user: User, statement: dict[str, Any]) -> None:
    """Queue a statement. Repeating it changes nothing. An act repeated after a voiding gets a new ID."""
    key = _current_id(statement)
    XapiStatement.objects.bulk_create(
        [XapiStatement(id=key, user=user, body=statement | {"id": str(key)})], ignore_conflicts=True
    )


def take_back_statement(user: User, statement: dict[str, Any], recorded_at: datetime) -> None:
    """Queue the statement that voids an act which no longer counts (xAPI 1.0.3, Part Two, section 2.3.2).

    Idempotent. Does nothing if the act was never queued. Sent rows are deleted after KEEP_SENT. So a missing
    row means "never queued" only if `recorded_at` is younger than KEEP_SENT.
    """
    key = _current_id(statement)
    if not XapiStatement.objects.filter(pk=key).exists() and timezone.now() - recorded_at < KEEP_SENT:
        return
    voiding = voiding_statement(user, key, timezone.now())
    XapiStatement.objects.bulk_create(
        [XapiStatement(id=voiding["id"], user=user, body=voiding, voids=key)], ignore_conflicts=True
    )


def _current_id(statement: dict[str, Any]) -> uuid.UUID:
    """Return the act's ID in `statement`, or a new ID derived from it for each voiding.

    A voided statement never reuses its ID.
    """
    key = uuid.UUID(statement["id"])
    while XapiStatement.objects.filter(voids=key).exists():
        key = uuid.uuid5(NAMESPACE, f"again {key}")
    return key
