"""One household's story for the landing page."""

from __future__ import annotations

from dataclasses import dataclass

from products.models import ListingCard, Photo, Producer
from products.producers.enums import ProducerKind
from products.producers.rules import portrait_agreement
from products.products.enums import ProductState


@dataclass(frozen=True, slots=True)
class HouseholdStory:
    """A household that tells of itself.

    photo: its portrait if buyers may see it, else the first photo of its best product; None without both.
    """

    producer: Producer
    photo: Photo | None


def household_story() -> HouseholdStory | None:
    """Return the story of the verified household whose goods have the best rating, of equals the newest.

    Returns None if no household with goods on the list wrote a story. One query.
    """
    cards = ListingCard.objects.filter(
        product__state=ProductState.LISTED,
        product__producer__kind=ProducerKind.HOUSEHOLD,
        product__producer__is_active=True,
        product__producer__verified_at__isnull=False,
    ).exclude(product__producer__about="")
    card = (
        cards.annotate(is_portrait_public=portrait_agreement("product__producer"))
        .select_related("photo", "product__producer__portrait", "product__producer__unit")
        .order_by("-rating_score", "-product")
        .first()
    )
    if card is None:
        return None
    producer = card.product.producer
    portrait = producer.portrait if card.is_portrait_public else None
    return HouseholdStory(producer, portrait or card.photo)
