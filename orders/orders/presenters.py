"""What the pages of an order show, and its next step.

The pages of both sides, the papers and the API use it.
A presenter reads lazily: each query runs once, when a template or serializer needs it. Make a new one after a
write.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.functional import cached_property

from members.models import User
from orders.models import Complaint, Order, OrderLine, OrderStep, PackedLot
from orders.models import Transfer as IncomingTransfer
from orders.orders.actions import steps as step_actions
from orders.orders.actions.returns import MAY_BE_TAKEN_FROM
from orders.orders.actions.settling import Standing, standing_of
from orders.orders.actions.stepping import BEFORE
from orders.orders.enums import ENDED, OrderState, StepKind
from orders.orders.rules import is_mobile, may_prove_number
from orders.orders.stock import labels_recalled_in, recalled_in, recalls_of
from orders.orders.take_downs import taken_down_in
from orders.payments.ways.base import Refund
from orders.reviews.rules import may_review
from orders.shops.enums import Delivery
from products.models import Photo, Product
from products.producers.rules import shows_phone
from products.share.facts import first_photos
from traceability.models import RecallReach
from traceability.scans.origin.addresses import origin_paths

OVER = (OrderState.CANCELLED, OrderState.RETURNED)
# In place of an address that the visitor may not read.
MASK = "•••"


@dataclass(frozen=True, slots=True)
class LineGoods:
    """A line of an order. packed: each part of a lot that went into it, with its origin page's path or ""."""

    line: OrderLine
    photo: Photo | None
    packed: list[tuple[PackedLot, str]]

    @property
    def is_shown(self) -> bool:
        """Return True if the product has a page for everybody."""
        product = self.line.product
        return product.slug is not None and (product.is_public or product.is_retired)


class OrderBase:
    """Base of the presenters of an order: what seller and buyer both see."""

    badges = {
        OrderState.CANCELLED: "badge--error",
        OrderState.RETURNED: "badge--error",
        OrderState.DELIVERED: "badge--done",
    }

    def __init__(self, order: Order) -> None:
        self.order = order

    def __str__(self) -> str:
        return str(self.order)

    # State.

    @property
    def badge(self) -> str:
        """Return the CSS class that colours the badge of the order's state."""
        return self.badges.get(OrderState(self.order.state), "badge--info")

    @property
    def is_placed(self) -> bool:
        return self.order.state == OrderState.PLACED

    @property
    def is_confirmed(self) -> bool:
        return self.order.state == OrderState.CONFIRMED

    @property
    def is_packed(self) -> bool:
        """Return True if the order is packed and not shipped yet."""
        return self.order.state == OrderState.PACKED

    @property
    def is_delivered(self) -> bool:
        return self.order.state == OrderState.DELIVERED

    @property
    def is_over(self) -> bool:
        """Return True if the order was cancelled or returned: the buyer owes nothing any more."""
        return self.order.state in OVER

    # Way of paying: one property for each condition.

    @property
    def is_paid_on_delivery(self) -> bool:
        return self.order.way.is_paid_at_handover

    @property
    def waits_to_be_paid(self) -> bool:
        """Return True if the order is new, must be paid before the seller is notified, and isn't."""
        return self.is_placed and step_actions.waits_to_be_paid_first(self.order)

    @property
    def is_paid_early(self) -> bool:
        """Return True if the order is paid, but not by card.

        Meaningful only before the seller confirmed it.
        """
        return self.order.paid_at is not None and not self.order.paid_by_card

    # Goods and fee.

    @cached_property
    def lines(self) -> QuerySet[OrderLine]:
        return self.order.lines.prefetch_related("packed__lot")

    @property
    def products(self) -> list[Product]:
        return [row.line.product for row in self.goods]

    @cached_property
    def goods(self) -> list[LineGoods]:
        """Return the lines with a photo each, and the lots that they were packed from with their pages."""
        lines = list(self.lines.select_related("product__producer"))
        photos = first_photos({line.product_id for line in lines})
        parts = [part for line in lines for part in line.packed.all()]
        paths = dict(
            zip((part.pk for part in parts), origin_paths([part.lot for part in parts]), strict=True)
        )
        return [
            LineGoods(
                line,
                photos.get(line.product_id),
                [(part, paths[part.pk]) for part in line.packed.all()],
            )
            for line in lines
        ]

    @property
    def is_pickup(self) -> bool:
        return self.order.delivery == Delivery.PICKUP

    @property
    def shows_fee(self) -> bool:
        """Return True if the page shows a fee. Delivered goods always have one, even of 0 đ."""
        return bool(self.order.fee) or self.order.delivery == Delivery.SHIP

    # Money.

    @cached_property
    def standing(self) -> Standing:
        return standing_of(self.order)

    @property
    def owed(self) -> int:
        """Return the đồng that must be refunded: what was paid beyond the order's price.

        A cancelled or returned order has no price.
        """
        return self.standing.owed

    @cached_property
    def still_to_pay(self) -> int:
        """Return the đồng that the buyer still owes; 0 once the order is paid."""
        return 0 if self.order.paid_at is not None else max(self.order.total - self.standing.net_paid, 0)

    # Warnings before the next step.

    @cached_property
    def recalls(self) -> list[RecallReach]:
        """Return the open recalls of lots that the order was packed from."""
        return recalls_of(self.order)

    @property
    def head_recalls(self) -> list[RecallReach]:
        """Return the recalls to show at the top of the page."""
        return self.recalls

    @cached_property
    def taken_down(self) -> list[tuple[OrderLine, dt.date]]:
        return taken_down_in(self.order)

    # History.

    @cached_property
    def steps(self) -> QuerySet[OrderStep]:
        return self.order.steps.all()


class SaleRow(OrderBase):
    """An order in a seller's list."""

    badges = {**OrderBase.badges, OrderState.PLACED: "badge--attention"}

    @property
    def lacks_payment(self) -> bool:
        """Return True if the order is neither paid nor cancelled."""
        return self.order.paid_at is None and self.order.state != OrderState.CANCELLED


def sale_rows(orders: Iterable[Order]) -> list[SaleRow]:
    return [SaleRow(order) for order in orders]


MOST_DEBTS = 8


class SalesPage:
    """The seller's first page: orders to answer, orders under way, and who owes whom."""

    def __init__(self, seller: User) -> None:
        self.seller = seller
        self._orders = (
            Order.objects.sold_by(seller).select_related("producer").prefetch_related("lines__product")
        )

    @cached_property
    def to_answer(self) -> list[SaleRow]:
        """Return the orders that wait for the seller's yes, the oldest first."""
        return sale_rows(self._orders.waiting().filter(state=OrderState.PLACED).order_by("created_at"))

    @cached_property
    def under_way(self) -> list[SaleRow]:
        """Return the other unfinished orders, also those that must be paid first, the oldest first."""
        known = {row.order.pk for row in self.to_answer}
        unfinished = self._orders.exclude(state__in=ENDED).order_by("created_at")
        return [row for row in sale_rows(unfinished) if row.order.pk not in known]

    @cached_property
    def buyers_owe(self) -> list[SaleRow]:
        """Return the oldest accepted orders that are not paid in full, at most MOST_DEBTS."""
        unpaid = self._orders.filter(paid_at=None).exclude(state__in=(OrderState.PLACED, *OVER))
        rows = sale_rows(unpaid.order_by("created_at")[:MOST_DEBTS])
        return [row for row in rows if row.still_to_pay]

    @cached_property
    def seller_owes(self) -> list[SaleRow]:
        """Return the oldest orders with money that the seller has to refund, at most MOST_DEBTS."""
        unreturned = Q(state__in=OVER, refunded_at=None) & ~Q(paid_at=None)
        too_much = Q(hand_paid__gt=F("total") + F("given_back")) | Q(transfers__back__gt=0)
        found = self._orders.filter(unreturned | too_much).order_by("created_at").distinct()
        return [row for row in sale_rows(found[:MOST_DEBTS]) if row.owed]

    @property
    def owes_nobody(self) -> bool:
        return not self.buyers_owe and not self.seller_owes


class SalePage(SaleRow):
    """The page of an order for the people who sell it."""

    def __init__(self, order: Order, viewer: User) -> None:
        super().__init__(order)
        self.viewer = viewer

    # The next step.

    @cached_property
    def next_step(self) -> StepKind | None:
        """Return the seller's next step; None at the end of the order.

        Also None for a new order that must be paid first, or that has a product which was taken down.
        """
        state = self.order.state
        if state == OrderState.PLACED:
            return None if self.waits_to_be_paid or self.taken_down else StepKind.CONFIRMED
        if state == OrderState.CONFIRMED:
            return StepKind.PACKED
        if state == OrderState.PACKED and not self.is_pickup:
            return StepKind.SHIPPED
        if state in BEFORE[StepKind.DELIVERED]:
            return StepKind.DELIVERED
        return None

    @property
    def may_confirm(self) -> bool:
        return self.next_step == StepKind.CONFIRMED

    @property
    def may_pack(self) -> bool:
        return self.next_step == StepKind.PACKED

    @property
    def may_ship(self) -> bool:
        return self.next_step == StepKind.SHIPPED

    @property
    def may_deliver(self) -> bool:
        return self.next_step == StepKind.DELIVERED

    # Other steps.

    @property
    def may_unpack(self) -> bool:
        return self.is_packed and not self.stays_packed

    @cached_property
    def stays_packed(self) -> str:
        """Return why a packed order can't be unpacked; empty if it can be, or if the order isn't packed."""
        return step_actions.stays_packed(self.order) if self.is_packed else ""

    @property
    def may_cancel(self) -> bool:
        return self.order.state in BEFORE[StepKind.CANCELLED]

    @property
    def may_return(self) -> bool:
        return self.order.state in BEFORE[StepKind.RETURNED]

    @property
    def ending(self) -> str:
        """Return the step that ends the order early: cancelled before shipping, returned after.

        Empty if neither is possible.
        """
        if self.may_cancel:
            return StepKind.CANCELLED
        return StepKind.RETURNED if self.may_return else ""

    @property
    def may_return_part(self) -> bool:
        return self.order.state in MAY_BE_TAKEN_FROM

    @property
    def may_print_slip(self) -> bool:
        return self.order.state in (OrderState.PACKED, OrderState.SHIPPED, OrderState.DELIVERED)

    # Money.

    @property
    def may_be_paid(self) -> bool:
        return self.order.paid_at is None and not self.is_over

    @cached_property
    def open_page(self) -> str:
        """Return why payment can't be recorded by hand while a card page is open; empty if it can be."""
        return step_actions.words_of_open_page(self.order)

    @property
    def waits_for_money(self) -> bool:
        """Return True if the order must be paid before shipping, and isn't."""
        return step_actions.waits_for_money(self.order)

    @cached_property
    def transfers(self) -> list[IncomingTransfer]:
        return list(self.order.transfers.counted())

    @property
    def net_paid(self) -> int:
        """Return the đồng that the buyer paid, less refunds."""
        return self.standing.net_paid

    @cached_property
    def transfer_back(self) -> int:
        """Return the đồng to refund of transfers that a bank feed reported."""
        return sum(verdict.back for verdict in self.standing.verdicts)

    @property
    def hand_back(self) -> int:
        """Return the đồng to refund of money that the seller recorded by hand."""
        return self.standing.by_hand

    @property
    def card_back(self) -> int:
        """Return the đồng to refund to the buyer's card."""
        return self.standing.by_card

    @property
    def own_back(self) -> int:
        """Return the đồng to refund by transfer or by hand, not to a card."""
        return self.owed - self.card_back

    @cached_property
    def may_refund(self) -> bool:
        """Return True if the seller can record that a paid, cancelled or returned order was refunded.

        False if that is recorded already, or if only a refund to a card is due.
        """
        if not self.is_over or self.order.paid_at is None or self.order.refunded_at is not None:
            return False
        return self.own_back > 0 or not (self.owed or self.order.way.has_payment(self.order))

    @property
    def may_settle(self) -> bool:
        """Return True if the seller has to refund a difference by hand while the order continues."""
        return bool(self.hand_back) and not self.may_refund

    @property
    def waiting_words(self) -> str:
        return self.order.way.waiting_words(self.order)

    @cached_property
    def dispute(self) -> str:
        return self.order.way.dispute(self.order)

    @cached_property
    def refunds(self) -> list[Refund]:
        """Return the refunds that the way of paying sent."""
        return list(self.order.way.refunds(self.order))

    # Warnings before the next step.

    @property
    def head_recalls(self) -> list[RecallReach]:
        """Return the recalls to show at the top of the page.

        Empty while the order is packed: `recalled` and `labels_recalled` show them at the next step then.
        """
        return [] if self.is_packed else self.recalls

    @cached_property
    def recalled(self) -> str:
        """Return why a packed order isn't handed on; empty if no whole lot of it is recalled."""
        lots = recalled_in(self.order) if self.is_packed else ""
        return step_actions.words_of_recall(self.order, lots) if lots else ""

    @cached_property
    def labels_recalled(self) -> list[RecallReach]:
        """Return recalls of some labels of lots that a packed order holds."""
        return labels_recalled_in(self.order) if self.is_packed else []

    @property
    def asks_labels(self) -> bool:
        """Return True if the seller must check each pack's label before handing the order on."""
        return bool(self.labels_recalled) and not self.recalled

    @cached_property
    def has_weighed(self) -> bool:
        return self.order.lines.filter(is_weighed=True).exists()

    # History.

    @cached_property
    def steps(self) -> QuerySet[OrderStep]:
        return self.order.steps.select_related("by", "on_behalf_of")

    @cached_property
    def complaints(self) -> QuerySet[Complaint]:
        return Complaint.objects.visible_to(self.viewer).filter(order=self.order).order_by("-created_at")


class OrderPage(OrderBase):
    """The buyer's page of an order, for anyone who has its link.

    is_proven: the visitor is known as the buyer, so the address isn't masked and the order can be cancelled
        (rules.may_read_address).
    """

    def __init__(self, order: Order, *, is_proven: bool = False) -> None:
        super().__init__(order)
        self.is_proven = is_proven

    # Where the goods go.

    @property
    def address(self) -> str:
        """Return where the goods are delivered; masked but for the province unless `is_proven`.

        Empty for goods that are fetched, and once the address was erased.
        """
        order = self.order
        if not order.buyer_place:
            return ""
        if self.is_proven:
            return ", ".join(part for part in (order.buyer_landmark, order.buyer_place) if part)
        # The typed place may hold a street: only the chosen unit tells its province.
        unit = order.place_unit
        province = (unit.parent or unit) if unit else None
        return f"{MASK}, {province.name}" if province else MASK

    @property
    def may_unmask(self) -> bool:
        """Return True if a code to the order's number would show the whole address."""
        return bool(self.address) and not self.is_proven and is_mobile(self.order.buyer_phone)

    @cached_property
    def phone(self) -> str:
        """Return the seller's number; empty if it isn't published."""
        return self.order.producer.phone if shows_phone(self.order.producer) else ""

    # Money.

    @cached_property
    def paying(self) -> Any:
        """Return what the panel about paying shows; None if there is nothing to pay."""
        is_to_pay = self.order.paid_at is None and not self.is_over
        return self.order.way.paying(self.order) if is_to_pay else None

    @property
    def buyer_panel(self) -> str:
        """Return the path of the template that shows how to pay; empty if there is nothing to pay."""
        return "" if self.paying is None else self.order.way.buyer_panel

    @property
    def form_origins(self) -> list[str]:
        """Return the origins to which a form of the page may redirect."""
        return self.order.way.form_origins(self.order) if self.buyer_panel else []

    @cached_property
    def refunds(self) -> list[Refund]:
        """Return the refunds that the way of paying sent and that didn't fail."""
        return [refund for refund in self.order.way.refunds(self.order) if not refund.has_failed]

    @property
    def is_paid_in_part(self) -> bool:
        """Return True if a part of an order with cash on delivery was paid before."""
        return self.is_paid_on_delivery and self.still_to_pay not in (0, self.order.total)

    @cached_property
    def has_unweighed(self) -> bool:
        """Return True if the order has goods that are weighed at packing and were not weighed yet."""
        return self.order.lines.filter(is_weighed=True, lot=None).exists()

    # The buyer's actions.

    @property
    def can_be_withdrawn(self) -> bool:
        """Return True if the buyer can still cancel the order."""
        return self.order.state in (OrderState.PLACED, OrderState.CONFIRMED)

    @property
    def may_withdraw(self) -> bool:
        return self.can_be_withdrawn and self.is_proven

    @property
    def may_prove_to_withdraw(self) -> bool:
        """Return True if a code to the order's number would let the visitor cancel it."""
        return self.can_be_withdrawn and not self.is_proven and is_mobile(self.order.buyer_phone)

    @property
    def may_receive(self) -> bool:
        return self.order.state in BEFORE[StepKind.DELIVERED]

    @cached_property
    def may_prove(self) -> bool:
        """Return True if a code to the order's number would let the buyer review it."""
        return may_prove_number(self.order)

    @property
    def has_receipt(self) -> bool:
        return self.order.paid_at is not None

    @cached_property
    def reviewing(self) -> list[OrderLine]:
        """Return the lines that may be or were reviewed, each with its review."""
        lines = list(self.order.lines.select_related("review"))
        if may_review(self.order):
            return lines
        return [line for line in lines if hasattr(line, "review")]

    # History.

    @cached_property
    def complaints(self) -> QuerySet[Complaint]:
        return self.order.complaints.order_by("-created_at")
