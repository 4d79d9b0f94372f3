"""Update the public list's copy of each listed product."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from backend.common.text import accent_key
from products.certificates.enums import CERTIFICATE_BITS, CertificateKind
from products.certificates.ocop import SETS
from products.models import Certificate, ListingCard, Product, SearchWord
from products.products.enums import ProductState
from products.products.facts import search_text
from products.products.prices import price_of

WHOLE_YEAR = (1 << 12) - 1


def card_fields(product: Product) -> dict:
    """Return {column: value} of the card of a listed product."""
    papers = [
        paper
        for paper in Certificate.objects.in_force().filter(producer=product.producer)
        if paper.product_id in (None, product.pk)
    ]
    bits = 0
    for paper in papers:
        bits |= CERTIFICATE_BITS[paper.kind]
    stars = max((p.stars or 0 for p in papers if p.kind == CertificateKind.OCOP), default=0)
    link = product.photo_links.select_related("photo").order_by("position", "id").first()
    season = sum(
        1 << (month - 1) for month in {int(m) for m in product.season_months or []} if 1 <= month <= 12
    )
    unit, price = product.producer.unit, price_of(product)
    return {
        "name": product.name,
        "slug": product.slug,
        "price": price.amount if price else product.price,
        "unit": price.per if price else product.unit,
        "producer_name": product.producer.name,
        "commune": unit,
        "commune_name": unit.name,
        "ocop_set": product.ocop_set or 0,
        "ocop_group": SETS[product.ocop_set].group.key if product.ocop_set in SETS else "",
        "stars": stars,
        "certificates": bits,
        "fresh_until": min((p.valid_until for p in papers if p.valid_until), default=None),
        "season": season if season != WHOLE_YEAR else 0,
        "photo": link.photo if link else None,
        "search": f" {search_text(product)} ",
        "accents": f" {accent_key(product.name)} ",
        "listed_at": product.listed_at or timezone.now(),
    }


@transaction.atomic
def refresh_card(*, product: Product) -> ListingCard | None:
    """Write the card of a listed product, or delete the card of a product that is not listed.

    Fast enough to call after every change.
    """
    if product.state != ProductState.LISTED:
        ListingCard.objects.filter(product=product).delete()
        return None
    fields = card_fields(product)
    card, _made = ListingCard.objects.update_or_create(product=product, defaults=fields)
    SearchWord.objects.bulk_create(
        [SearchWord(word=word[:40]) for word in sorted(set(fields["search"].split()))], ignore_conflicts=True
    )
    return card


def refresh_expired_cards() -> int:
    """Refresh cards with an expired certificate, which lose its stars or badge.

    Return their number, at most 500.
    """
    today = timezone.localdate()
    late = Product.objects.filter(card__fresh_until__lt=today).select_related("producer__unit")[:500]
    return sum(refresh_card(product=product) is not None for product in late)
