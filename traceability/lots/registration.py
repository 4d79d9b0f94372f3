"""Register what lots and the diary add to the pages and ports of lower apps."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, deeds
from backend.ledger.acts import Act
from backend.theme.offline import register_offline_page
from backend.theme.shell import register_shell_file
from members.acting import ActorRequest
from members.models import User
from members.own_data import erasing, exporting
from products import ports
from products.legal.goods import MADE
from products.models import Product
from products.products.enums import ProductState
from traceability.events.actions import erase_captured_words_of, erase_details
from traceability.events.actions.attributes import measured_by
from traceability.events.journey import detailed_events
from traceability.events.rules import may_record_event
from traceability.lots.actions.lots import (
    first_quantities,
    first_quantity,
    open_first_lots,
    place_lots,
    set_first_quantity,
    used_lots_of,
)
from traceability.lots.deeds import lot_phrases
from traceability.lots.freshness import fresh_lots
from traceability.lots.lot_lookup import products_of_lot
from traceability.lots.presenters import fresh_questions
from traceability.lots.querysets import produced_by
from traceability.lots.rules import may_change_lot, may_open_lot
from traceability.models import Event, Lot

RECENT = dt.timedelta(days=30)
MOST_LOTS = 5
MOST_ASKED = 3
DIARY_WORDS = {
    "id": _("Mã"),
    "kind": _("Việc đã làm"),
    "day": _("Ngày làm"),
    "lots": _("Lô hàng"),
    "place": _("Nơi làm"),
    "note": _("Ghi chú"),
    "person": _("Ai làm"),
    "photo": _("Ảnh"),
    "measured": _("Đo được"),
    "recorded_at": _("Ghi lúc"),
    "declared_wrong": _("Đã báo ghi sai"),
}


def register() -> None:
    """Register the slots and ports; called once, from AppConfig.ready()."""
    ports.set_first_quantity.provide(set_first_quantity)
    ports.open_first_lots.provide(open_first_lots)
    ports.first_quantity.provide(first_quantity)
    ports.first_quantities.provide(first_quantities)
    ports.producer_placed.provide(place_lots)
    ports.used_lots_of.provide(used_lots_of)
    ports.products_of_lot.provide(products_of_lot)
    slots.register(
        "home.next",
        "harvest",
        template="traceability/lots/slots/home_harvest.html",
        context=home_harvest,
        order=20,
    )
    slots.register(
        "home.next",
        "fresh",
        template="traceability/lots/slots/home_fresh.html",
        context=home_fresh,
        order=6,
    )
    slots.register(
        "product.manage",
        "lots",
        template="traceability/lots/slots/product_lots.html",
        context=product_lots,
        order=10,
    )
    slots.register(
        "officer.desk",
        "events",
        template="traceability/lots/slots/desk_events.html",
        context=desk_events,
        order=40,
    )
    register_offline_page("traceability:diary")
    register_offline_page("traceability:record")
    register_shell_file("traceability/diary/diary.css")
    register_shell_file("traceability/diary/diary.js")
    register_shell_file("theme/written.js")
    erasing.register("traceability.events", erase_words_of)
    exporting.register("diary", _("Nhật ký"), diary_of, order=60, words=DIARY_WORDS)
    deeds.describe("lot", lot_phrases)
    acts.declare(
        Act("lot", public=True),
        Act("lot.opened", words=_("Mở lô hàng")),
        Act("lot.changed", words=_("Sửa lô hàng")),
        Act("lot.renamed", words=_("Đổi mã lô")),
        Act("lot.kept", words=_("Báo lô còn hàng")),
        Act("lot.closed", words=_("Ngừng bán một lô")),
        Act("lot.reopened", words=_("Mở lại lô hàng")),
        Act("event", words=_("Ghi nhật ký"), public=True),
        Act("event.error", words=_("Báo một việc ghi sai")),
        Act("product.yield", words=_("Sửa tỷ lệ ra thành phẩm")),
        Act("epcis.granted", words=_("Cho đối tác xem, ghi lô hàng")),
        Act("epcis.grant_ended", words=_("Thôi cho đối tác xem, ghi lô hàng")),
        Act("event.words_erased", words=_("Xoá lời riêng trong một việc do đối tác gửi")),
        Act("event.checked", words=_("Xác minh một việc trong nhật ký")),
    )


def erase_words_of(user: User) -> None:
    erase_details(user)
    erase_captured_words_of(user)


def home_harvest(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return what the home page shows of the diary: the user's last harvest.

    None if the user runs no product, or if the last harvest was today.
    """
    actor = request.actor
    if not actor or not Product.objects.run_by(actor.member).exclude(state="retired").exists():
        return None
    events = Event.objects.standing().run_by(actor.member)
    last = events.filter(kind="harvesting").order_by("-event_time").first()
    last_day = timezone.localdate(last.event_time) if last else None
    if last_day and last_day >= timezone.localdate():
        return None
    return {"last": last, "last_day": last_day}


def home_fresh(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the questions whether there is still some of the user's fresh goods; None without any.

    Only about listed products, the oldest MOST_ASKED lots.
    """
    actor = request.actor
    if not actor:
        return None
    listed = Product.objects.run_by(actor.member).filter(state=ProductState.LISTED)
    questions = fresh_questions(fresh_lots(product__in=listed))[:MOST_ASKED]
    return {"questions": questions} if questions else None


def product_lots(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Return what a product's management page shows of its lots; None if the user may not open one."""
    actor = request.actor
    if not actor or not may_open_lot(actor.member, product):
        return None
    lots = list(product.lots.annotate_recalls()[: MOST_LOTS + 1])
    return {
        "product": product,
        "lots": lots[:MOST_LOTS],
        "has_more": len(lots) > MOST_LOTS,
        "may_record": may_record_event(actor.member, [product.producer]),
        "is_made": product.ocop_set in MADE,
        "may_change": all(may_change_lot(actor.member, lot) for lot in lots[:1]),
    }


def desk_events(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return events with a doubtful day or clock for the officer's desk; None if there are none.

    They are those of the last 30 days in the officer's branches, without the officer's own lots.
    """
    actor = request.actor
    if not actor:
        return None
    member = actor.member
    lots = Lot.objects.filter(produced_by(member, "product__producer__")).exclude(
        pk__in=Lot.objects.run_by(member)
    )
    events = (
        Event.objects.standing()
        .filter(clock_flagged=True, recorded_at__gte=timezone.now() - RECENT)
        .filter(lot_links__lot__in=lots)
        .distinct()
    )
    entries = detailed_events(events, readers=set(lots.values_list("product__producer", flat=True)))
    return {"entries": entries} if entries else None


def diary_of(user: User) -> list[dict[str, Any]]:
    """Return every event of `user` with its personal texts."""
    own_events = Event.objects.filter(on_behalf_ref=user.ref) | Event.objects.filter(
        on_behalf_ref=None, by_ref=user.ref
    )
    entries = detailed_events(own_events)
    measured = measured_by(entry.event.event_id for entry in entries)
    return [
        {
            "id": entry.event.urn,
            "kind": entry.label,
            "day": entry.day,
            "lots": entry.parts,
            "place": entry.event.place.name if entry.event.place else None,
            "note": entry.note,
            "person": entry.person,
            "photo": entry.photo is not None,
            "measured": [f"{one.label}: {one.text}" for one in measured.get(entry.event.event_id, ())],
            "recorded_at": entry.event.recorded_at,
            "declared_wrong": entry.reason or None,
        }
        for entry in entries
    ]
