"""Export and erase a member's data in webhooks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.ledger.row_states import delete_rows
from backend.webhooks.models import Endpoint
from members.models import User
from products.models import Producer

WORDS = {"url": _("Địa chỉ"), "kinds": _("Việc được báo"), "since": _("Từ"), "producer": _("Nơi sản xuất")}


def endpoints(user: User) -> list[dict[str, Any]]:
    rows = Endpoint.objects.filter(created_by=user).select_related("producer").order_by("pk")
    return [
        {
            "producer": row.producer.name if row.producer else None,
            "url": row.url,
            "kinds": row.kinds,
            "since": row.created_at,
        }
        for row in rows
    ]


def erase(user: User) -> None:
    """Delete the endpoints of closed producers that the member ran.

    Of other endpoints, only the reference to the member as creator is removed.
    """
    closed = Producer.objects.filter(people__user=user, is_active=False)
    delete_rows(Endpoint.objects.filter(producer__in=closed))
    Endpoint.objects.filter(created_by=user).update(created_by=None)
