"""Compare the public list and its search with the data they are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import batched

from django.utils import timezone

from backend.ledger.auditing import CHUNK, UNREADABLE, Finding
from products.models import ListingCard, Product, StaleCard
from products.search.actions import card_fields
from products.search.card_figures import CardFigures, figures_of
from products.search.card_text import text_version


def compare_cards() -> Iterator[Finding | int]:
    """Compare each card with its product. Yield a Finding for each difference, then the number of products.

    A card changed alone would show another price or star than the product's page.
    """
    count = 0
    today = timezone.localdate()
    listed = Product.objects.public().select_related("producer__unit", "card__photo")
    stale = set(StaleCard.objects.values_list("product_id", flat=True))
    for product, figures in _with_figures(listed.order_by("pk").iterator(CHUNK)):
        count += 1
        subject = f"product:{product.pk}"
        card: ListingCard | None = getattr(product, "card", None)
        if card is None:
            yield Finding(subject, "sản phẩm trên sàn không có thẻ / a listed product has no card")
            continue
        try:
            fields = card_fields(product)
        except UNREADABLE:
            yield Finding(subject, "thẻ: giá trị không đọc được / a value of the product can't be read")
            continue
        if product.listed_at is None:
            del fields["listed_at"]
        if text_version() not in card.accents:
            del fields["search"], fields["accents"]  # refresh_old_texts has not come to it yet
        if card.counted_date is None:
            del fields["size"], fields["least"]  # count_stale_cards has not come to it yet
        elif card.counted_date == today and product.pk not in stale:
            fields |= figures.columns()
        for name, wanted in fields.items():
            if getattr(card, name) != wanted:
                yield Finding(
                    subject, f"{name} của thẻ nói khác sản phẩm / the card's {name} differs from its product"
                )
    spare = ListingCard.objects.exclude(product__in=Product.objects.public())
    for pk in spare.order_by("pk").values_list("product_id", flat=True):
        yield Finding(
            f"product:{pk}", "thẻ của sản phẩm không còn trên sàn / a card of a product that is not listed"
        )
    yield count


def _with_figures(products: Iterable[Product]) -> Iterator[tuple[Product, CardFigures]]:
    """Yield each product with its figures, counted for CHUNK products at once."""
    for some in batched(products, CHUNK):
        figures = figures_of(product.pk for product in some)
        for product in some:
            yield product, figures[product.pk]
