"""Erase texts once every retention term is over, and not a day earlier."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from backend.ledger.row_states import erase_words
from orders.duties.leaving import withheld
from orders.duties.retention import contract_ends, contract_term, retention_of
from orders.models import Order
from products.models import Product
from products.products.actions.forgetting import forget_words
from traceability.models import OriginVersion, Passport


class RetentionNotOver(DomainError):
    """The law requires longer storage (the message gives day and clause), or the product is still listed."""

    status_code = 409


@transaction.atomic
def forget_product(product: Product, *, on: dt.date, is_trial: bool = False) -> None:
    """Erase the texts of an unlisted product and of its lots' pages, after the longest term.

    Its name stays, for orders and for people who still have a label. With `is_trial` nothing is erased.
    Raises RetentionNotOver.
    """
    product = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    retention = retention_of(product)
    if retention is None:
        raise RetentionNotOver(_("Sản phẩm đang trên sàn."), code="still_listed")
    if on < retention.until:
        raise _still(retention.until, str(retention.term.words), retention.term.clause)
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
    """Erase the buyer's data from an order after the term of contracts. Raises RetentionNotOver.

    The term starts when the order ended, or else at its last step. With `is_trial` nothing is erased.
    """
    order = Order.objects.select_for_update(of=("self",)).get(pk=order.pk)
    until = contract_ends(order)
    if on < until:
        term = contract_term()
        raise _still(until, str(term.words), term.clause)
    if not is_trial:
        erase_words(
            Order.objects.filter(pk=order.pk),
            buyer_name="",
            buyer_phone="",
            buyer_place="",
            buyer_landmark="",
            buyer_note="",
        )


def forget_left() -> int:
    """Erase the texts of products of households that left, once the law no longer requires them.

    Return the number of products. Called by the clock and by `./run forget_records --due`. A repeated call
    changes nothing.
    """
    today, gone = timezone.localdate(), 0
    for product in withheld():
        retention = retention_of(product)
        if retention is not None and retention.until <= today:
            forget_product(product, on=today)
            gone += 1
    return gone


def _still(until: dt.date, words: str, clause: str) -> RetentionNotOver:
    return RetentionNotOver(
        _("Phải giữ %(words)s đến ngày %(day)s (%(clause)s).")
        % {"words": words, "day": format_date(until), "clause": clause},
        code="still_kept",
    )
