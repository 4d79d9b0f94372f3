"""What a request took off the list, and what then shows no more: a take-down is of what was said, not only of the sale.

Its page keeps its name, its maker and why it is off, because printed labels lead there; the lot's page keeps what a label must say. Its
story, voice and pictures are shown to nobody but who handles the producer, until an officer lists it anew.
"""

from __future__ import annotations

import datetime as dt

from products import ports
from products.models import Photo, Product
from products.products.enums import ProductState


def taken_down_on(product: Product) -> dt.date | None:
    """The day on which a request took `product` off, until it is listed anew; asks nobody about one that is on the list."""
    if product.state == ProductState.LISTED or product.slug is None:
        return None
    return ports.taken_down_on(product=product)


def is_photo_withheld(photo: Photo) -> bool:
    """Whether `photo` shows only what was taken down: one that another product shows, too, stays."""
    products = [link.product for link in photo.product_links.select_related("product")]
    return bool(products) and all(taken_down_on(product) for product in products)
