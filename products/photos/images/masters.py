"""The one stored picture of an upload: upright, sRGB, without metadata."""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from PIL import Image, ImageCms

from backend.common.reading import ReadingRefused, Upload, read
from products.photos.images.limits import MAX_PIXELS, ImageError, broken, too_many_pixels
from products.photos.images.uploads import check_size, inspect_bytes, read_upload

MASTER_SIDE = 2048
MASTER_QUALITY = 85
MAX_PROFILE_BYTES = 3_000_000


def normalise(file: Upload) -> bytes:
    """Return an upload as the JPEG to store: upright, sRGB, no metadata, at most 2048 pixels a side.

    An animation gives its first frame; transparent parts become white. A child process decodes it; call it
    before a transaction. Raises ImageError if the file is not an acceptable photo, or ends too early.
    """
    check_size(file)
    try:
        return read(reencode, file)
    except ReadingRefused as error:
        raise ImageError(error.code, error.message) from error


def reencode(file: BinaryIO) -> bytes:
    """Do what `normalise` does, in this process."""
    info, image = inspect_bytes(read_upload(file))
    with _as_image_error():
        upright = _upright_rgb(image, info.format)
        buffer = io.BytesIO()
        upright.save(buffer, "JPEG", quality=MASTER_QUALITY, optimize=True, progressive=True)
    return buffer.getvalue()


def measure(data: bytes) -> tuple[int, int]:
    """Return (width, height) in pixels of a picture that Piêu encoded."""
    with Image.open(io.BytesIO(data)) as image:
        return image.size


@contextmanager
def _as_image_error() -> Iterator[None]:
    try:
        yield
    except (ImageError, MemoryError):
        raise
    except Exception as error:  # a hostile file can break its decoder in any way
        raise broken() from error


def _upright_rgb(image: Image.Image, format: str) -> Image.Image:
    orientation = _orientation(image)
    profile = image.info.get("icc_profile")
    if format == "JPEG":
        # Decode at a half, a quarter or an eighth of the size where that is still large enough.
        image.draft(None, (MASTER_SIDE, MASTER_SIDE))
    image.load()
    if image.size[0] * image.size[1] > MAX_PIXELS[format]:  # a container may declare a wrong content
        raise too_many_pixels(MAX_PIXELS[format])
    image = _plain_mode(image)
    image.thumbnail((MASTER_SIDE, MASTER_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image = _to_srgb(image, profile)
    image = _on_white(image)
    turn = _TURNS.get(orientation)
    if turn is not None:
        image = image.transpose(turn)
    return bare(image)


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION_TAG = 0x0112


def _orientation(image: Image.Image) -> int:
    """Return the EXIF orientation; 1 if it is missing or unreadable.

    The HEIF decoder returns upright pictures.
    """
    try:
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # the photo is fine without it
        return 1


def _plain_mode(image: Image.Image) -> Image.Image:
    """Return `image` in L, RGB, CMYK, LA or RGBA with 8 bits a channel."""
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.point(lambda value: value / 256).convert("L")
    if "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK", "LA", "RGBA"):
        return image
    return image.convert("RGBA" if image.mode in ("PA", "La", "RGBa") else "RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return `image` with the colours of `profile` converted to sRGB. An unusable profile is ignored."""
    if not profile or len(profile) > MAX_PROFILE_BYTES:
        return image
    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    colours = image.convert(image.mode[:-1]) if alpha else image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(colours, source, _srgb(), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    assert converted is not None
    if alpha:
        converted.putalpha(alpha)
    return converted


@functools.cache
def _srgb() -> Any:
    return ImageCms.createProfile("sRGB")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("RGBA", "LA"):
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image)
        image = paper
    return image.convert("RGB")


def bare(image: Image.Image) -> Image.Image:
    """Empty `image.info` and return `image`: encoders would copy comments, profiles and EXIF from it."""
    image.info = {}
    return image
