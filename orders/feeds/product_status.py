"""Which offers are in which catalogue, and the reasons for missing ones, for sellers and staff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orders.feeds.channels import CHANNELS, Channel
from orders.feeds.items import Item, Refused, items_of, not_on_sale, offers_for
from products.models import Product


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A product or one of its offers (`label`), with each reason and the platforms it is missing from.

    No platforms (EVERYWHERE) means all of them.
    """

    product_id: int
    name: str
    label: str
    reasons: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the catalogues show.

    counts: the number of offers on each platform, in the order of CHANNELS.
    by_product: the number of offers by (product id, key of CHANNELS).
    """

    counts: tuple[tuple[Channel, int], ...]
    left_out: tuple[LeftOut, ...]
    by_product: Mapping[tuple[int, str], int]


EVERYWHERE: tuple[str, ...] = ()


def standing_of(products: Iterable[Product]) -> Standing:
    """Count the offers of `products` in each catalogue; list missing products and offers, with reasons.

    Products that are not listed are ignored.

    Load the producer, its shop and the offers with `products`, to save queries.
    """
    listed = list(products)
    # By keys, because a channel's texts depend on the language.
    by_product: Counter[tuple[int, str]] = Counter()
    left = [_refused(one) for one in not_on_sale(listed)]
    ids = Product.objects.filter(pk__in=[product.pk for product in listed])
    for one in items_of(offers_for(ids)):
        if isinstance(one, Refused):
            left.append(_refused(one))
            continue
        reasons: dict[str, list[str]] = {}
        for key, channel in CHANNELS.items():
            lacking = channel.lacking(one)
            by_product[one.product_id, key] += not lacking
            for why in lacking:
                reasons.setdefault(why, []).append(channel.name)
        if reasons:
            left.append(_lacking(one, reasons))
    left.sort(key=lambda row: (row.name, row.label))
    counts = Counter[str]()
    for (_product, key), count in by_product.items():
        counts[key] += count
    return Standing(
        tuple((channel, counts[key]) for key, channel in CHANNELS.items()), tuple(left), by_product
    )


def _refused(one: Refused) -> LeftOut:
    return LeftOut(one.product_id, one.name, one.offer_label, ((one.why, EVERYWHERE),))


def _lacking(item: Item, reasons: dict[str, list[str]]) -> LeftOut:
    return LeftOut(
        item.product_id,
        item.name,
        item.offer_label,
        tuple(
            (why, EVERYWHERE if len(names) == len(CHANNELS) else tuple(names))
            for why, names in reasons.items()
        ),
    )
