"""Files of lessons in storage, named by their content, and their names in pages and packs."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.urls import reverse

from backend.common.storing import store_whole
from courses.authoring.content_shape import Media, MediaFile
from courses.models import Asset

ENDINGS = {
    "image/webp": "webp",
    "audio/ogg": "opus",
    "audio/webm": "webm",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
    "text/vtt": "vtt",
}


def store_variant(data: bytes | File, *, content_type: str, label: str, **measures: Any) -> dict[str, Any]:
    """Store a finished file under its hash and return its entry for Asset.variants.

    Identical bytes are stored once.
    `measures`: width, height (pixels), seconds. Cost: reads the data twice.
    """
    file = ContentFile(data) if isinstance(data, bytes) else data
    digest, size = hashlib.sha256(), 0
    for chunk in file.chunks():
        digest.update(chunk)
        size += len(chunk)
    sha256 = digest.hexdigest()
    name = f"courses/{sha256[:2]}/{sha256}.{ENDINGS[content_type]}"
    store_whole(name, file)
    return {
        "label": label,
        "name": name,
        "content_type": content_type,
        "bytes": size,
        "sha256": sha256,
        **measures,
    }


def store_pictures(made: list[tuple[bytes, int, int]]) -> list[dict[str, Any]]:
    """Store the sizes (WebP data, width, height) of a picture, and return their variants."""
    return [
        store_variant(data, content_type="image/webp", label=str(width), width=width, height=height)
        for data, width, height in made
    ]


def file_url(asset_id: UUID | str, variant: dict[str, Any]) -> str:
    """Return the URL of a variant's file. The content under this URL never changes."""
    ending = ENDINGS[variant["content_type"]]
    return reverse("courses:media", args=[asset_id, f"{variant['sha256'][:16]}.{ending}"])


def media_of(asset: Asset | None) -> Media | None:
    """Return a ready asset as published content names it, or None."""
    if asset is None or not asset.variants:
        return None
    files: list[MediaFile] = []
    for variant in asset.variants:
        properties: dict[str, Any] = {key: value for key, value in variant.items() if key != "name"}
        files.append({"url": file_url(asset.pk, variant), **properties})  # type: ignore[typeddict-item]
    return {"id": str(asset.pk), "kind": asset.kind, "files": files}
