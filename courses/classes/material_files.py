"""Files that a trainer shares after a class, checked. Pictures lose their metadata; PDFs stay unchanged."""

from __future__ import annotations

import io
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


def keep_material(file: Any, *, uploaded_by: User) -> Asset:
    """Store a PDF unchanged or a picture as WebP, detected by their bytes, not by name. Raises ClassError."""
    if file.size > MAX_BYTES:
        raise ClassError(
            _("Tệp nặng quá 20 MB. Chị chọn tệp nhẹ hơn, hoặc ghi đường dẫn."),
            field="file",
            code="material_too_large",
        )
    data = file.read(MAX_BYTES + 1)
    if data.startswith(b"%PDF-"):
        # ISO 32000-2, 7.5.2 and 7.5.5. It is served in a way that none of it runs.
        if b"%%EOF" not in data[-2048:]:
            raise _broken()
        kind, variant = AssetKind.PDF, store_variant(data, content_type="application/pdf", label="pdf")
    else:
        kind, variant = AssetKind.PICTURE, _picture(data)
    return Asset.objects.create(
        kind=kind,
        state=AssetState.READY,
        progress=100,
        original_name=str(file.name or "")[:200],
        variants=[variant],
        uploaded_by=uploaded_by,
    )


def _picture(data: bytes) -> dict[str, Any]:
    try:
        master = normalise(io.BytesIO(data))
    except ImageError as error:
        raise _broken() from error
    with Image.open(io.BytesIO(master)) as opened:
        photo = opened.convert("RGB")
    photo.thumbnail((MAX_WIDTH, MAX_WIDTH * 2))
    out = io.BytesIO()
    photo.save(out, "WEBP", quality=75, method=4)
    return store_variant(
        out.getvalue(),
        content_type="image/webp",
        label=str(photo.width),
        width=photo.width,
        height=photo.height,
    )


def _broken() -> ClassError:
    return ClassError(
        _("Tệp này không phải PDF hay ảnh dùng được. Chị chọn tệp khác, hoặc ghi đường dẫn."),
        field="file",
        code="material_broken",
    )
