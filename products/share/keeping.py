"""Draw each picture once, and store it as a file under its hash.

Pictures older than two months are deleted, and drawn again on demand.
"""

from __future__ import annotations

import threading
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from backend.common.background import task
from backend.common.clock import daily
from backend.common.storing import store_whole
from products.models import Photo, Product
from products.share.drawing import LAYOUTS, Layout, draw
from products.share.facts import ShareFacts, first_photo, share_facts

KEEP = timedelta(days=60)
_drawing = threading.Lock()


def picture_file(product: Product, facts: ShareFacts, layout: Layout) -> str:
    """Return the name of the picture's file in the media store.

    A missing picture is drawn now, one at a time per process.
    """
    digest = facts.digest(layout.name)
    name = f"share/{digest[:2]}/{digest}.jpg"
    if default_storage.exists(name):
        return name
    with _drawing:
        if not default_storage.exists(name):
            store_whole(name, ContentFile(draw(layout, facts, _photo_bytes(first_photo(product)))))
    return name


def _photo_bytes(photo: Photo | None) -> bytes | None:
    if photo is None:
        return None
    try:
        with photo.master.open("rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


@task(name="draw_share_pictures")
def draw_pictures(product_id: int) -> int:
    """Draw the pictures of a product in every layout, in advance. Return how many. Idempotent."""
    product = Product.objects.select_related("producer__unit__parent").filter(pk=product_id).first()
    if product is None or product.slug is None:
        return 0
    facts = share_facts(product)
    return len([picture_file(product, facts, layout) for layout in LAYOUTS.values()])


def remove_old_pictures() -> int:
    """Delete pictures drawn more than KEEP ago and return their number. Later requests draw them again."""
    limit, removed = timezone.now() - KEEP, 0
    try:
        folders, _files = default_storage.listdir("share")
    except FileNotFoundError:
        return 0
    for folder in folders:
        for file in default_storage.listdir(f"share/{folder}")[1]:
            name = f"share/{folder}/{file}"
            if default_storage.get_modified_time(name) < limit:
                default_storage.delete(name)
                removed += 1
    return removed


@daily(at="03:42", name="share_pictures.delete_old")
@task(name="delete_old_share_pictures")
def remove_old_share_pictures() -> int:
    return remove_old_pictures()
