"""How long what must be kept, as data; the longest that applies counts.

Nothing here deletes: `./run forget_records` asks `kept_until` and refuses what must still be kept.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from orders.models import Order, OrderLine
from products.enums import ProductState
from products.models import Product
from traceability.models import ELabel, LabelRun, Lot, OriginVersion

ECOM = "122/2025/QH15, 248/2026/NĐ-CP"


class Record(StrEnum):
    LISTING = "listing"
    CONTRACT = "contract"
    LABEL = "label"
    E_LABEL = "e-label"


@dataclass(frozen=True, slots=True)
class Term:
    """`years` (calendar) or `months` after the record's last use. `is_checked` False: read in secondary sources only."""

    record: Record
    document: str
    article: StrOrPromise
    words: StrOrPromise
    years: int = 0
    months: int = 0
    valid_from: dt.date = dt.date(2026, 7, 1)
    is_checked: bool = True

    @property
    def clause(self) -> str:
        return f"{self.document}, {self.article}" if self.article else self.document

    def ends(self, last_use: dt.date) -> dt.date:
        months = last_use.month - 1 + self.months
        year, month = last_use.year + self.years + months // 12, months % 12 + 1
        try:
            return last_use.replace(year=year, month=month)
        except ValueError:  # the 29th, 30th or 31st of a shorter month: a day more rather than less
            return dt.date(year + (month == 12), month % 12 + 1, 1)


TERMS: tuple[Term, ...] = (
    Term(Record.LISTING, ECOM, "", _("thông tin đăng bán"), years=1, is_checked=False),
    # A household's contracts one year, others' three: the longer one for all, because a seller may become a firm.
    Term(Record.CONTRACT, ECOM, "", _("hợp đồng đặt hàng"), years=3, is_checked=False),
    Term(Record.LABEL, "37/2026/NĐ-CP", _("Điều 41(6)"), _("nội dung nhãn"), years=5, valid_from=dt.date(2026, 1, 23)),
    Term(Record.E_LABEL, "37/2026/NĐ-CP", _("Điều 53(3)"), _("nội dung nhãn điện tử"), months=12, valid_from=dt.date(2026, 1, 23)),
)  # fmt: skip
BY_RECORD = {term.record: term for term in TERMS}


@dataclass(frozen=True, slots=True)
class Kept:
    """Until the day `until`, which is the first on which it may go, by `term`."""

    until: dt.date
    term: Term


def kept_until(product: Product) -> Kept | None:
    """By which term what was said of `product` is kept the longest; None where it is on the list, so that no time runs yet."""
    if product.state == ProductState.LISTED:
        return None
    uses = last_uses(product)
    kept = [Kept(BY_RECORD[record].ends(day), BY_RECORD[record]) for record, day in uses.items()]
    return max(kept, key=lambda one: one.until)


def last_uses(product: Product) -> dict[Record, dt.date]:
    """When each kind of record of `product` was used last."""
    uses = {Record.LISTING: _day(product.retired_at or product.updated_at)}
    orders = Order.objects.filter(pk__in=OrderLine.objects.filter(product=product).values("order"))
    if ordered := orders.aggregate(last=Max("created_at"), ended=Max("ended_at")):
        if moment := max(filter(None, (ordered["last"], ordered["ended"])), default=None):
            uses[Record.CONTRACT] = _day(moment)
    said = [
        LabelRun.objects.filter(lot__product=product).aggregate(last=Max("requested_at"))["last"],
        OriginVersion.objects.filter(lot__product=product).aggregate(last=Max("published_at"))["last"],
        # The whole label stood on the list (Art. 41(5)), as long as the product did.
        product.retired_at if product.slug else None,
    ]
    if moment := max(filter(None, said), default=None):
        uses[Record.LABEL] = _day(moment)
    if ELabel.objects.filter(product=product).exists():
        expiry = Lot.objects.filter(product=product).aggregate(last=Max("expiry_date"))["last"]
        uses[Record.E_LABEL] = expiry or uses.get(Record.LABEL, uses[Record.LISTING])
    return uses


def contract_ends(order: Order) -> dt.date | None:
    """The first day on which the words of a buyer's order may go; None while it isn't over."""
    return BY_RECORD[Record.CONTRACT].ends(_day(order.ended_at)) if order.ended_at else None


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment)
