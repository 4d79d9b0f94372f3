"""Staff stop a seller's sales, and lift the stop."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.dates import format_moment
from backend.common.text import filled
from members.acting import Actor
from members.notices.actions.notices import notify
from orders.errors import NotAllowed, OrderError
from orders.models import SalesStop
from orders.shops import rules
from orders.shops.actions.shops import locked_shop, write_shop
from products.models import Producer
from products.producers.news import people_of

# Decree 248/2026/NĐ-CP: five days' notice, or at once if an authority demands it.
NOTICE = dt.timedelta(days=5)
MAX_REASON, MAX_AUTHORITY = 300, 160


@transaction.atomic
def stop_sales(*, actor: Actor, producer: Producer, reason: str, authority: str = "") -> SalesStop:
    """Stop new orders for `producer` after NOTICE, or at once if `authority` names who demands it.

    Existing orders continue. The seller reads the reason. A repeated call with the same words changes
    nothing.
    Raises OrderError, NotAllowed.
    """
    _check(actor, producer)
    reason, authority = _words(reason, "reason", MAX_REASON), " ".join(authority.split())
    if len(authority) > MAX_AUTHORITY:
        raise OrderError(
            _("Dài quá %(most)s chữ. Xin viết ngắn hơn.") % {"most": MAX_AUTHORITY},
            field="authority",
            code="too_long",
        )
    shop, now = locked_shop(producer), timezone.now()
    row = SalesStop.objects.filter(producer=producer, lifted_at=None).first()
    if row is not None and (row.reason, row.authority) == (reason, authority):
        return row
    row = row or SalesStop(producer=producer, stops_at=now + NOTICE, told_at=now)
    row.reason, row.authority, row.by = reason, authority, actor.by
    if authority:
        row.stops_at = max(min(row.stops_at, now), row.told_at)
    row.save()
    shop.stopped_from = row.stops_at
    shop.save()
    write_shop(
        actor,
        "shop.stopped",
        producer,
        {"from": row.stops_at.isoformat(), "isDemanded": bool(authority)},
        shop,
        row,
    )
    title = filled(
        gettext_lazy("%(producer)s dừng bán trên Piêu từ %(when)s"),
        {
            "producer": producer.name[:50],
            "when": format_moment(row.stops_at),
        },
    )
    _notify(producer, title, f"{reason} {authority}".strip(), f"stop:{row.pk}:{row.stops_at.isoformat()}")
    return row


@transaction.atomic
def lift_stop(*, actor: Actor, producer: Producer, reason: str) -> SalesStop | None:
    """Lift the sales stop and return it; None if there is none.

    Raises OrderError at "reason", NotAllowed.
    """
    _check(actor, producer)
    reason = _words(reason, "reason", MAX_REASON)
    shop = locked_shop(producer)
    row = SalesStop.objects.filter(producer=producer, lifted_at=None).first()
    if row is not None:
        row.lifted_at, row.lifted_by, row.lift_reason = timezone.now(), actor.by, reason
        row.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
        shop.stopped_from = None
        shop.save()
        write_shop(actor, "shop.stop_lifted", producer, {}, shop, row)
        title = filled(gettext_lazy("%(producer)s bán lại được trên Piêu"), {"producer": producer.name[:60]})
        _notify(producer, title, reason, f"stop:{row.pk}:lifted")
    return row


def _check(actor: Actor, producer: Producer) -> None:
    if not rules.may_stop_sales(actor.member, producer):
        raise NotAllowed(_("Chỉ cán bộ quản trị của Hội, và không phải người bán, dừng được việc bán."))


def _words(words: str, field: str, most: int) -> str:
    words = " ".join(words.split())
    if not words:
        raise OrderError(_("Chị ghi lý do, người bán sẽ đọc."), field=field, code="reason_empty")
    if len(words) > most:
        raise OrderError(
            _("Dài quá %(most)s chữ. Xin viết ngắn hơn.") % {"most": most}, field=field, code="too_long"
        )
    return words


def _notify(producer: Producer, title: object, body: str, key: str) -> None:
    for person in people_of(producer):
        url = reverse("orders:shop", args=[producer.pk])
        notify(user=person, kind="shop.stopped", title=title, body=body, url=url, key=key, sms=True)
