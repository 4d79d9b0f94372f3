"""The sizes and crops that pages show, each with a limit of bytes."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageOps

from products.photos.images.masters import bare

SIZES = (320, 480, 640, 960, 1280)
_CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
FORMATS = tuple(_CONTENT_TYPES)


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture cut to exactly `width` x `height`, each format in at most `max_bytes`."""

    name: str
    width: int
    height: int
    max_bytes: dict[str, int]


CROPS = (
    # A row of a queue or a basket.
    Crop("mini", 96, 96, {"webp": 2_500, "jpg": 3_500}),
    # A card of the product list: twelve of them are most of that page.
    Crop("thumb", 320, 240, {"avif": 6_000, "webp": 6_000, "jpg": 10_000}),
    # The photo of the origin page, which opens on 3G.
    Crop("origin", 640, 480, {"avif": 25_000, "webp": 25_000, "jpg": 25_000}),
    # The picture of a shared link.
    Crop("og", 1200, 630, {"jpg": 100_000}),
)
# Highest first; a picture that is too large takes the next.
_QUALITIES = {
    "avif": (62, 52, 42, 32, 24, 16, 10, 5),
    "webp": (80, 70, 58, 46, 34, 22, 12, 4),
    "jpg": (80, 70, 60, 48, 36, 26, 16, 8),
}


def derive(jpeg: bytes, *, sizes: Sequence[int] = SIZES, crops: Sequence[Crop] = CROPS) -> dict[str, bytes]:
    """Return {name: bytes} of the pictures that pages need of a photo, given as a normalised JPEG.

    "640.webp" is the whole photo 640 pixels wide, one for each of `sizes`. Sizes wider than the photo are
    left out, except that the smallest is always made. "origin.avif" is one of `crops`. Formats are avif, webp
    and jpg. Takes a second or two of one core for a photo of full size.
    """
    with Image.open(io.BytesIO(jpeg)) as opened:
        photo = bare(opened.convert("RGB"))
    made: dict[str, bytes] = {}
    for width in sorted(sizes):
        if width > photo.width and width != min(sizes):
            continue
        scaled = _scaled(photo, min(width, photo.width))
        for extension in FORMATS:
            made[f"{width}.{extension}"] = _encode(scaled, extension, _QUALITIES[extension][0])
    for crop in crops:
        cut = ImageOps.fit(photo, (crop.width, crop.height), Image.Resampling.LANCZOS)
        for extension, max_bytes in crop.max_bytes.items():
            made[f"{crop.name}.{extension}"] = _encode_within(cut, extension, max_bytes)
    return made


def encode_jpeg(image: Image.Image, max_bytes: int) -> bytes:
    """Return `image` as a JPEG of at most `max_bytes`, in the best quality that fits."""
    return _encode_within(image, "jpg", max_bytes)


def content_type(name: str) -> str:
    """Return the media type of a picture named by `derive`."""
    return _CONTENT_TYPES[name.rpartition(".")[2]]


def _scaled(photo: Image.Image, width: int) -> Image.Image:
    height = max(1, round(photo.height * width / photo.width))
    return photo.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encode(image: Image.Image, extension: str, quality: int) -> bytes:
    buffer = io.BytesIO()
    if extension == "avif":
        image.save(buffer, "AVIF", quality=quality, speed=8, max_threads=1)
    elif extension == "webp":
        image.save(buffer, "WEBP", quality=quality, method=4)
    else:
        image.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True)
    return buffer.getvalue()


def _encode_within(image: Image.Image, extension: str, max_bytes: int) -> bytes:
    """Return `image` in the best quality of at most `max_bytes`.

    A picture of pure noise is blurred until it fits.
    """
    for softer in (image, *_softer(image)):
        encode: Callable[[int], bytes] = functools.partial(_encode, softer, extension)
        for quality in _QUALITIES[extension]:
            data = encode(quality)
            if len(data) <= max_bytes:
                return data
    raise AssertionError("an even colour fits every limit")


def _softer(image: Image.Image) -> Iterator[Image.Image]:
    for factor in (2, 4, 8, 16, 10_000):
        small = (max(1, image.width // factor), max(1, image.height // factor))
        yield image.resize(small, Image.Resampling.BOX).resize(image.size, Image.Resampling.BICUBIC)
