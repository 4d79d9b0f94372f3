"""Store photos of products, papers and portraits, and the voice note of a product."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, ForeignObjectRel, Max, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.retention import Record, term_on
from backend.common.text import nfc
from backend.common.voice_files import read_voice
from backend.ledger import page_pins
from backend.ledger.actions import append_entry
from backend.ledger.row_states import state_rows
from members.acting import Actor
from members.rules import require
from products.listing.actions.listing import notify_of_edit, revert_to_draft
from products.models import Certificate, FormerVoice, Photo, Producer, Product, ProductChange, ProductPhoto
from products.photos.images import masters as images_masters
from products.photos.images import placeholders as images_placeholders
from products.photos.images import sizes as images_sizes
from products.photos.publicity import set_public, state_photo
from products.photos.rules import may_use_photo
from products.photos.tasks import make_photo_variants, store_variants
from products.products.actions.facts import publish_facts
from products.products.enums import ProductState
from products.products.pinned_rows import subject_of
from products.products.rules import may_create_product, may_edit_product

MAX_PHOTOS_A_PRODUCT = 8
MAX_PHOTOS_A_DAY = 200
# Zips of import tables have a limit of their own: a full zip must not use up the camera's share of the day.
MAX_TABLE_PHOTOS_A_DAY = 1_000
# Made at once, so that the next page can show the photo; the task makes the others.
FIRST_SIZES = (images_sizes.SIZES[0],)


class PhotoError(DomainError):
    """The photo can't be added to this product or by this user now, or can't be removed from it."""


@dataclass(frozen=True, slots=True)
class PreparedPhoto:
    """An upload re-encoded in memory before a transaction begins, because that is slow."""

    jpeg: bytes
    first: dict[str, bytes]
    width: int
    height: int
    colour: str


def prepare_photo(upload: Any) -> PreparedPhoto:
    """Decode `upload`, turn it upright and shrink it. Takes up to a second of one core.

    A child process decodes it. Call it before a transaction. Raises images.ImageError.
    """
    return _prepared(images_masters.normalise(upload))


def prepare_drawing(data: bytes) -> PreparedPhoto:
    """Do what `prepare_photo` does, for a picture of our own: in this process, also inside a transaction."""
    return _prepared(images_masters.reencode(io.BytesIO(data)))


def _prepared(jpeg: bytes) -> PreparedPhoto:
    width, height = images_masters.measure(jpeg)
    first = images_sizes.derive(jpeg, sizes=FIRST_SIZES, crops=())
    return PreparedPhoto(jpeg, first, width, height, images_placeholders.placeholder(jpeg).colour)


def add_photo(
    *,
    actor: Actor,
    upload: Any,
    producer: Producer | None = None,
    alt: str = "",
    is_drawing: bool = False,
    is_from_table: bool = False,
) -> Photo:
    """Store an upload (a file, bytes, or a PreparedPhoto) re-encoded: upright, without metadata.

    Inside a transaction it takes only a PreparedPhoto.
    The original is not stored. Not public until a product with the photo is listed.
    is_from_table: the photo came in the zip of an import, which has a daily limit of its own.
    Raises PhotoError above the daily limit, and images.ImageError, which leaves nothing behind.
    """
    require(actor.member.is_active)
    if producer is not None:
        require(may_create_product(actor.member, producer))
    since = timezone.now() - timedelta(days=1)
    today = Photo.objects.filter(
        uploaded_by=actor.by, uploaded_at__gte=since, is_drawing=False, is_from_table=is_from_table
    )
    if today.count() >= (MAX_TABLE_PHOTOS_A_DAY if is_from_table else MAX_PHOTOS_A_DAY):
        raise PhotoError(
            _("Hôm nay chị đã gửi nhiều ảnh rồi. Mai chị gửi tiếp."), field="photo", code="too_many"
        )
    prepared = upload if isinstance(upload, PreparedPhoto) else prepare_photo(upload)
    key = uuid4()
    names: list[str] = []
    try:
        with transaction.atomic():
            name = default_storage.save(f"photos/master/{key}.jpg", ContentFile(prepared.jpeg))
            names.append(name)
            variants = store_variants(key, prepared.first)
            names += [variant["path"] for variant in variants.values()]
            photo = Photo.objects.create(
                key=key,
                master=name,
                sha256=hashlib.sha256(prepared.jpeg).hexdigest(),
                width=prepared.width,
                height=prepared.height,
                colour=prepared.colour,
                variants=variants,
                alt=nfc(alt)[:160],
                is_drawing=is_drawing,
                is_from_table=is_from_table,
                producer=producer,
                uploaded_by=actor.by,
                on_behalf_of=actor.member if actor.is_helping else None,
            )
            state_rows(photo)
            make_photo_variants.enqueue(photo_id=photo.pk)
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise
    return photo


@transaction.atomic
def attach_photo(*, actor: Actor, product: Product, photo: Photo, first: bool = False) -> ProductPhoto:
    """Show `photo` with `product`, as the last or (with `first`) the first of its photos.

    Idempotent: a photo that the product already has keeps its place. Raises PhotoError if the product has
    MAX_PHOTOS_A_PRODUCT.
    """
    require(may_edit_product(actor.member, product) and may_use_photo(actor.member, photo))
    product = Product.objects.locked(product.pk)
    known = product.photo_links.filter(photo=photo).first()
    if known is not None:
        return known
    before = _keys(product)
    if len(before) >= MAX_PHOTOS_A_PRODUCT:
        raise PhotoError(
            _("Mỗi sản phẩm có nhiều nhất %(count)s ảnh. Chị bỏ bớt một ảnh.")
            % {"count": MAX_PHOTOS_A_PRODUCT},
            field="photo",
            code="too_many",
        )
    last = product.photo_links.aggregate(last=Max("position"))["last"]
    link = ProductPhoto.objects.create(product=product, photo=photo, position=0 if last is None else last + 1)
    if photo.removed_at is not None or photo.producer_id is None:
        photo.removed_at, photo.producer_id = None, photo.producer_id or product.producer_id
        photo.save(update_fields=["removed_at", "producer"])
        state_photo(photo)
    if first:
        _reorder(product, [link.photo_id, *(pk for pk in _ids(product) if pk != link.photo_id)])
    if product.slug is not None:
        # The page stays public for good, because labels on packs lead there.
        set_public(Photo.objects.filter(pk=photo.pk), is_public=True)
    _say(actor, product, before)
    return link


@transaction.atomic
def move_photo_first(*, actor: Actor, product: Product, photo: Photo) -> None:
    """Make `photo` the main photo of `product`. Does nothing if the product doesn't have this photo."""
    require(may_edit_product(actor.member, product))
    product = Product.objects.locked(product.pk)
    ids = _ids(product)
    if photo.pk not in ids or ids[0] == photo.pk:
        return
    before = _keys(product)
    _reorder(product, [photo.pk, *(pk for pk in ids if pk != photo.pk)])
    _say(actor, product, before)


@transaction.atomic
def detach_photo(*, actor: Actor, product: Product, photo: Photo) -> None:
    """Remove `photo` from `product`. Raises PhotoError for the last photo of a listed product.

    A photo that nothing else shows is erased. A photo that buyers could see is part of the offer (Law
    122/2025/QH15): it is stored for a year, visible only to people who run or oversee the producer.
    """
    require(may_edit_product(actor.member, product))
    product = Product.objects.locked(product.pk)
    before = _keys(product)
    if photo.pk not in _ids(product):
        return
    if len(before) == 1 and product.state == ProductState.LISTED:
        raise PhotoError(
            _("Sản phẩm trên sàn phải còn một ảnh. Chị thêm ảnh mới trước."), field="photo", code="last_photo"
        )
    product.photo_links.filter(photo=photo).delete()
    _say(actor, product, before)
    if product.slug is not None and photo.is_public:
        if not _is_used(photo):
            photo.is_public, photo.removed_at = False, timezone.now()
            photo.save(update_fields=["is_public", "removed_at"])
            state_photo(photo)
    else:
        erase_unused_photo(photo)


def erase_old_records() -> int:
    """Erase photos and voice notes whose retention term ended, and return their number. Idempotent.

    Also erases public photos over a day old that no product, certificate or producer shows. These are
    portraits from before update_producer erased replaced ones. One run erases at most 500 photos of each
    kind.
    """
    today = timezone.localdate()
    last = term_on(Record.LISTING, today).over_on(today)
    old = Photo.objects.filter(removed_at__date__lte=last).order_by("pk")
    former = Photo.objects.filter(
        ~Exists(Producer.objects.filter(portrait=OuterRef("pk"))),
        ~Exists(ProductPhoto.objects.filter(photo=OuterRef("pk"))),
        ~Exists(Certificate.objects.filter(scan=OuterRef("pk"))),
        is_public=True,
        removed_at=None,
        uploaded_at__lt=timezone.now() - timedelta(days=1),
    ).order_by("pk")
    voices = FormerVoice.objects.filter(removed_at__date__lte=last).order_by("pk")
    return sum(erase_unused_photo(photo) for photo in [*old[:500], *former[:500]]) + erase_former_voices(
        voices
    )


@transaction.atomic
def erase_former_voices(voices: QuerySet[FormerVoice]) -> int:
    """Delete the former voice notes in `voices`: the rows now, the files on commit. Return how many."""
    names = [str(each.file.name) for each in voices]
    voices.delete()
    transaction.on_commit(lambda: _delete_files(names))
    return len(names)


@transaction.atomic
def set_voice(*, actor: Actor, product: Product, upload: Any) -> Product:
    """Store the product's voice note, at most 1.5 MB. Raises audio.AudioError, which changes nothing.

    A replaced note that buyers could hear is stored for a year, but never played. Any other is deleted on
    commit.
    """
    require(may_edit_product(actor.member, product))
    voice = read_voice(upload)
    product = Product.objects.locked(product.pk)
    old, kind = product.voice.name, product.voice_type
    product.voice = default_storage.save(f"voices/{uuid4()}.{voice.extension}", ContentFile(voice.data))
    product.voice_type = voice.content_type
    _changed(actor, product, {"voice": [bool(old), True]})
    if old:
        _remove_voice_file(product, old, kind)
    return product


@transaction.atomic
def remove_voice(*, actor: Actor, product: Product) -> Product:
    """Remove the product's voice note. Does nothing without one.

    A note that buyers could hear is stored for a year, but never played. Any other note is deleted on commit.
    Raises NotAllowed.
    """
    require(may_edit_product(actor.member, product))
    product = Product.objects.locked(product.pk)
    old, kind = product.voice.name, product.voice_type
    if not old:
        return product
    product.voice, product.voice_type = "", ""
    _changed(actor, product, {"voice": [True, False]})
    _remove_voice_file(product, old, kind)
    return product


def _remove_voice_file(product: Product, name: str, content_type: str) -> None:
    if product.slug is None:  # the note was never public
        transaction.on_commit(lambda: default_storage.delete(name))
    else:
        FormerVoice.objects.create(product=product, file=name, content_type=content_type)


def erase_unused_photo(photo: Photo) -> bool:
    """Delete the photo's row now and its files on commit, unless any row refers to it.

    Return whether it was deleted.
    """
    if _is_used(photo):
        return False
    names = [str(photo.master.name), *(variant["path"] for variant in photo.variants.values())]
    page_pins.delete_pin(subject_of(photo))
    state_rows(gone=[photo])
    photo.delete()
    transaction.on_commit(lambda: _delete_files(names))
    return True


def _is_used(photo: Photo) -> bool:
    # Count every reference, also those of apps above this one.
    references = [
        relation
        for relation in Photo._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
    ]
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: photo}).exists()
        for relation in references
    )


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _ids(product: Product) -> list[int]:
    return list(product.photo_links.values_list("photo_id", flat=True))


def _keys(product: Product) -> list[str]:
    return [str(key) for key in product.photo_links.values_list("photo__key", flat=True)]


def _reorder(product: Product, ids: list[int]) -> None:
    for position, photo_id in enumerate(ids):
        product.photo_links.filter(photo_id=photo_id).update(position=position)


def _say(actor: Actor, product: Product, before: list[str]) -> None:
    _changed(actor, product, {"photos": [before, _keys(product)]})


def _changed(actor: Actor, product: Product, fields: dict[str, list[Any]]) -> None:
    if product.state == ProductState.RETIRED:
        revert_to_draft(actor, product)
    product.facts_version += 1
    product.save()
    change = ProductChange.objects.create(
        product=product,
        fields=fields,
        was_listed=product.state == ProductState.LISTED,
        by=actor.by,
        on_behalf_of=actor.member if actor.is_helping else None,
    )
    state_rows(change)
    notify_of_edit(actor, product, fields)
    if actor.is_helping and product.slug is None:
        append_entry(
            kind="product.changed",
            subject=f"product:{product.pk}",
            payload={"fields": sorted(fields)},
            **actor.ledger_refs(),
        )
    publish_facts(actor=actor, product=product)
