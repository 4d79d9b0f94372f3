"""What ledger entries state of orders (backend.ledger.row_states), and the comparison of their packed lots.

A recall finds its buyers by the packed lots.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from backend.ledger.auditing import CHUNK, Finding, entries_of
from backend.ledger.row_values import Stated
from orders.models import Order, OrderLine, OrderStep, PackedLot, PartReturn, Purchase, ReturnedLine
from orders.orders.enums import StepKind

PACKED, UNPACKED, PART_BACK = (
    f"order.{kind}" for kind in (StepKind.PACKED, StepKind.UNPACKED, StepKind.PART_BACK)
)

STATED = (
    Stated(
        Purchase,
        subject=lambda purchase: f"purchase:{purchase.pk}",
        stated=("created_at",),
        people=("user",),
        pinned=("ref",),
    ),
    Stated(
        Order,
        subject=lambda order: f"order:{order.ref}",
        stated=(
            "ref",
            "number",
            "purchase",
            "producer",
            "state",
            "channel",
            "delivery",
            "payment",
            "goods",
            "fee",
            "fee_agreed",
            "taken_off",
            "total",
            "phone_proven",
            "paid_at",
            "paid_amount",
            "hand_paid",
            "paid_with",
            "given_back",
            "refunded_at",
            "answer_by",
            "created_at",
            "ended_at",
            "moved_at",
        ),
        pinned=(
            "buyer_name",
            "buyer_phone",
            "buyer_place",
            "place_unit",
            "pickup_words",
            "buyer_landmark",
            "buyer_note",
        ),
    ),
    Stated(
        OrderLine,
        subject=lambda line: f"order:{line.order.ref}",
        related=("order",),
        stated=(
            "order",
            "offer",
            "product",
            "lot",
            "scanned_lot",
            "name",
            "label",
            "unit",
            "count",
            "quantity",
            "step",
            "price",
            "amount",
            "ordered",
            "is_weighed",
            "is_preorder",
            "ready_date",
        ),
    ),
    Stated(
        PackedLot,
        subject=lambda packed: f"order:{packed.line.order.ref}",
        related=("line__order",),
        stated=("line", "lot", "quantity"),
    ),
    Stated(
        OrderStep,
        subject=lambda step: f"order:{step.order.ref}",
        related=("order",),
        stated=("order", "kind", "by_buyer", "at", "undone_at"),
        people=("by", "on_behalf_of"),
        pinned=("words",),
    ),
    Stated(
        PartReturn,
        subject=lambda part: f"order:{part.order.ref}",
        related=("order",),
        stated=("order", "amount", "fee", "came_back", "at"),
        people=("by", "on_behalf_of"),
        pinned=("reason",),
    ),
    Stated(
        ReturnedLine,
        subject=lambda returned: f"order:{returned.part.order.ref}",
        related=("part__order",),
        stated=("part", "line", "count", "amount"),
    ),
)


def compare_packed() -> Iterator[Finding | int]:
    """Compare each packed line with the last entry of its packing: lots with amounts, quantity and price.

    Part returns before shipping count as back in their lots. Yield findings, and the number of lines last.
    """
    count = 0
    last: dict[str, dict[str, Any]] = {}
    for entry, one in entries_of(PACKED, UNPACKED, PART_BACK):
        if entry.kind == PART_BACK:
            _take_out(last.get(entry.subject, {}), one)
        else:
            last[entry.subject] = {} if entry.kind == UNPACKED else one
    packed = {subject: _lines(one) for subject, one in last.items()}
    rows = OrderLine.objects.select_related("order").prefetch_related("packed").order_by("pk")
    for line in rows.iterator(CHUNK):
        count += 1
        subject = f"order:{line.order.ref}"
        each = packed.get(subject, {}).pop(line.offer_id, {})
        lots = {str(part.lot_id): part.quantity for part in line.packed.all()}
        pairs: list[tuple[str, Any, Any]] = [("lot", line.lot_id, each.get("lot"))]
        if each:
            pairs += [
                ("quantity", line.quantity, Decimal(each["quantity"])),
                ("amount", line.amount, each.get("amount")),
            ]
        # Entries from before an order could have several lots name a single lot.
        if "lots" in each or not each:
            entry_lots = {pk: Decimal(amount) for pk, amount in each.get("lots", {}).items()}
            pairs.append(("lots", lots, entry_lots))
        for name, ours, theirs in pairs:
            if ours != theirs:
                # Report the ledger's lot: a changed lot would take the order out of that lot's recall.
                about = f"lot:{each.get('lot') or line.lot_id}" if each.get("lot") or line.lot_id else subject
                yield Finding(
                    about, f"{name} của dòng đơn {subject} nói khác sổ cái / the order line's {name} differs"
                )
    for subject, lines in packed.items():
        for each in lines.values():
            yield Finding(
                f"lot:{each.get('lot')}", f"một dòng của {subject} đã mất / a line of a packed order is gone"
            )
    yield count


def _take_out(packed: dict[str, Any], one: dict[str, Any]) -> None:
    lines = _lines(packed)
    for each in one.get("lines", []):
        lots = lines.get(each.get("offer"), {}).get("lots", {})
        for lot, amount in each.get("back", {}).items():
            left = Decimal(lots.pop(lot, "0")) - Decimal(amount)
            if left:
                lots[lot] = str(left)


def _lines(one: dict[str, Any]) -> dict[Any, Any]:
    return {each.get("offer"): each for each in one.get("lines", [])}
