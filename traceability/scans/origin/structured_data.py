"""The goods of a lot as schema.org data, for search engines and other programs that read the origin page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.templatetags.static import static

from backend.common.embedding import json_for_script
from products.models import Photo, Product
from products.products.enums import ProductState
from products.share.facts import picture_address, share_facts
from products.templatetags.photos import photo_path
from traceability.models import Lot

PICTURE = "og.jpg"
PUBLIC = (ProductState.LISTED, ProductState.RETIRED)


def json_ld(lot: Lot, facts: dict[str, Any], photo: Photo | None, path: str) -> str:
    """Return the goods of `lot` as a schema.org Product, for a script element.

    facts: the published content of the page, in Vietnamese.
    path: the path of the page, or "" if the product has no code.
    """
    product, producer = facts["product"], facts["producer"]
    address = settings.PUBLIC_ORIGIN + path if path else None
    stars = facts["stars"]
    return json_for_script({
        "@context": "https://schema.org",
        "@type": "Product",
        "@id": address,
        "url": address,
        "name": product["name"],
        "alternateName": {"@language": "en", "@value": product["name_en"]} if product.get("name_en") else None,
        "description": product["story"][:500] or f"{product['name']}, {producer['name']}",
        "image": [image_of(lot.product, photo)],
        # Goods without a brand of their own are known by their maker.
        "brand": {"@type": "Brand", "name": product["brand"] or producer["name"]},
        "category": product["group"] or None,
        "gtin14": product["gtin"] or None,
        "productionDate": day.isoformat() if (day := lot.produced_date or lot.harvested_date) else None,
        "manufacturer": {
            "@type": "Organization",
            "name": producer["name"],
            "address": {
                "@type": "PostalAddress",
                "streetAddress": lot.product.producer.address or None,
                "addressLocality": producer["commune"],
                "addressCountry": "VN",
            },
        },
        "hasCertification": {
            "@type": "Certification",
            "name": "OCOP",
            "certificationIdentification": stars["number"],
            "certificationRating": {"@type": "Rating", "ratingValue": stars["count"], "bestRating": 5},
        }
        if stars
        else None,
    })  # fmt: skip


def image_of(product: Product, photo: Photo | None) -> str:
    """Return the absolute URL of the photo, else of the picture that links to the product show, else of our icon."""
    if photo is not None and PICTURE in photo.variants:
        return settings.PUBLIC_ORIGIN + photo_path(photo, PICTURE)
    if product.slug and product.state in PUBLIC:
        return picture_address(product, share_facts(product), "the")
    return settings.PUBLIC_ORIGIN + static("theme/img/icon-512.png")
