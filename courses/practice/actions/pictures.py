"""Pictures uploaded with a form, usable at once."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from courses.authoring.enums import AssetKind, AssetState
from courses.authoring.rules import may_write_courses
from courses.media.limits import MAX_BYTES, too_large
from courses.media.media_files import store_pictures
from courses.media.papers import small_pictures
from courses.media.sniffing import HEAD, check_head
from courses.models import Asset
from members.acting import Actor
from members.rules import require


def keep_picture(*, actor: Actor, file: Any) -> Asset:
    """Store a trainer's picture in the sizes of lessons, upright, without metadata.

    A trainer's identical pictures share an asset.

    Decodes for up to a second of one core: don't call it inside a transaction. Raises MediaError, ImageError
    (nothing of the file is stored), NotAllowed.
    """
    require(may_write_courses(actor.member))
    if (file.size or 0) > MAX_BYTES[AssetKind.PICTURE]:
        raise too_large(AssetKind.PICTURE)
    check_head(AssetKind.PICTURE, file.read(HEAD))
    file.seek(0)
    variants = store_pictures(small_pictures(file))
    with transaction.atomic():
        own_pictures = Asset.objects.filter(kind=AssetKind.PICTURE, uploaded_by=actor.member)
        return own_pictures.filter(variants__0__sha256=variants[0]["sha256"]).first() or Asset.objects.create(
            kind=AssetKind.PICTURE,
            state=AssetState.READY,
            progress=100,
            original_name=str(file.name or "")[:200],
            uploaded_by=actor.member,
            variants=variants,
        )
