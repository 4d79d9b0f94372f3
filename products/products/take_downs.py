"""Which content a take-down hides: it applies to the content, not only to the sale.

The product's page still shows its name, its maker and the reason, because printed labels lead there. The
lot's page still shows the content that a label requires. Story, voice and pictures are visible only to people
who run or oversee the producer, until an officer lists it again.
"""

from __future__ import annotations

import datetime as dt

from products import ports
from products.models import Photo, Product
from products.products.enums import ProductState


def taken_down_on(product: Product) -> dt.date | None:
    """Return the day on which a request took `product` down; None if it wasn't, or is listed again.

    No query for a listed product.
    """
    if product.state == ProductState.LISTED or product.slug is None:
        return None
    return ports.taken_down_on(product=product)


def is_photo_withheld(photo: Photo) -> bool:
    """Return True if products show `photo`, and all of them were taken down."""
    products = [link.product for link in photo.product_links.select_related("product")]
    return bool(products) and all(taken_down_on(product) for product in products)
