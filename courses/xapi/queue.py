"""Putting statements into the queue, in the transaction of what they tell."""

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


def tells_of(user: User) -> bool:
    """Whether statements about her go out: a store is configured and she agreed to that."""
    return bool(settings.XAPI_ENDPOINT) and has_consented(user, ConsentPurpose.LEARNING_RECORD)


def queue_statement(user: User, statement: dict[str, Any]) -> None:
    """Keep it until it is sent; the same again changes nothing. What was taken back and is done anew gets an ID of its own."""
    key = _current_id(statement)
    XapiStatement.objects.bulk_create(
        [XapiStatement(id=key, user=user, body=statement | {"id": str(key)})], ignore_conflicts=True
    )


def take_back_statement(user: User, statement: dict[str, Any], told_at: datetime) -> None:
    """Void what was told of a deed that no longer counts (xAPI 1.0.3, Part Two, section 2.3.2); again changes nothing.

    Whether it was told says its row, or where that has been forgotten since `told_at`, its age.
    """
    key = _current_id(statement)
    if not XapiStatement.objects.filter(pk=key).exists() and timezone.now() - told_at < KEEP_SENT:
        return
    voiding = voiding_statement(user, key, timezone.now())
    XapiStatement.objects.bulk_create(
        [XapiStatement(id=voiding["id"], user=user, body=voiding, voids=key)], ignore_conflicts=True
    )


def _current_id(statement: dict[str, Any]) -> uuid.UUID:
    """The deed's own ID, or after so many voidings the next one: a voided statement never comes back under its ID."""
    key = uuid.UUID(statement["id"])
    while XapiStatement.objects.filter(voids=key).exists():
        key = uuid.uuid5(NAMESPACE, f"again {key}")
    return key
