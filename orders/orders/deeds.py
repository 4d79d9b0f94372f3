"""What entries about an order were about: its number, goods and money. Never the buyer."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from backend.common.money import format_dong
from backend.ledger.deeds import Deed
from orders.models import Order, OrderLine

MOST_LINES = 4
# Kinds of acts at which nobody has said yet which lots the goods come from.
BEFORE_PACKING = ("order.placed", "order.confirmed")


def order_phrases(deeds: Sequence[Deed]) -> list[str]:
    orders = {
        str(order.ref): order
        for order in Order.objects.filter(ref__in={deed.subject_id for deed in deeds}).prefetch_related(
            "lines__packed__lot"
        )
    }
    return [_phrase(deed, orders.get(deed.subject_id)) for deed in deeds]


def _phrase(deed: Deed, order: Order | None) -> str:
    if order is None:
        return ""
    lines = list(order.lines.all())
    goods = [_line_words(line, with_lots=deed.kind not in BEFORE_PACKING) for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        goods.append("…")
    money = deed.payload.get("amount") or deed.payload.get("total") or order.total
    return deed.about(
        _("đơn %(number)s") % {"number": order.number}, "; ".join(goods), format_dong(int(money))
    )


def _line_words(line: OrderLine, *, with_lots: bool) -> str:
    codes = ", ".join(packed.lot.code for packed in line.packed.all()) if with_lots else ""
    return _("%(goods)s, lô %(codes)s") % {"goods": line, "codes": codes} if codes else str(line)
