"""Limits on the size of photos, and the error for a refused one."""

from __future__ import annotations

from django.utils.translation import gettext as _
from PIL import Image

from backend.common.errors import DomainError
from backend.common.units import format_number

MAX_BYTES = 15 * 1024 * 1024
# Checked before anything is decoded; see the measurements in __init__.py.
MAX_PIXELS = {
    "JPEG": 50_000_000,
    "PROGRESSIVE": 25_000_000,
    "HEIF": 25_000_000,
    "PNG": 16_000_000,
    "WEBP": 12_000_000,
}
MAX_SIDES_RATIO = 20
# Pillow's own limit, for all other code in this process that opens pictures.
Image.MAX_IMAGE_PIXELS = max(MAX_PIXELS.values())


class ImageError(DomainError):
    """A file that is not accepted as a photo; nothing of it was stored. `field` is "photo"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, field="photo", code=code)


def too_large() -> ImageError:
    return ImageError("image_too_large", _("Ảnh nặng quá 15 MB. Chị chọn ảnh nhỏ hơn hoặc chụp lại."))


def too_many_pixels(limit: int) -> ImageError:
    return ImageError(
        "image_too_many_pixels",
        _("Ảnh to quá %(limit)s triệu điểm ảnh. Chị chọn cỡ ảnh nhỏ hơn trong máy ảnh rồi chụp lại.")
        % {"limit": format_number(limit // 1_000_000)},
    )


def broken() -> ImageError:
    return ImageError("image_broken", _("Ảnh này bị hỏng hoặc tải lên chưa hết. Chị chọn lại ảnh."))
