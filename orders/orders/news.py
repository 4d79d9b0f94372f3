"""Messages about orders to sellers and buyers."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import override
from django_stubs_ext import StrOrPromise

from backend.common.money import format_dong
from backend.common.phones import PhoneError, parse_mobile
from backend.common.short_links import shorten
from backend.common.text import filled
from members.models import User
from members.notices import sms_limits
from members.notices.actions.notices import notify
from members.notices.segments import fits, fitted
from members.notices.tasks import send_sms_task
from orders.basket.limits import placed_messages_a_day, step_messages_a_day
from orders.models import Order, OrderLine, Purchase
from orders.orders import sms_moments
from orders.orders.actions.settling import owed_back, still_to_pay
from orders.orders.enums import ENDED, StepKind
from orders.payments.ways.finding import way_of
from orders.shops.enums import Delivery
from products.models import Product
from products.producers.news import officers_of, people_of
from products.products.at_place import is_at_place


def notify_sellers(order: Order, what: str, *, title: object, body: object = "") -> None:
    """Send a notice and an SMS to everybody who runs the order's producer, once for each `what`.

    No SMS is sent about one of too many orders that nobody answered (_is_flood).
    If no phone or browser of theirs receives messages, the officers get the notice too, and pass it on.
    """
    people, sms = people_of(order.producer), not _is_flood(order)
    for person in people:
        notify(
            user=person,
            kind=f"order.{what}",
            title=title,
            body=body,
            url=reverse("orders:sale", args=[order.number]),
            key=f"order:{order.number}:{what}",
            sms=sms,
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
                sms=sms,
            )


def _is_flood(order: Order) -> bool:
    """Return True if messages about the order would disturb a seller who left too many new orders unanswered.

    Anybody can order with any number. So orders of unproven numbers count by themselves, and never silence the others.
    """
    alike = Order.objects.filter(
        producer=order.producer_id,
        phone_proven=order.phone_proven,
        created_at__gt=timezone.now() - dt.timedelta(days=1),
    ).unanswered()
    unanswered = set(
        alike.order_by("-pk").values_list("pk", flat=True)[: settings.SELLER_SMS_UNANSWERED_PER_DAY + 1]
    )
    is_waiting = order.pk in unanswered or Order.objects.filter(pk=order.pk).unanswered().exists()
    return is_waiting and len(unanswered) > settings.SELLER_SMS_UNANSWERED_PER_DAY


def _is_reached(person: User) -> bool:
    """Return True if an SMS, Zalo or a browser notification reaches the person."""
    return bool(person.phone and person.phone_verified_at) or person.push_subscriptions.exists()


# Messages to the buyer about steps that somebody else took; {words} is the text of the step.
_STEPS: dict[str, StrOrPromise] = {
    StepKind.CONFIRMED: _lazy("Người bán đã nhận đơn %(number)s"),
    StepKind.PAID: _lazy("Người bán đã nhận tiền của đơn %(number)s"),
    StepKind.SHIPPED: _lazy("Đơn %(number)s đã gửi đi"),
    StepKind.DELIVERED: _lazy("Người bán ghi bạn đã nhận đơn %(number)s. Chưa nhận thì bạn gọi người bán"),
    StepKind.CANCELLED: _lazy("Đơn %(number)s đã huỷ"),
    StepKind.RETURNED: _lazy("Người bán ghi hàng của đơn %(number)s đã trả lại"),
    StepKind.REFUNDED: _lazy("Người bán đã trả lại tiền của đơn %(number)s"),
    StepKind.PART_BACK: _lazy("Đơn %(number)s: %(words)s"),
    StepKind.SETTLED: _lazy("Người bán đã trả lại bạn tiền thừa của đơn %(number)s: %(words)s"),
}


# The last sentence, if the step has words: it may be cut.
_WORDS: dict[str, StrOrPromise] = {
    StepKind.SHIPPED: _lazy("Nơi chở: %(words)s"),
    StepKind.CANCELLED: _lazy("Lý do: %(words)s"),
    StepKind.RETURNED: _lazy("Lý do: %(words)s"),
}


# The same as _STEPS for a service, which nobody packs or delivers.
_AT_PLACE: dict[str, StrOrPromise] = {
    StepKind.PACKED: _lazy("Đơn %(number)s đã sẵn sàng, mời bạn đến"),
    StepKind.DELIVERED: _lazy("Người bán ghi bạn đã đến, đơn %(number)s. Chưa đến thì bạn gọi người bán"),
    StepKind.RETURNED: _lazy("Người bán ghi bạn không dùng đơn %(number)s nữa"),
}


def _is_at_place(order: Order) -> bool:
    return any(is_at_place(line.product, line.unit) for line in order.lines.select_related("product"))


def notify_buyer_of_step(order: Order, kind: str, words: str) -> None:
    """Notify the buyer of a step that somebody else took. Steps without a message are skipped.

    A buyer with an account gets a notice of each. By SMS go only:

    - once for a purchase: that it can be paid, if it is paid before it is sent
    - once for a purchase: that it is on its way, with the carrier; or that it can be fetched; and a sum that changed
    - that an order was cancelled or returned, and the money that comes back
    - money that comes back after the receipt
    - an order that its seller wrote down

    With the code and the link (notify_guest_of_placing) that is at most three messages and five segments from placing
    to receipt. The seller's yes to cash on delivery, money that came, the receipt and the end of a refund are on the page.
    """
    title = _STEPS.get(kind)
    if kind == StepKind.PACKED and order.delivery == Delivery.PICKUP:
        title = _lazy("Đơn %(number)s đã đóng gói, mời bạn đến lấy")
    if kind in _AT_PLACE and _is_at_place(order):
        title = _AT_PLACE[kind]
    is_to_pay = sms_moments.may_pay_now(order, kind)
    if title is None and is_to_pay:
        title = _lazy("Đơn %(number)s đã cân và đóng gói")
    # Cash on delivery: the buyer was there.
    if title is None or (kind == StepKind.PAID and way_of(order.payment).is_paid_at_handover):
        return
    values: dict[str, object] = {"number": order.number, "words": words}
    if sms_moments.is_first_word(order, kind):
        title, values["total"] = (
            _lazy("Người bán đã ghi đơn %(number)s cho bạn, %(total)s"),
            format_dong(order.total),
        )
    sentences = [filled(title, values), *_money_of(order, kind, words, is_to_pay=is_to_pay)]
    if words and kind in _WORDS:
        sentences.append(filled(_WORDS[kind], values))
    by_sms = sms_moments.is_sms_moment(order, kind)
    # The link came with the placing, so this one stays in a segment; else the link has to come.
    is_short = is_to_pay and not (
        sms_moments.is_first_word(order, kind)
        or sms_moments.is_ready(order, kind)
        or sms_moments.is_placing_silent(order.purchase)
    )
    if kind in (StepKind.PART_BACK, StepKind.SETTLED):
        # These steps may happen more than once.
        kind = f"{kind}:{order.steps.filter(kind=kind).count()}"
    notify_buyer(order, kind, title=_joined(sentences), by_sms=by_sms, segments=1 if is_short else 2)


def _money_of(order: Order, kind: str, step_words: str, *, is_to_pay: bool) -> list[StrOrPromise]:
    """Return the sentence about what the buyer has to pay or gets back with this step, if any."""
    if is_to_pay:
        words, amount = _lazy("Mời bạn chuyển %(amount)s"), still_to_pay(order)
    elif sms_moments.is_ready(order, kind) and way_of(order.payment).is_paid_at_handover:
        words, amount = _lazy("Khi nhận bạn trả %(amount)s"), still_to_pay(order)
        if kind == StepKind.SHIPPED and amount == _placed_total(order):
            return []  # the buyer knows the sum from the placing; the carrier needs the room
    elif kind in (StepKind.CANCELLED, StepKind.RETURNED) or sms_moments.is_ready(order, kind):
        words, amount = _lazy("Bạn được trả lại %(amount)s"), owed_back(order)
    else:
        return []
    is_known = format_dong(amount) in step_words
    return [filled(words, {"amount": format_dong(amount)})] if amount and not is_known else []


def _placed_total(order: Order) -> int:
    """Return the total in đồng when the order was placed: before weighing and part returns."""
    return sum(line.price * line.count for line in order.lines.all()) + order.fee


def _joined(sentences: list[StrOrPromise]) -> StrOrPromise:
    text: StrOrPromise = _join(sentences)
    return text


_join = lazy(lambda sentences: ". ".join(str(each).strip().rstrip(".") for each in sentences), str)


def notify_buyer(
    order: Order,
    what: str,
    *,
    title: object,
    is_urgent: bool = False,
    by_sms: bool = True,
    segments: int = 3,
) -> None:
    """Send a notice to a buyer with an account, or an SMS to a guest's number.

    A notice is sent once for each `what`; an SMS to a guest at each call. An unproven number gets only a few of them a
    day, unless the message `is_urgent`: a seller with a friend could send them to anybody. They don't count as messages of
    strangers, so nobody who uses those up keeps a buyer from hearing that the order can be paid.

    by_sms: False for a message that is only on the page.
    segments: in how many an SMS to a guest is sent at most, with a link to the order. In one, the link is left out if
        there is no room.
    """
    path = reverse("orders:order", args=[order.ref])
    buyer = order.purchase.user
    if buyer is not None and buyer.is_active:
        key = f"order:{order.number}:buyer:{what}"
        notify(user=buyer, kind=f"order.{what.partition(':')[0]}", title=title, url=path, key=key, sms=by_sms)
        return
    try:
        number = parse_mobile(order.buyer_phone)
    except PhoneError:
        return
    if by_sms and (is_urgent or order.phone_proven or not step_messages_a_day.is_over(number)):
        with override("vi"):
            words = f"Piêu: {str(title).strip().rstrip('.')}."
        link = shorten(_address_of(order.purchase))
        if segments == 1 and not fits(f"{words} {link}", 1):
            link = ""
        text = fitted(words, link, most=4 if is_urgent else segments)
        send_sms_task.enqueue(to=number, text=text, **({"must": True} if is_urgent else {}))


def _address_of(purchase: Purchase) -> str:
    """Return the path of the page of a purchase; of its order, if there is only one."""
    refs = list(purchase.orders.values_list("ref", flat=True)[:2])
    return (
        reverse("orders:order", args=refs)
        if len(refs) == 1
        else reverse("orders:purchase", args=[purchase.ref])
    )


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
    """Send a guest one SMS with the link to a new purchase, however many orders it has.

    Without it a guest can't return to the order, except by the number and a code (orders:find). A guest who just had a code
    and pays by transfer gets the link with the message that the order can be paid. A stranger can enter any number, so each
    number gets only a few of these messages a day. An unproven number gets them only within the limits of `network`.
    """
    orders = list(purchase.orders.select_related("producer").order_by("pk"))
    try:
        number = parse_mobile(orders[0].buyer_phone)
    except PhoneError:
        return
    if purchase.user is not None or sms_moments.is_placing_silent(purchase):
        return
    if placed_messages_a_day.is_over(number):
        return
    if not orders[0].phone_proven and sms_limits.is_over(network):
        return
    with override("vi"):
        if len(orders) == 1:
            # Leave out the seller's name: queued messages are not covered by the seller's erasure.
            words = _("Bạn đã đặt đơn %(number)s, %(total)s. Xem đơn:") % {
                "number": orders[0].number, "total": format_dong(orders[0].total),
            }  # fmt: skip
        else:
            words = _("Bạn đã đặt %(count)s đơn, %(total)s. Xem đơn:") % {
                "count": len(orders), "total": format_dong(sum(order.total for order in orders)),
            }  # fmt: skip
    send_sms_task.enqueue(to=number, text=fitted(f"Piêu: {words}", shorten(_address_of(purchase)), most=2))


def words_of(lines: list[OrderLine]) -> str:
    """Return a short text of an order's goods: "2 × Mận hậu, túi 500 g và 1 thứ khác"."""
    first = str(lines[0])
    if len(lines) == 1:
        return first
    return _("%(first)s và %(count)s thứ khác") % {"first": first, "count": len(lines) - 1}
