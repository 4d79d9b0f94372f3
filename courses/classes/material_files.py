"""Files that a trainer shares after a class, checked. Pictures lose their metadata; PDFs stay unchanged.

file = read_material(request.FILES["file"])   # before a transaction: a picture is decoded
asset = keep_material(file, uploaded_by=member)
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image

from courses.authoring.enums import AssetKind, AssetState
from courses.classes.errors import ClassError
from courses.media.media_files import store_variant
from courses.models import Asset
from members.models import User
from products.photos.images.limits import ImageError
from products.photos.images.masters import normalise

MAX_BYTES = 20_000_000
MAX_WIDTH = 1280


@dataclass(frozen=True, slots=True)
class MaterialFile:
    """A checked file: the bytes to store, and for a picture its sides in pixels (0 for a PDF)."""

    kind: AssetKind
    data: bytes
    name: str
    width: int = 0
    height: int = 0


def read_material(file: Any) -> MaterialFile:
    """Return a PDF unchanged or a picture as WebP, detected by their bytes, not by name.

    Call it before a transaction: decoding a picture takes up to a second. Raises ClassError.
    """
    if file.size > MAX_BYTES:
        raise ClassError(
            _("Tệp nặng quá 20 MB. Chị chọn tệp nhẹ hơn, hoặc ghi đường dẫn."),
            field="file",
            code="material_too_large",
        )
    data, name = file.read(MAX_BYTES + 1), str(file.name or "")[:200]
    if data.startswith(b"%PDF-"):
        # ISO 32000-2, 7.5.2 and 7.5.5. It is served in a way that none of it runs.
        if b"%%EOF" not in data[-2048:]:
            raise _broken()
        return MaterialFile(AssetKind.PDF, data, name)
    try:
        master = normalise(data)
    except ImageError as error:
        if error.code.startswith("upload_"):  # the file may be fine; the message says what to do
            raise ClassError(error.message, field="file", code=error.code) from error
        raise _broken() from error
    with Image.open(io.BytesIO(master)) as opened:
        photo = opened.convert("RGB")
    photo.thumbnail((MAX_WIDTH, MAX_WIDTH * 2))
    out = io.BytesIO()
    photo.save(out, "WEBP", quality=75, method=4)
    return MaterialFile(AssetKind.PICTURE, out.getvalue(), name, photo.width, photo.height)


def keep_material(file: MaterialFile, *, uploaded_by: User) -> Asset:
    """Store a checked file."""
    if file.kind == AssetKind.PDF:
        variant = store_variant(file.data, content_type="application/pdf", label="pdf")
    else:
        variant = store_variant(
            file.data,
            content_type="image/webp",
            label=str(file.width),
            width=file.width,
            height=file.height,
        )
    return Asset.objects.create(
        kind=file.kind,
        state=AssetState.READY,
        progress=100,
        original_name=file.name,
        variants=[variant],
        uploaded_by=uploaded_by,
    )


def _broken() -> ClassError:
    return ClassError(
        _("Tệp này không phải PDF hay ảnh dùng được. Chị chọn tệp khác, hoặc ghi đường dẫn."),
        field="file",
        code="material_broken",
    )
