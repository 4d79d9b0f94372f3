"""Messages about orders to sellers and buyers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override
from django_stubs_ext import StrOrPromise

from backend.common.money import format_dong
from backend.common.phones import PhoneError, parse_mobile
from backend.common.text import filled
from members.models import User
from members.notices import sms_limits
from members.notices.actions.notices import notify
from members.notices.tasks import send_sms_task
from orders.basket.limits import placed_messages_a_day
from orders.models import Order, OrderLine, Purchase
from orders.orders.enums import ENDED, StepKind
from orders.payments.ways.finding import way_of
from orders.shops.enums import Delivery
from products.models import Product
from products.producers.news import officers_of, people_of
from products.products.at_place import is_at_place


def notify_sellers(order: Order, what: str, *, title: object, body: object = "") -> None:
    """Send a notice and an SMS to everybody who runs the order's producer, once for each `what`.

    If no phone or browser of theirs receives messages, the officers get the notice too, and pass it on.
    """
    people = people_of(order.producer)
    for person in people:
        notify(
            user=person,
            kind=f"order.{what}",
            title=title,
            body=body,
            url=reverse("orders:sale", args=[order.number]),
            key=f"order:{order.number}:{what}",
            sms=True,
        )
    if people and not any(_is_reached(person) for person in people):
        values = {"name": people[0].full_name, "number": order.number}
        for officer in officers_of(order.producer):
            notify(
                user=officer,
                kind=f"order.{what}",
                title=filled(
                    _lazy("Đơn %(number)s của %(name)s, người không có máy nhận tin: chị báo giúp"), values
                ),
                body=title,
                url=reverse("members:assist") + "?" + urlencode({"q": people[0].full_name}),
                key=f"order:{order.number}:{what}:help",
                sms=True,
            )


def _is_reached(person: User) -> bool:
    """Return True if an SMS, Zalo or a browser notification reaches the person."""
    return bool(person.phone and person.phone_verified_at) or person.push_subscriptions.exists()


# Messages to the buyer about steps that somebody else took; {words} is the text of the step.
_STEPS: dict[str, StrOrPromise] = {
    StepKind.CONFIRMED: _lazy("Đơn %(number)s: người bán đã nhận đơn"),
    StepKind.PAID: _lazy("Đơn %(number)s: người bán đã nhận tiền"),
    StepKind.SHIPPED: _lazy("Đơn %(number)s đã gửi đi. %(words)s"),
    StepKind.DELIVERED: _lazy("Đơn %(number)s: người bán ghi bạn đã nhận hàng. Chưa nhận thì gọi người bán"),
    StepKind.CANCELLED: _lazy("Đơn %(number)s đã huỷ: %(words)s"),
    StepKind.RETURNED: _lazy("Đơn %(number)s: người bán ghi hàng đã trả lại. %(words)s"),
    StepKind.REFUNDED: _lazy("Đơn %(number)s: người bán đã trả lại tiền"),
    StepKind.PART_BACK: _lazy("Đơn %(number)s: %(words)s"),
    StepKind.SETTLED: _lazy("Đơn %(number)s: người bán trả lại tiền thừa. %(words)s"),
}


# The same for a service, which nobody packs or delivers.
_AT_PLACE: dict[str, StrOrPromise] = {
    StepKind.PACKED: _lazy("Đơn %(number)s đã sẵn sàng: mời bạn đến"),
    StepKind.DELIVERED: _lazy("Đơn %(number)s: người bán ghi bạn đã đến. Chưa đến thì gọi người bán"),
    StepKind.RETURNED: _lazy("Đơn %(number)s: người bán ghi bạn không dùng nữa. %(words)s"),
}


def _is_at_place(order: Order) -> bool:
    return any(is_at_place(line.product, line.unit) for line in order.lines.select_related("product"))


def notify_buyer_of_step(order: Order, kind: str, words: str) -> None:
    """Notify the buyer of a step that somebody else took. Steps without a message are skipped."""
    title = _STEPS.get(kind)
    if kind == StepKind.PACKED and order.delivery == Delivery.PICKUP:
        title = _lazy("Đơn %(number)s đã đóng gói: mời bạn đến lấy")
    if kind in _AT_PLACE and _is_at_place(order):
        title = _AT_PLACE[kind]
    # Cash on delivery: the buyer was there.
    if title is None or (kind == StepKind.PAID and way_of(order.payment).is_paid_at_handover):
        return
    if kind in (StepKind.PART_BACK, StepKind.SETTLED):
        # These steps may happen more than once.
        kind = f"{kind}:{order.steps.filter(kind=kind).count()}"
    notify_buyer(order, kind, title=filled(title, {"number": order.number, "words": words}))


def notify_buyer(order: Order, what: str, *, title: object, is_urgent: bool = False) -> None:
    """Send a notice to a buyer with an account, or an SMS to a guest's number.

    A notice is sent once for each `what`; an SMS to a guest at each call. An unproven number gets an SMS only
    within the limit on such messages, unless the message `is_urgent`.
    """
    path = reverse("orders:order", args=[order.ref])
    buyer = order.purchase.user
    if buyer is not None and buyer.is_active:
        key = f"order:{order.number}:buyer:{what}"
        notify(user=buyer, kind=f"order.{what.partition(':')[0]}", title=title, url=path, key=key, sms=True)
        return
    try:
        number = parse_mobile(order.buyer_phone)
    except PhoneError:
        return
    if is_urgent or order.phone_proven or not sms_limits.is_over():
        with override("vi"):
            text = f"Piêu: {str(title).strip()[:140]} {settings.PUBLIC_ORIGIN}{path}"
        send_sms_task.enqueue(to=number, text=text)


def notify_of_take_down(product: Product, complaint: int) -> None:
    """Tell seller and buyer of every unfinished order with `product` that the product was taken down.

    `complaint` is the id of the decided complaint.
    """
    lines = OrderLine.objects.filter(product=product).exclude(order__state__in=ENDED)
    lines = lines.select_related("order__producer", "order__purchase__user").order_by("order", "-pk")
    for line in {line.order_id: line for line in lines}.values():
        values = {"number": line.order.number, "what": line.name[:40]}
        key = f"taken-down:{complaint}"
        seller = _lazy("Đơn %(number)s còn dở: %(what)s đã bị gỡ khỏi sàn. Chị mở đơn xem phải làm gì")
        notify_sellers(line.order, key, title=filled(seller, values))
        buyer = _lazy("Đơn %(number)s: %(what)s đã bị gỡ khỏi sàn theo yêu cầu. Bạn mở đơn xem phải làm gì")
        notify_buyer(line.order, key, title=filled(buyer, values))


def notify_guest_of_placing(purchase: Purchase, network: str) -> None:
    """Send a guest one SMS with the address of a new purchase, however many orders it has.

    Without it a guest can't return to the order. A stranger can enter any number, so each number gets only a
    few of these messages a day. An unproven number gets them only within the limits of `network`.
    """
    orders = list(purchase.orders.select_related("producer").order_by("pk"))
    try:
        number = parse_mobile(orders[0].buyer_phone)
    except PhoneError:
        return
    if purchase.user is not None or placed_messages_a_day.is_over(number):
        return
    if not orders[0].phone_proven and sms_limits.is_over(network):
        return
    with override("vi"):
        if len(orders) == 1:
            path = reverse("orders:order", args=[orders[0].ref])
            # Leave out the seller's name: queued messages are not covered by the seller's erasure.
            summary = _("đã đặt đơn %(number)s, %(total)s. Xem đơn") % {
                "number": orders[0].number, "total": format_dong(orders[0].total),
            }  # fmt: skip
        else:
            path = reverse("orders:purchase", args=[purchase.ref])
            summary = _("đã đặt %(count)s đơn, %(total)s. Xem đơn") % {
                "count": len(orders), "total": format_dong(sum(order.total for order in orders)),
            }  # fmt: skip
    send_sms_task.enqueue(to=number, text=f"Piêu: {summary}: {settings.PUBLIC_ORIGIN}{path}")


def words_of(lines: list[OrderLine]) -> str:
    """Return a short text of an order's goods: "2 × Mận hậu, túi 500 g và 1 thứ khác"."""
    first = str(lines[0])
    if len(lines) == 1:
        return first
    return _("%(first)s và %(count)s thứ khác") % {"first": first, "count": len(lines) - 1}
