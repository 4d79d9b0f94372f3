"""What buyers see of a producer: its people, place, story, goods and pictures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from backend.common.embedding import json_for_script
from backend.common.phones import hide_phones
from backend.common.units import format_number
from products import ports
from products.models import Certificate, ListingCard, Photo, Producer, Product
from products.producers.enums import ProducerKind
from products.producers.rules import public_owners, shows_phone, shows_portrait
from products.search.rows import CardRow, Numbered
from products.share.facts import picture_address, share_facts, zalo_address
from products.templatetags.photos import photo_path

MOST_PRODUCTS = 60
MOST_PHOTOS = 4
OG_PICTURE = "og.jpg"


class Shopfront:
    """The public page of a producer. Select its commune, province and portrait beforehand."""

    def __init__(self, producer: Producer) -> None:
        self.producer = producer

    @property
    def address(self) -> str:
        return settings.PUBLIC_ORIGIN + reverse("products:shopfront", args=[self.producer.pk])

    @cached_property
    def portrait(self) -> Photo | None:
        """Return the portrait if buyers may see it."""
        return self.producer.portrait if shows_portrait(self.producer) else None

    @cached_property
    def people(self) -> list[str]:
        """Return the names that may be shown, without one that the producer's name has already."""
        return [name for name in public_owners(self.producer) if name not in self.producer.name]

    @property
    def place(self) -> str:
        unit = self.producer.unit
        parts = [self.producer.address, unit.name, unit.parent.name if unit.parent else ""]
        return ", ".join(part for part in parts if part)

    @property
    def since(self) -> str:
        """Return the month since when the producer is on Piêu: "12/2026"."""
        return f"{timezone.localtime(self.producer.created_at):%m/%Y}"

    @property
    def story(self) -> str:
        """Return what its people wrote about it, without phone numbers: those need a consent."""
        return hide_phones(self.producer.about)

    @cached_property
    def phone(self) -> str:
        return self.producer.phone if shows_phone(self.producer) else ""

    @property
    def zalo(self) -> str:
        return zalo_address(self.producer) if self.phone else ""

    @cached_property
    def cards(self) -> list[CardRow]:
        own = ListingCard.objects.filter(product__producer=self.producer).order_by("-listed_at", "-product")
        return Numbered(list(own.values_list("product_id", flat=True)[:MOST_PRODUCTS]))[:MOST_PRODUCTS]

    @cached_property
    def photos(self) -> list[Photo]:
        """Return photos of place and work: those of its public goods that no card below shows, each once."""
        public = Product.objects.public().filter(producer=self.producer)
        photos = Photo.objects.filter(
            product_links__product__in=public, product_links__position__gt=0, is_public=True
        ).order_by("-uploaded_at", "-pk")
        seen = {str(card.photo_key).replace("-", "") for card in self.cards}
        found: dict[str, Photo] = {}
        for photo in photos[: 4 * MOST_PHOTOS]:
            if photo.key.hex not in seen:
                found.setdefault(photo.sha256, photo)
        return list(found.values())[:MOST_PHOTOS]

    @cached_property
    def papers(self) -> list[Certificate]:
        """Return its certificates in force that are not of one product."""
        in_force = Certificate.objects.in_force().filter(producer=self.producer, product=None)
        return list(in_force.order_by("-issued_date"))

    @cached_property
    def _rating(self) -> tuple[int, float]:
        return ports.producer_rating(producer=self.producer)

    @property
    def review_count(self) -> int:
        return self._rating[0]

    @property
    def points(self) -> str:
        """Return the average of the reviews: "4,5"."""
        return format_number(Decimal(str(self._rating[1])))

    @cached_property
    def image(self) -> str:
        """Return the absolute URL of the portrait, else of the newest product's picture, else of our icon."""
        if self.portrait is not None and OG_PICTURE in self.portrait.variants:
            return settings.PUBLIC_ORIGIN + photo_path(self.portrait, OG_PICTURE)
        newest = [card.product_id for card in self.cards[:1]]
        product = Product.objects.select_related("producer__unit__parent").filter(pk__in=newest).first()
        if product is not None:
            return picture_address(product, share_facts(product), "the")
        return settings.PUBLIC_ORIGIN + static("theme/img/icon-512.png")

    @property
    def json_ld(self) -> str:
        """Return the producer as schema.org JSON for a script element."""
        unit = self.producer.unit
        is_household = self.producer.kind == ProducerKind.HOUSEHOLD
        count, average = self._rating
        data: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "LocalBusiness" if is_household else "Organization",
            "@id": self.address,
            "url": self.address,
            "name": self.producer.name,
            "description": self.story[:500] or None,
            "image": self.image,
            "telephone": self.phone or None,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": self.producer.address or None,
                "addressLocality": unit.name,
                "addressRegion": unit.parent.name if unit.parent else None,
                "addressCountry": "VN",
            },
            "founder": [{"@type": "Person", "name": name} for name in public_owners(self.producer)] or None,
            "aggregateRating": {
                "@type": "AggregateRating",
                "ratingValue": average,
                "reviewCount": count,
                "bestRating": 5,
                "worstRating": 1,
            }
            if count
            else None,
        }
        return json_for_script(data)
