"""Words that go when every term of keeping is over, and not a day earlier."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from orders.duties.leaving import withheld
from orders.duties.retention import contract_ends, contract_term, kept_until
from orders.models import Order
from products.models import Product
from products.products.actions.forgetting import forget_words
from traceability.models import OriginVersion, Passport


class StillKept(DomainError):
    """The law wants it kept on; the message says until when, and by which clause."""

    status_code = 409


@transaction.atomic
def forget_product(product: Product, *, on: dt.date, is_trial: bool = False) -> None:
    """Empty a product that is off the list, and what its and its lots' pages said, after the longest term. Raises StillKept.

    Its name stays, for orders and for whoever still holds a label.
    """
    product = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    kept = kept_until(product)
    if kept is None:
        raise StillKept(_("Sản phẩm đang trên sàn."), code="still_listed")
    if on < kept.until:
        raise _still(kept.until, str(kept.term.words), kept.term.clause)
    if is_trial:
        return
    forget_words(product)
    now = timezone.now()
    for published in (OriginVersion, Passport):
        rows = published.objects.filter(lot__product=product, erased_at=None)
        rows.update(facts=None, salt=None, erased_at=now)
    append_entry(kind="product.forgotten", subject=f"product:{product.pk}", payload={}, by=None)


@transaction.atomic
def forget_order(order: Order, *, on: dt.date, is_trial: bool = False) -> None:
    """Empty a buyer's words of an order that is over, after the term of contracts. Raises StillKept."""
    order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    until = contract_ends(order)
    if on < until:
        term = contract_term()
        raise _still(until, str(term.words), term.clause)
    if not is_trial:
        Order.objects.filter(pk=order.pk).update(
            buyer_name="", buyer_phone="", buyer_place="", buyer_landmark="", buyer_note=""
        )


def forget_left() -> int:
    """Empty what is kept of households that left for the law alone, where its term is over; answers of how many products.

    The clock's and `./run forget_records --due`'s; running it again changes nothing.
    """
    today, gone = timezone.localdate(), 0
    for product in withheld():
        kept = kept_until(product)
        if kept is not None and kept.until <= today:
            forget_product(product, on=today)
            gone += 1
    return gone


def _still(until: dt.date, words: str, clause: str) -> StillKept:
    return StillKept(
        _("Phải giữ %(words)s đến ngày %(day)s (%(clause)s).")
        % {"words": words, "day": format_date(until), "clause": clause},
        code="still_kept",
    )
