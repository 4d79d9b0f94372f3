"""Register the acts of orders, their periodic jobs, and what lower apps show or ask of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import daily, every
from backend.ledger import acts, auditing, deeds, row_states
from backend.ledger.acts import Act
from backend.theme import navigation
from members.acting import ActorRequest
from members.notices import sms_limits
from orders.models import Order, OrderLine, Purchase
from orders.orders.actions.overdue import follow_up_waiting_orders, forget_buyers, notify_buyers_of_recall
from orders.orders.actions.stalled_orders import follow_up_stalled_orders
from orders.orders.auditing import STATED, compare_packed
from orders.orders.companions import ordered_with
from orders.orders.deeds import order_phrases
from orders.orders.enums import HOLDING, OrderState
from orders.orders.recipients import buyers_of_lots
from orders.orders.stock import sold_of
from orders.orders.webhook_payloads import order_payload
from products import ports as product_ports
from products.models import Producer
from products.share.facts import first_photo
from traceability import ports
from traceability.models import Recall

ACTS = (
    Act("order.placed", words=_("Đặt đơn hàng"), payload=order_payload),
    Act("order.confirmed", words=_("Nhận đơn hàng"), payload=order_payload),
    Act("order.paid", words=_("Ghi đã nhận tiền"), payload=order_payload),
    Act("order.packed", words=_("Đóng gói đơn hàng"), payload=order_payload),
    Act("order.unpacked", words=_("Mở gói đơn hàng ra"), payload=order_payload),
    Act("order.shipped", words=_("Giao đơn hàng"), payload=order_payload),
    Act("order.delivered", words=_("Giao xong đơn hàng"), payload=order_payload),
    Act("order.cancelled", words=_("Huỷ đơn hàng"), payload=order_payload),
    Act("order.returned", words=_("Ghi trả hàng"), payload=order_payload),
    Act("order.refunded", words=_("Ghi đã trả lại tiền"), payload=order_payload),
    Act("order.refund_asked", words=_("Trả lại tiền vào thẻ"), payload=order_payload),
    Act("order.part_back", words=_("Ghi trả lại một phần đơn"), payload=order_payload),
    Act("order.settled", words=_("Ghi đã trả lại tiền thừa"), payload=order_payload),
    Act("order.phone_proven", words=_("Xác nhận số điện thoại của đơn")),
)


def register() -> None:
    """Register orders' acts, slots, ports, audits and clock jobs."""
    acts.declare(*ACTS)
    sms_limits.prioritise("order.recall")
    row_states.declare(*STATED)
    deeds.describe("order", order_phrases)
    auditing.register("packed orders", compare_packed)
    every(minutes=10, name="orders.follow_up_waiting")(follow_up_waiting_orders)
    every(minutes=60, name="orders.remind_stalled")(follow_up_stalled_orders)
    daily(at="03:50", name="orders.forget_buyers")(forget_buyers)
    ports.lot_recalled.provide(notify_buyers_of_recall)
    ports.sold_of.provide(sold_of)
    product_ports.ordered_with.provide(ordered_with)
    ports.buyers_of_lots.provide(buyers_of_lots)
    navigation.register_tab("sales", count=orders_to_answer, count_words=_("đơn chờ chị nhận"))
    slots.register(
        "home.next", "sales", template="orders/orders/slots/home_sales.html", context=waiting_sale, order=4
    )
    slots.register(
        "profile.rows",
        "orders",
        template="orders/orders/slots/profile_rows.html",
        context=her_orders,
        order=25,
    )
    slots.register(
        "recall.calls",
        "orders",
        template="orders/orders/slots/recall_calls.html",
        context=orders_of_recall,
        order=10,
    )
    slots.register("footer", "find", template="orders/orders/slots/footer.html", context=at_desk, order=6)
    slots.register(
        "officer.links", "sales", template="orders/orders/slots/desk_sales.html", context=at_desk, order=59
    )


def orders_to_answer(request: ActorRequest) -> int:
    """Return the number of orders that wait for their seller's yes, for the badge of the tab."""
    waiting = Order.objects.sold_by(request.actor.member).waiting()
    return waiting.filter(state=OrderState.PLACED).count()


def waiting_sale(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the oldest order to be confirmed by its seller, and the number of such orders; None if none."""
    if not request.actor:
        return None
    waiting = Order.objects.sold_by(request.actor.member).waiting().filter(state=OrderState.PLACED)
    first = waiting.order_by("created_at").first()
    if first is None:
        return None
    line = first.lines.select_related("product").first()
    return {"first": first, "count": waiting.count(), "photo": first_photo(line.product) if line else None}


def her_orders(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    member = request.actor.member
    return {
        "sells": Producer.objects.run_by(member).exists(),
        "waiting": Order.objects.sold_by(member).waiting().count(),
        "bought": Purchase.objects.filter(user=member).exists(),
    }


def orders_of_recall(request: ActorRequest, *, recall: Recall, **kw: Any) -> dict[str, Any]:
    """Return the order lines packed from lots that `recall` reaches, so that officers can call the buyers.

    `open_count` counts orders of the same products that are not packed yet, without pre-orders.
    """
    reach = Q(packed__lot__recall_reach__recall=recall, packed__lot__recall_reach__ended_at=recall.ended_at)
    holding = OrderLine.objects.filter(order__state__in=HOLDING)
    rows = (
        holding.filter(reach)
        .select_related("order")
        .prefetch_related("packed__lot")
        .order_by("order__created_at", "pk")
        .distinct()
    )
    products = recall.reach.values("lot__product")
    unpacked = holding.filter(lot=None, is_preorder=False, product__in=products)
    return {
        "rows": rows,
        "is_part": recall.run_id is not None,
        "open_count": unpacked.values("order").distinct().count(),
    }


def at_desk(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    return {}
