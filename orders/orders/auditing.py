"""From which lot an order was packed: it leads a recall to the buyer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from backend.ledger.auditing import CHUNK, Finding, entries_of
from orders.models import OrderLine
from orders.orders.enums import StepKind

PACKED, UNPACKED, PART_BACK = (
    f"order.{kind}" for kind in (StepKind.PACKED, StepKind.UNPACKED, StepKind.PART_BACK)
)


def compare_packed() -> Iterator[Finding | int]:
    """Each line of a packed order against the last entry of its packing: its lots with their amounts, what it weighed and cost.

    What was taken out of the packet before it left lies in its lots again.
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
        # An entry of before an order could be packed from several lots tells one.
        if "lots" in each or not each:
            told = {pk: Decimal(amount) for pk, amount in each.get("lots", {}).items()}
            pairs.append(("lots", lots, told))
        for name, ours, theirs in pairs:
            if ours != theirs:
                # By the lot as the ledger tells it: who changed it moved the order out of that lot's recall.
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
