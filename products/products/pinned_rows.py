"""Pin in the ledger what pages show of producers and their pictures (backend.ledger.page_pins).

A product's own texts have versions of their own (ProductFacts). The bytes of picture files are compared:
write access to the disk would be enough to show buyers another picture.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage

from backend.ledger import page_pins
from backend.ledger.auditing import CHUNK, Finding
from backend.ledger.page_pins import Words
from products.models import Photo, Producer
from products.photos.enums import PhotoState


def register() -> None:
    page_pins.register("producers", _producers)
    page_pins.register("pictures", _photos, _files)


def pin_producer(producer: Producer) -> None:
    page_pins.pin_row(f"producer:{producer.ref}", _of_producer(producer))


def pin_photo(photo: Photo) -> None:
    """Pin a photo in the ledger, once all its sizes are made."""
    page_pins.pin_row(subject_of(photo), _of_photo(photo))


def subject_of(photo: Photo) -> str:
    return f"photo:{photo.key}"


def _of_producer(producer: Producer) -> Words:
    return {
        "kind": str(producer.kind),
        "name": producer.name,
        "unit": producer.unit_id,
        "address": producer.address,
        "phone": producer.phone,
        "identity_code": producer.identity_code,
        "about": producer.about,
        "portrait": producer.portrait.sha256 if producer.portrait else None,
        "branch": producer.branch_id,
    }


def _of_photo(photo: Photo) -> Words:
    return {
        "master": str(photo.master.name),
        "sha256": photo.sha256,
        "alt": photo.alt,
        "drawing": photo.is_drawing,
        "variants": photo.variants,
    }


def _producers() -> Iterator[tuple[str, Words]]:
    for producer in Producer.objects.select_related("portrait").order_by("pk").iterator(CHUNK):
        yield f"producer:{producer.ref}", _of_producer(producer)


def _photos() -> Iterator[tuple[str, Words]]:
    for photo in Photo.objects.exclude(state=PhotoState.WAITING).order_by("pk").iterator(CHUNK):
        yield subject_of(photo), _of_photo(photo)


def _files() -> Iterator[Finding]:
    """Yield a Finding for each file of a public photo whose bytes differ from the recorded hash.

    A missing file gives no Finding, because buyers see nothing.
    """
    for photo in Photo.objects.filter(is_public=True).order_by("pk").iterator(CHUNK):
        files: list[tuple[str, Any]] = [(str(photo.master.name), photo.sha256)]
        # Sizes made before hashes were recorded have none.
        variants = photo.variants if isinstance(photo.variants, dict) else {}
        files += [(each["path"], each.get("sha256")) for each in variants.values()]
        for path, sha256 in files:
            if sha256 and not _is_of(path, sha256):
                yield Finding(subject_of(photo), f"tệp ảnh {path} đã bị thay / a picture's file is another")


def _is_of(path: str, sha256: str) -> bool:
    try:
        with default_storage.open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return True
