"""Erase the texts, pictures and voice of a product's pages, current and stored.

This happens once no retention term requires them.
"""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F

from backend.ledger.row_states import ERASED, write_states
from products.models import Photo, Product, ProductFacts
from products.photos.actions import erase_former_voices, erase_unused_photo
from products.products.facts import PUBLIC_FIELDS, search_text

# Not erased: the names, and the fields that codes, orders and lots depend on. Printed labels still name the
# product.
STAYS = {"name", "name_en", "price", "unit", "ocop_set", "gtin", "is_packed", "shelf_life_days"}
# Kind of the caller's entry, which accounts for the missing texts.
FORGOTTEN = "product.forgotten"
WORDS = tuple(field for field in PUBLIC_FIELDS if field not in STAYS)


@transaction.atomic
def forget_words(product: Product) -> None:
    """Erase the texts, photos and voice notes of `product`, also from its changes and earlier versions.

    Fields that labels, codes and orders depend on stay (STAYS). The caller has checked that every retention
    term ended.
    """
    empty = {each.name: each.get_default() for each in Product._meta.fields if each.name in WORDS}
    voice = product.voice.name
    for field, value in empty.items():
        setattr(product, field, value)
    # Not product.save(): the time of the last change shows when the product left the list.
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
        changed_texts = change.fields.keys() & set(WORDS)
        if changed_texts:
            change.fields |= {field: [empty[field], empty[field]] for field in changed_texts}
            change.salt = None
            change.save(update_fields=["fields", "salt"])
            write_states(ERASED, [change])
    # Version numbers and pins stay, so that the ledger still matches.
    ProductFacts.objects.filter(product=product).update(body="", salt=b"")
