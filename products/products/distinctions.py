"""What tells products apart in a list of choices: words for those of one name, and their pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.money import format_price
from backend.common.text import fold
from backend.common.units import unit_name
from products.models import Photo, Product
from products.templatetags.photos import picture


def _price(product: Product) -> str:
    return format_price(product.price, unit_name(product.unit)) if product.price and product.unit else ""


def _begun(product: Product) -> str:
    return _("đưa lên %(day)s") % {"day": format_date(timezone.localdate(product.created_at))}


# The first of these that differs between all products of one name is shown.
_ATTRIBUTES: tuple[Callable[[Product], str], ...] = (
    lambda product: product.net_content,
    lambda product: product.specification,
    _price,
    lambda product: product.producer.name,
    _begun,
)


def distinctions(products: Iterable[Product]) -> dict[int, str]:
    """Return {product id: what tells it apart}, such as "túi 500 g", for those of `products` that share a name.

    The products are loaded with their producers. If no attribute differs, it is the price with the product's number.
    """
    same: dict[str, list[Product]] = defaultdict(list)
    for product in products:
        same[fold(product.name)].append(product)
    found: dict[int, str] = {}
    for twins in same.values():
        if len(twins) > 1:
            found |= _among(twins)
    return found


def _among(twins: list[Product]) -> dict[int, str]:
    for words in _ATTRIBUTES:
        texts = {product.pk: words(product) for product in twins}
        if all(texts.values()) and len(set(texts.values())) == len(twins):
            return texts
    return {
        product.pk: ", ".join(part for part in (_price(product), f"{_('số')} {product.pk}") if part)
        for product in twins
    }


def distinct_names(products: Iterable[Product]) -> dict[int, str]:
    """Return {product id: its name}, with what tells it apart if another of `products` has the same name."""
    products = list(products)
    apart = distinctions(products)
    return {
        product.pk: f"{product} ({apart[product.pk]})" if product.pk in apart else str(product)
        for product in products
    }


def first_photo(product: Product) -> Photo | None:
    """Return the product's first photo; None without any. Prefetch `photo_links__photo` for a list."""
    return next((link.photo for link in product.photo_links.all()), None)


def pictured(product: Product, name: str) -> SafeString:
    """Return the label of a choice: the product's photo and `name`."""
    return format_html("{} {}", picture(first_photo(product), "mini", "", "choices__photo", False), name)
