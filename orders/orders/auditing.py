"""Compare the packed lots of orders with the ledger. A recall finds its buyers by them."""

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
