"""Data about a person and partners' software: for the export, and for erasure."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import User
from members.own_data.exporting import Rows
from traceability.models import CaptureJob, EpcisEvent, EpcisGrant, EpcisQuery

GRANT_WORDS = {
    "producer": gettext_lazy("Nơi sản xuất"),
    "partner": gettext_lazy("Đối tác"),
    "product": gettext_lazy("Sản phẩm"),
    "may_see": gettext_lazy("Được xem"),
    "may_add": gettext_lazy("Được ghi"),
    "given_by_her": gettext_lazy("Chị cho phép"),
    "granted_at": gettext_lazy("Từ"),
    "ended_at": gettext_lazy("Đến"),
}
SENT_WORDS = {
    "queries": gettext_lazy("Câu hỏi có tên"),
    "captures": gettext_lazy("Lần gửi sự kiện"),
    "events": gettext_lazy("Sự kiện phần mềm của chị gửi"),
    "name": gettext_lazy("Tên"),
    "query": gettext_lazy("Điều kiện"),
    "sent_at": gettext_lazy("Gửi lúc"),
    "count": gettext_lazy("Số sự kiện"),
    "taken": gettext_lazy("Đã nhận"),
    "id": gettext_lazy("Mã"),
    "body": gettext_lazy("Nội dung"),
}


def grants(user: User) -> list[dict[str, Any]]:
    """Return the grants for producers that the user runs, those that the user gave, and those to the user."""
    rows = EpcisGrant.objects.filter(
        Q(by=user) | Q(partner=user) | Q(producer__people__user=user, producer__people__until=None)
    ).distinct()
    return [
        {
            "producer": row.producer.name,
            "partner": row.partner.full_name,
            "product": row.product.name if row.product else _("Mọi sản phẩm"),
            "may_see": row.may_query,
            "may_add": row.may_capture,
            "given_by_her": row.by_id == user.pk,
            "granted_at": row.granted_at,
            "ended_at": row.ended_at,
        }
        for row in rows.select_related("producer", "partner", "product").order_by("pk")
    ]


def sent(user: User) -> dict[str, Any]:
    """Return the named queries, capture reports and events that the user's software stored and sent."""
    events = EpcisEvent.objects.filter(captured_by_ref=user.ref).only("entry_id", "uri", "body")
    return {
        "queries": [
            {"name": row.name, "query": str(row.query)} for row in EpcisQuery.objects.filter(user=user)
        ],
        "captures": [
            {"sent_at": row.created_at, "count": row.event_count, "taken": row.captured_count}
            for row in CaptureJob.objects.filter(user=user).order_by("created_at")
        ],
        "events": Rows(
            events, lambda page: [{"id": each.uri, "body": each.body} for each in page], "entry_id"
        ),
    }


def erase(user: User) -> None:
    """Erase the user's queries and capture reports.

    Grants that the user gave stay, without the name; grants to the user end.
    """
    EpcisQuery.objects.filter(user=user).delete()
    CaptureJob.objects.filter(user=user).delete()
    EpcisGrant.objects.filter(by=user).update(by=None)
    EpcisGrant.objects.filter(partner=user, ended_at=None).update(ended_at=timezone.now())
