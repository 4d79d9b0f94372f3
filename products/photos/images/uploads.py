"""Accept JPEG, PNG, WebP and HEIC photos, and no file that is also something else."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import BinaryIO

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image

from backend.common.reading import Upload
from products.photos.images.jpegs import jpeg_limit
from products.photos.images.limits import (
    MAX_BYTES,
    MAX_PIXELS,
    MAX_SIDES_RATIO,
    ImageError,
    broken,
    too_large,
    too_many_pixels,
)

pillow_heif.register_heif_opener(thumbnails=False)


@dataclass(frozen=True, slots=True)
class UploadInfo:
    """Properties of an accepted upload.

    `format` is JPEG, PNG, WEBP or HEIF; sides are in pixels as stored; `size` is in bytes.
    """

    format: str
    width: int
    height: int
    size: int
    is_animated: bool


def inspect_upload(data: bytes) -> UploadInfo:
    """Check a photo without decoding its pixels, in this process, and return its properties.

    Raises ImageError.
    """
    return inspect_bytes(read_upload(io.BytesIO(data)))[0]


def check_size(file: Upload) -> None:
    """Raise ImageError if the upload is larger than MAX_BYTES, as far as that is known without reading it."""
    size = len(file) if isinstance(file, bytes) else getattr(file, "size", None)
    if size is not None and size > MAX_BYTES:
        raise too_large()


def read_upload(file: BinaryIO) -> bytes:
    """Return the bytes of the upload. Raises ImageError if it is empty or over MAX_BYTES."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise too_large()
    if not data:
        raise ImageError("image_empty", _("Ảnh này rỗng. Chị chọn lại ảnh."))
    return data


def inspect_bytes(data: bytes) -> tuple[UploadInfo, Image.Image]:
    format = _format_of(data)
    _refuse_second_nature(data)
    try:
        image = Image.open(io.BytesIO(data), formats=(format,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_many_pixels(MAX_PIXELS[format]) from None
    except MemoryError:
        raise
    except Exception as error:  # a hostile file can break its parser in any way
        raise broken() from error
    if image.format != format:  # Pillow calls a JPEG with several pictures MPO
        image.format = format
    width, height = image.size
    limit = MAX_PIXELS[format]
    if format == "JPEG":
        limit = jpeg_limit(data)
    if width * height > limit:
        raise too_many_pixels(limit)
    if max(width, height) > MAX_SIDES_RATIO * min(width, height):
        raise ImageError("image_too_long", _("Ảnh này dài quá. Chị chụp lại hoặc cắt bớt."))
    is_animated = format != "JPEG" and getattr(image, "n_frames", 1) > 1
    return UploadInfo(format, width, height, len(data), is_animated), image


def _format_of(data: bytes) -> str:
    """Return JPEG, PNG, WEBP or HEIF by the file's first bytes; its name and declared type are ignored."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "HEIF"
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or b"<svg" in start:
        raise ImageError(
            "image_svg", _("Ảnh vẽ SVG không dùng được ở đây. Chị chọn ảnh chụp JPEG, PNG hoặc WebP.")
        )
    raise ImageError(
        "image_format", _("Tệp này không phải ảnh dùng được. Chị chọn ảnh chụp JPEG, PNG, WebP hoặc HEIC.")
    )


_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
# A photo has no reason to carry these anywhere. All are too long to occur by chance in compressed pixels. The
# second picture or the short film that phones append to a photo is fine.
_MARKUP = re.compile(
    rb"<script|<html[\s>]|<body[\s>]|<iframe|<!doctype|<\?php[\s=]|<%@ page|www\.w3\.org/2000/svg|javascript:"
    rb"|__halt_compiler|%pdf-|rar!\x1a\x07|7z\xbc\xaf\x27\x1c"
)
_ZIP_END = b"PK\x05\x06"


def _refuse_second_nature(data: bytes) -> None:
    """Refuse a file that is a picture for some programs, but a page, a script or an archive for others."""
    # A script can hide in the length field after the magic number: "/*" or "//" makes the rest a comment.
    has_comment_start = data[4:6] in (b"/*", b"//")
    if has_comment_start or _MARKUP.search(data.lower()) or _has_zip_end(data):
        raise ImageError(
            "image_polyglot", _("Ảnh này có kèm nội dung lạ nên không dùng được. Chị chụp lại ảnh khác.")
        )


def _has_zip_end(data: bytes) -> bool:
    """Return True if a ZIP's directory ends in `data`.

    Programs look for it from the end, over at most 65,557 bytes.
    """
    window_start = max(0, len(data) - 65_557)
    at = data.rfind(_ZIP_END, window_start)
    while at != -1:
        entries = int.from_bytes(data[at + 10 : at + 12], "little")
        directory_size = int.from_bytes(data[at + 12 : at + 16], "little")
        # By chance these four bytes occur once in 65,000 photos, but not with a directory that fits before
        # them.
        if len(data) >= at + 22 and 46 * entries <= directory_size <= at:
            return True
        at = data.rfind(_ZIP_END, window_start, at)
    return False
