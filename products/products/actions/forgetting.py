"""What goes of a product when nothing has to be kept of it any more: every word, picture and voice of its pages, kept or shown."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F

from products.models import Photo, Product, ProductFacts
from products.photos.actions import erase_former_voices, erase_unused_photo
from products.products.facts import PUBLIC_FIELDS, search_text

# Its name, and what its codes, orders and lots are reckoned by, stay: labels that were printed go on saying which product they are of.
STAYS = {"name", "price", "unit", "ocop_set", "gtin", "is_packed", "shelf_life_days"}
WORDS = tuple(field for field in PUBLIC_FIELDS if field not in STAYS)


@transaction.atomic
def forget_words(product: Product) -> None:
    """Empty `product` and what was kept of what it said. Whoever calls asked before that every term of keeping is over."""
    empty = {each.name: each.get_default() for each in Product._meta.fields if each.name in WORDS}
    voice = product.voice.name
    for field, value in empty.items():
        setattr(product, field, value)
    # Not saved whole: when it was changed last says when it left the list.
    Product.objects.filter(pk=product.pk).update(
        **empty,
        voice="",
        voice_type="",
        facts_version=F("facts_version") + 1,
        search_text=search_text(product),
    )
    if voice:
        transaction.on_commit(lambda: default_storage.delete(voice))
    erase_former_voices(product.former_voices.all())
    photos = list(Photo.objects.filter(product_links__product=product))
    product.photo_links.all().delete()
    for photo in photos:
        erase_unused_photo(photo)
    for change in product.changes.all():
        said = change.fields.keys() & set(WORDS)
        if said:
            change.fields |= {field: [empty[field], empty[field]] for field in said}
            change.save(update_fields=["fields"])
    # Numbers and pins stay: the ledger goes on agreeing with them.
    ProductFacts.objects.filter(product=product).update(body="", salt=b"")
