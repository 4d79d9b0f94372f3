"""The checks and writes that all steps of an order share: who may take a step, once, and in which state.

The steps themselves are in actions/steps.py, packing.py and returns.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from orders.errors import NotAllowed, WrongState
from orders.models import Order, OrderStep
from orders.orders import rules
from orders.orders.actions.settling import settle
from orders.orders.enums import OrderState, StepKind
from orders.orders.news import notify_buyer_of_step
from products.models import Product
from products.search.actions import mark_cards

# The states in which each step may be taken.
BEFORE = {
    StepKind.CONFIRMED: (OrderState.PLACED,),
    StepKind.PACKED: (OrderState.CONFIRMED,),
    StepKind.SHIPPED: (OrderState.PACKED,),
    StepKind.DELIVERED: (OrderState.PACKED, OrderState.SHIPPED),
    StepKind.RETURNED: (OrderState.SHIPPED, OrderState.DELIVERED),
    StepKind.CANCELLED: (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PACKED),
}
AFTER = {
    StepKind.CONFIRMED: OrderState.CONFIRMED,
    StepKind.PACKED: OrderState.PACKED,
    StepKind.SHIPPED: OrderState.SHIPPED,
    StepKind.DELIVERED: OrderState.DELIVERED,
    StepKind.RETURNED: OrderState.RETURNED,
    StepKind.CANCELLED: OrderState.CANCELLED,
}


def locked(order: Order) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("producer").get(pk=order.pk)


def lock_products(products: Iterable[int]) -> None:
    """Lock `products` (ids), so that orders, packing and unpacking of them wait.

    Every writer locks lots before products.
    """
    rows = Product.objects.select_for_update(no_key=True).filter(pk__in=set(products))
    list(rows.order_by("pk").values_list("pk"))


def own_order(actor: Actor, order: Order) -> Order:
    order = locked(order)
    if not rules.may_handle(actor.member, order):
        raise NotAllowed(_("Đơn này không phải của chị."))
    return order


def check_buyer(buyer: Actor | None, order: Order) -> None:
    """Raise NotAllowed if `buyer` is one of the seller's people and may not act as the order's buyer."""
    if buyer is not None and not rules.may_be_buyer(buyer, order):
        raise NotAllowed(
            _("Chị là người bán đơn này. Việc này chỉ người mua làm được."), code="seller_as_buyer"
        )


def check_state(order: Order, kind: StepKind) -> None:
    if order.state not in BEFORE[kind]:
        raise WrongState(
            _("Đơn đang ở bước “%(state)s”, chưa làm được việc này.") % {"state": order.state_words},
            code="order_state",
        )


def advance(
    order: Order,
    kind: StepKind,
    actor: Actor | None,
    *,
    words: str = "",
    buyer: Actor | None = None,
    is_clock: bool = False,
    rows: Iterable[Model] = (),
    **payload: object,
) -> bool:
    """Take the step `kind` of an order: set its state, record the step, and append the ledger entry.

    Return False, without a change, if the step was taken before; else True.
    A cancelled or returned order is settled. The buyer is notified unless the buyer took the step.

    Args:
        words: text of the step, such as a reason; shown to the buyer.
        buyer: who took the step, if the buyer did; `actor` is None then.
        is_clock: a periodic job takes the step; no person is recorded.
        rows: what the step changed beside the order; the entry states them, too.
        payload: further values of the ledger entry.

    Raises WrongState.
    """
    if order.steps.standing().filter(kind=kind).exists():
        return False
    check_state(order, kind)
    order.state = AFTER[kind]
    if order.state in (OrderState.DELIVERED, OrderState.CANCELLED, OrderState.RETURNED):
        order.ended_at = timezone.now()
    order.moved_at, order.still_day = timezone.now(), 0
    order.save(update_fields=["state", "ended_at", "moved_at", "still_day"])
    if order.state in (OrderState.CANCELLED, OrderState.RETURNED):
        settle(order)
    step = write_step(order, kind, actor, words, buyer, is_clock=is_clock)
    write_entry(order, kind, actor, buyer, payload, step, *rows)
    return True


def write_step(
    order: Order,
    kind: StepKind,
    actor: Actor | None,
    words: str,
    buyer: Actor | None,
    *,
    is_clock: bool = False,
) -> OrderStep:
    who = actor or buyer
    step = OrderStep.objects.create(
        order=order,
        kind=kind,
        by=who.by if who else None,
        on_behalf_of=who.member if who and who.is_helping else None,
        by_buyer=actor is None and not is_clock,
        words=" ".join(words.split())[:200],
    )
    if actor is not None or is_clock:
        notify_buyer_of_step(order, kind, " ".join(words.split())[:200])
    return step


def write_entry(
    order: Order,
    kind: StepKind,
    actor: Actor | None,
    buyer: Actor | None,
    payload: dict[str, object],
    *rows: Model,
    gone: Iterable[Model] = (),
) -> None:
    """Append the entry of a step, which states the order, the changed `rows`, and the deleted ones, `gone`."""
    who = actor or buyer
    payload = {**payload, **states(order, *rows, gone=gone)}
    refs = who.ledger_refs() if who else {"by": None, "on_behalf_of": None}
    append_entry(kind=f"order.{kind}", subject=f"order:{order.ref}", payload=payload, **refs)
    mark_cards_of(order)


def mark_cards_of(order: Order) -> None:
    """Let the cards of the order's goods be counted again: what is left, and how often they were ordered."""
    mark_cards(order.lines.order_by().values_list("product_id", flat=True))
