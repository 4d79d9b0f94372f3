"""Putting statements into the queue, in the transaction of what they tell."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from courses.models import XapiStatement
from members.enums import ConsentPurpose
from members.models import User
from members.rules import has_consented


def tells_of(user: User) -> bool:
    """Whether statements about her go out: a store is configured and she agreed to that."""
    return bool(settings.XAPI_ENDPOINT) and has_consented(user, ConsentPurpose.LEARNING_RECORD)


def queue_statement(user: User, statement: dict[str, Any]) -> None:
    """Keep it until it is sent; the same ID again changes nothing."""
    XapiStatement.objects.bulk_create(
        [XapiStatement(id=statement["id"], user=user, body=statement)], ignore_conflicts=True
    )
