"""Switch the e-labels of several products on or off at once.

With an e-label, the page that a product's code opens is its label. Each product is switched on its own: a
gap of one does not stop the others. So some are switched and some rejected, each rejected one with its own
list; the caller shows both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from members.acting import Actor
from members.rules import require
from products.legal.rule import Surface
from products.models import Product
from products.products.enums import ProductState
from traceability.legal.actions.passports import PassportError, PassportIncomplete, switch_e_label
from traceability.legal.gaps import Gap, product_gaps
from traceability.legal.rights import may_switch_e_label
from traceability.lots.actions.locking import lock_lots
from traceability.models import ELabel, Lot

# The most products that one request switches.
MOST = 200


class What(StrEnum):
    SWITCHED = "switched"
    ALREADY = "already"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The actual or expected result of a switch for one product.

    gaps: what its label lacks, each with its article.
    message: another reason for the rejection.
    """

    product: Product
    what: What
    gaps: list[Gap] = field(default_factory=list)
    message: str = ""


class TooMany(PassportError):
    """More than MOST products were given, or none."""

    status_code = 400


def preview_e_labels(*, actor: Actor, products: Iterable[Product], is_on: bool) -> list[Outcome]:
    """Return what `switch_e_labels` would do now, without a change. Raises NotAllowed, TooMany."""
    rows = _checked(actor, products)
    on = _on(rows)
    found = []
    for product in rows:
        if (product.pk in on) == is_on:
            found.append(Outcome(product, What.ALREADY))
        elif is_on and product.state != ProductState.LISTED:
            found.append(Outcome(product, What.REFUSED, message=_("Sản phẩm này chưa được duyệt.")))
        elif is_on and (gaps := product_gaps(product, Surface.LABEL)):
            found.append(Outcome(product, What.REFUSED, gaps))
        else:
            found.append(Outcome(product, What.SWITCHED))
    return found


@transaction.atomic
def switch_e_labels(*, actor: Actor, products: Iterable[Product], is_on: bool) -> list[Outcome]:
    """Switch the e-labels of `products` on or off, as far as possible.

    Return one outcome each, in the given order. Switching back undoes it; both stay in the history. Raises
    TooMany, and NotAllowed if the actor doesn't run one of the products. Then none is switched.
    """
    rows = _checked(actor, products)
    ids = [product.pk for product in rows]
    # Lock all lots before any product, each in the order of ids: overlapping requests can't deadlock.
    lock_lots(Lot.objects.filter(product__in=ids).values_list("pk", flat=True))
    locked = Product.objects.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",), no_key=True)
    list(locked.values_list("pk", flat=True))
    on = _on(rows)
    done: dict[int, Outcome] = {}
    for product in sorted(rows, key=lambda each: each.pk):
        if (product.pk in on) == is_on:
            done[product.pk] = Outcome(product, What.ALREADY)
            continue
        try:
            with transaction.atomic():
                switch_e_label(actor=actor, product=product, is_on=is_on)
            done[product.pk] = Outcome(product, What.SWITCHED)
        except PassportIncomplete as refused:
            done[product.pk] = Outcome(product, What.REFUSED, refused.gaps)
        except PassportError as refused:
            done[product.pk] = Outcome(product, What.REFUSED, message=refused.message)
    return [done[pk] for pk in ids]


def _checked(actor: Actor, products: Iterable[Product]) -> list[Product]:
    rows = list({product.pk: product for product in products}.values())
    for product in rows:
        require(may_switch_e_label(actor.member, product))
    if not 1 <= len(rows) <= MOST:
        raise TooMany(
            _("Chị chọn từ 1 đến %(most)s sản phẩm.") % {"most": MOST}, field="products", code="too_many"
        )
    return rows


def _on(rows: Sequence[Product]) -> set[int]:
    return set(ELabel.objects.filter(product__in=rows, until=None).values_list("product", flat=True))
