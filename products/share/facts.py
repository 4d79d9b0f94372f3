"""The words on every picture, poster and overlay of a product. Each comes from a field of its record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from django.conf import settings
from django.urls import reverse

from backend.common.phones import PhoneError, parse_mobile
from backend.common.text import nfc
from products.certificates.enums import CertificateKind
from products.models import Certificate, Photo, Producer, Product, ProductPhoto
from products.products.prices import price_words_vi

# A change of the drawing changes every address.
DRAWING_VERSION = 1


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """Texts on a product's pictures. `stars` is 0 without a valid OCOP certificate.

    `photo` is the first photo's SHA-256; `url` is empty unless the product is public.
    """

    name: str
    price: str
    stars: int
    producer: str
    place: str
    url: str
    photo: str

    def digest(self, layout: str) -> str:
        """Return sixteen hexadecimal digits that change whenever the picture in `layout` would change."""
        content = json.dumps([DRAWING_VERSION, layout, asdict(self)], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]


def share_facts(
    product: Product, *, papers: Iterable[Certificate] | None = None, photo: Photo | None = None
) -> ShareFacts:
    """Return the texts on a product's pictures. Select producer, its commune and province beforehand.

    papers, photo: the certificates in force and the first photo; each saves a query if given.
    """
    producer, unit = product.producer, product.producer.unit
    if papers is None:
        papers = Certificate.objects.in_force().filter(producer=producer).order_by("-issued_date")
    photo = photo or first_photo(product)
    return ShareFacts(
        name=nfc(product.name),
        price=price_words_vi(product),
        stars=stars_of(product, papers),
        producer=nfc(producer.name),
        place=", ".join(part for part in (unit.name, unit.parent.name if unit.parent else "") if part),
        url=public_address(product),
        photo=photo.sha256 if photo else "",
    )


def stars_of(product: Product, papers: Iterable[Certificate]) -> int:
    return next(
        (
            paper.stars or 0
            for paper in papers
            if paper.kind == CertificateKind.OCOP and paper.product_id in (None, product.pk)
        ),
        0,
    )


def first_photo(product: Product) -> Photo | None:
    link = product.photo_links.select_related("photo").order_by("position", "id").first()
    return link.photo if link else None


def first_photos(products: Collection[int]) -> dict[int, Photo]:
    """Return {product id: its first public photo}. One query; products without one are left out."""
    links = ProductPhoto.objects.filter(product__in=products, photo__is_public=True).select_related("photo")
    return {link.product_id: link.photo for link in links.order_by("-position", "-id")}


def public_address(product: Product) -> str:
    """Return the absolute URL of the product's public page; "" unless the product is public."""
    if product.slug is None or not product.is_public:
        return ""
    return settings.PUBLIC_ORIGIN + reverse("products:detail", args=[product.slug])


def zalo_address(producer: Producer) -> str:
    """Return the link to a Zalo chat with the producer's number; empty without a mobile number."""
    try:
        return f"https://zalo.me/{parse_mobile(producer.phone).removeprefix('+')}"
    except PhoneError:
        return ""


def picture_address(product: Product, facts: ShareFacts, layout: str) -> str:
    """Return the absolute URL of the product's picture in `layout`.

    It may be cached permanently, because a changed picture has another URL.
    """
    path = reverse("products:share_picture", args=[product.slug, layout, facts.digest(layout)])
    return settings.PUBLIC_ORIGIN + path
