"""Update the public list's copy of each listed product."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from backend.common.bulk import in_parts
from products.certificates.enums import CERTIFICATE_BITS, CertificateKind
from products.certificates.ocop import SETS
from products.models import Certificate, ListingCard, Product, SearchWord, StaleCard
from products.products.prices import price_of
from products.search.card_figures import CardFigures, figures_of
from products.search.card_text import accents_text, card_text, text_version

WHOLE_YEAR = (1 << 12) - 1
MOST_TEXTS = 1_000
MOST_COUNTED = 200
CONCEPT = re.compile("~[a-z][a-z0-9-]*~")
# The version of which no older card was left.
_text_version = ""


def card_fields(product: Product) -> dict:
    """Return {column: value} of the card of a public product."""
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
    per = price.per if price else product.unit
    return {
        "name": product.name,
        "name_en": product.name_en,
        "slug": product.slug,
        "price": price.amount if price else product.price,
        "unit": per,
        "size": price.size if price else "",
        "least": price.least if price else "",
        "producer_name": product.producer.name,
        "commune": unit,
        "commune_name": unit.name,
        "ocop_set": product.ocop_set or 0,
        "ocop_group": SETS[product.ocop_set].group.key if product.ocop_set in SETS else "",
        "stars": stars,
        "certificates": bits,
        "fresh_until": min(
            (day for day in (*(p.valid_until for p in papers), _last_public_day(product)) if day),
            default=None,
        ),
        "season": season if season != WHOLE_YEAR else 0,
        "photo": link.photo if link else None,
        **text_fields(product, per),
        "listed_at": product.listed_at or timezone.now(),
    }


def text_fields(product: Product, per: str) -> dict[str, str]:
    """Return {column: value} of a card's columns for searching. `per` is the unit of its price.

    The names of OCOP sets are left out: "trứng" in "Chế biến từ thịt, thủy sản, trứng" would find smoked meat.
    """
    producer = product.producer
    return {
        "search": card_text(
            name=product.name,
            others=(product.name_en, product.brand, producer.name, producer.unit.name, product.origin),
            ocop_set=product.ocop_set or 0,
            measures=(product.net_content, per, product.unit),
            gtin=product.gtin or "",
        ),
        "accents": accents_text(product.name),
    }


def _last_public_day(product: Product) -> dt.date | None:
    producer = product.producer
    return producer.grace_until_date if producer.verified_at is None else None


@transaction.atomic
def refresh_card(*, product: Product) -> ListingCard | None:
    """Write the card of a public product, or delete the card of a product that is not public.

    Fast enough to call after every change.
    """
    if not product.is_public:
        ListingCard.objects.filter(product=product).delete()
        return None
    fields = card_fields(product)
    card, is_new = ListingCard.objects.update_or_create(product=product, defaults=fields)
    if is_new:
        mark_cards([product.pk])
    _add_words(fields["search"])
    return card


def _add_words(*texts: str) -> None:
    """Add the words and the tokens of concepts of searched texts to the words that typed ones are compared with."""
    words = {word for text in texts for word in text.split() if word.isalnum() or CONCEPT.match(word)}
    SearchWord.objects.bulk_create(
        [SearchWord(word=word[:40]) for word in sorted(words)], ignore_conflicts=True
    )


def refresh_old_texts() -> int:
    """Write the searched texts of cards again that were made with an earlier word list, at most MOST_TEXTS a call.

    Return the number of cards written. The word list changes with a release or with the installation's own
    file, that is only between processes: after a call that found no such card, later calls do nothing.
    """
    global _text_version
    version = text_version()
    if _text_version == version:
        return 0
    with transaction.atomic():
        # Locked, so that a change of a product waits and isn't overwritten.
        old = ListingCard.objects.select_for_update(of=("self",)).exclude(accents__endswith=f" {version} ")
        cards = list(old.select_related("product__producer__unit").order_by("-product_id")[:MOST_TEXTS])
        for card in cards:
            for column, text in text_fields(card.product, card.unit).items():
                setattr(card, column, text)
        ListingCard.objects.bulk_update(cards, ["search", "accents"], batch_size=100)
        _add_words(*(card.search for card in cards))
    if not cards:
        _text_version = version
    return len(cards)


def refresh_expired_cards() -> int:
    """Refresh the cards whose `fresh_until` has passed, at most 500 a call.

    A card with an expired certificate loses its stars or badge. A card whose producer is unverified and past
    its days of grace is deleted. Return the number of cards that were refreshed and not deleted.
    """
    today = timezone.localdate()
    late = Product.objects.filter(card__fresh_until__lt=today).select_related("producer__unit")[:500]
    return sum(refresh_card(product=product) is not None for product in late)


def mark_cards(products: Iterable[int]) -> None:
    """Let the cards of `products` (ids) be counted again within a minute.

    Call in the transaction of the change. Products without a card do no harm.
    """
    StaleCard.objects.bulk_create([StaleCard(product_id=pk) for pk in sorted(set(products))])


def count_stale_cards() -> int:
    """Count reviews, orders and stock of marked cards, and of those that were last counted on an earlier day.

    Lots expire and seasons begin at midnight. At most MOST_COUNTED a call. Return their number.
    """
    today = timezone.localdate()
    earlier = ListingCard.objects.filter(Q(counted_date__lt=today) | Q(counted_date=None)).order_by()
    if not StaleCard.objects.exists() and not earlier.exists():
        return 0
    with transaction.atomic():
        # Read before counting: a change that commits later has a row of its own.
        oldest = StaleCard.objects.values("product").annotate(first=Min("pk")).order_by("first")
        ids = set(oldest.values_list("product", flat=True)[:MOST_COUNTED])
        rows = list(StaleCard.objects.filter(product__in=ids).values_list("pk", flat=True))
        if len(ids) < MOST_COUNTED:
            ids |= set(earlier.values_list("pk", flat=True)[: MOST_COUNTED - len(ids)])
        # Locked, so that another process can't write older figures over these.
        found = ListingCard.objects.filter(pk__in=ids).select_related("product").order_by("pk")
        cards = list(found.select_for_update(of=("self",), no_key=True))
        figures = figures_of(card.pk for card in cards)
        changed: list[ListingCard] = []
        for card in cards:
            values: dict[str, Any] = figures[card.pk].columns() | {"counted_date": today}
            if card.counted_date is None and (price := price_of(card.product)):
                values |= {"size": price.size, "least": price.least}  # a card from before these columns
            if any(getattr(card, column) != value for column, value in values.items()):
                for column, value in values.items():
                    setattr(card, column, value)
                changed.append(card)
        columns = [*CardFigures().columns(), "size", "least", "counted_date"]
        ListingCard.objects.bulk_update(changed, columns, batch_size=100)
        for part in in_parts(rows):
            StaleCard.objects.filter(pk__in=part).delete()
    return len(cards)
