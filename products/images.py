"""Photos: what is let in, what is kept of it, and the sizes that pages show.

    data = normalise(request.FILES["photo"])   # refuses with an ImageError, or answers the JPEG that is kept
    for name, content in derive(data).items(): ...   # "640.webp", "thumb.avif" ...; in a background task
    placeholder(data)                          # colour and a tiny drawing to show until then

No models and no storage here. The original is never kept: everything is decoded and encoded anew, upright, in sRGB,
without any metadata (a photo taken at home says where that is).

Memory, measured with Pillow 13 on 64-bit Linux, decode and shrink, above the interpreter: JPEG of 50 million pixels
86 MB (decoded at half size), progressive JPEG of 25 million 169 MB, HEIC of 25 million 189 MB, PNG of 16 million
152 MB, WebP of 12 million 187 MB. MAX_PIXELS keeps each under 200 MB; one photo is decoded at a time in a process.
"""

from __future__ import annotations

import base64
import functools
import io
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

import pillow_heif
from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from backend.common.errors import DomainError
from backend.common.units import format_number

pillow_heif.register_heif_opener(thumbnails=False)

MAX_BYTES = 15 * 1024 * 1024
# Before anything is decoded; see the measurements above.
MAX_PIXELS = {
    "JPEG": 50_000_000,
    "PROGRESSIVE": 25_000_000,
    "HEIF": 25_000_000,
    "PNG": 16_000_000,
    "WEBP": 12_000_000,
}
MAX_SIDES_RATIO = 20
# Each scan of a progressive JPEG is a walk over the whole picture; encoders write about ten.
MAX_SCANS = 64
MASTER_SIDE = 2048
MASTER_QUALITY = 85
MAX_PROFILE_BYTES = 3_000_000
# Pillow's own guard, for everything else that opens pictures in this process.
Image.MAX_IMAGE_PIXELS = max(MAX_PIXELS.values())

type Upload = bytes | BinaryIO | File[bytes]


class ImageError(DomainError):
    """A file that is not taken as a photo; nothing of it was stored. `field` is "photo"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, field="photo", code=code)


@dataclass(frozen=True, slots=True)
class UploadInfo:
    """What an acceptable upload says of itself; `format` is JPEG, PNG, WEBP or HEIF, sides in pixels as stored."""

    format: str
    width: int
    height: int
    size: int
    is_animated: bool


@dataclass(frozen=True, slots=True)
class Placeholder:
    """What is shown until the sizes are made: the main colour and a coarse drawing of a few hundred bytes."""

    colour: str
    svg: str

    @property
    def data_uri(self) -> str:
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode()


# --- Letting in -----------------------------------------------------------------------------------------------------


def inspect_upload(file: Upload) -> UploadInfo:
    """Look at an upload without decoding its pixels; raises ImageError. `normalise` does this first, too."""
    return _inspect(_read(file))[0]


def normalise(file: Upload) -> bytes:
    """The JPEG that is kept of an upload: upright, sRGB, no metadata, at most 2048 pixels a side.

    An animation gives its first frame; what is transparent becomes white. Raises ImageError for everything that is
    not an acceptable photo or breaks off while it is decoded.
    """
    data = _read(file)
    info, image = _inspect(data)
    with _one_at_a_time(), _as_image_error():
        upright = _upright_rgb(image, info.format)
        buffer = io.BytesIO()
        upright.save(buffer, "JPEG", quality=MASTER_QUALITY, optimize=True, progressive=True)
    return buffer.getvalue()


def measure(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a picture made here."""
    with Image.open(io.BytesIO(data)) as image:
        return image.size


def _read(file: Upload) -> bytes:
    """At most MAX_BYTES of the file, which is left at its end."""
    if isinstance(file, bytes):
        data = file
    else:
        size = getattr(file, "size", None)
        if size is not None and size > MAX_BYTES:
            raise _too_large()
        file.seek(0)
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _too_large()
    if not data:
        raise ImageError("image_empty", _("Ảnh này rỗng. Chị chọn lại ảnh."))
    return data


def _too_large() -> ImageError:
    return ImageError("image_too_large", _("Ảnh nặng quá 15 MB. Chị chọn ảnh nhỏ hơn hoặc chụp lại."))


def _inspect(data: bytes) -> tuple[UploadInfo, Image.Image]:
    format = _format_of(data)
    _refuse_second_nature(data)
    try:
        image = Image.open(io.BytesIO(data), formats=(format,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels(MAX_PIXELS[format]) from None
    except Exception as error:  # a hostile file can break its parser in any way
        raise _broken() from error
    if image.format != format:  # Pillow calls a JPEG with several pictures MPO
        image.format = format
    width, height = image.size
    limit = MAX_PIXELS[format]
    if format == "JPEG":
        limit = _jpeg_limit(data)
    if width * height > limit:
        raise _too_many_pixels(limit)
    if max(width, height) > MAX_SIDES_RATIO * min(width, height):
        raise ImageError("image_too_long", _("Ảnh này dài quá. Chị chụp lại hoặc cắt bớt."))
    is_animated = format != "JPEG" and getattr(image, "n_frames", 1) > 1
    return UploadInfo(format, width, height, len(data), is_animated), image


def _format_of(data: bytes) -> str:
    """JPEG, PNG, WEBP or HEIF by the file's first bytes; its name and declared type count for nothing."""
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

# A photo has no reason to carry these anywhere. All are long enough not to turn up by chance in compressed pixels;
# the second picture or the short film that phones hang behind a photo is fine.
_MARKUP = re.compile(
    rb"<script|<html[\s>]|<body[\s>]|<iframe|<!doctype|<\?php[\s=]|<%@ page|www\.w3\.org/2000/svg|javascript:"
    rb"|__halt_compiler|%pdf-|rar!\x1a\x07|7z\xbc\xaf\x27\x1c"
)
_ZIP_END = b"PK\x05\x06"


def _refuse_second_nature(data: bytes) -> None:
    """Refuse a file that is a picture to one program and a page, a script or an archive to another."""
    # A script hides in the length field behind the magic: "/*" or "//" makes the rest a comment.
    has_comment_start = data[4:6] in (b"/*", b"//")
    if has_comment_start or _MARKUP.search(data.lower()) or _has_zip_end(data):
        raise ImageError(
            "image_polyglot", _("Ảnh này có kèm nội dung lạ nên không dùng được. Chị chụp lại ảnh khác.")
        )


def _has_zip_end(data: bytes) -> bool:
    """Whether a ZIP's directory ends in `data`: programs look for it from the end, over at most 65,557 bytes."""
    window_start = max(0, len(data) - 65_557)
    at = data.rfind(_ZIP_END, window_start)
    while at != -1:
        entries = int.from_bytes(data[at + 10 : at + 12], "little")
        directory_size = int.from_bytes(data[at + 12 : at + 16], "little")
        # By chance these four bytes turn up once in 65,000 photos, but not with a directory that fits before them.
        if len(data) >= at + 22 and 46 * entries <= directory_size <= at:
            return True
        at = data.rfind(_ZIP_END, window_start, at)
    return False


_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SOF = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_SOF_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})


def _jpeg_limit(data: bytes) -> int:
    """How many pixels this JPEG may have; raises ImageError for one with more scans than an encoder writes."""
    scans, is_progressive = 0, False
    for marker in _jpeg_markers(data):
        is_progressive = is_progressive or marker in _SOF_PROGRESSIVE
        scans += marker == 0xDA
        if scans > MAX_SCANS:
            raise _broken()
    return MAX_PIXELS["PROGRESSIVE" if is_progressive else "JPEG"]


def _jpeg_markers(data: bytes) -> Iterator[int]:
    """The markers of the first picture in `data`, up to its end or to where it makes no sense any more."""
    at = 2
    while found := _JPEG_MARKER.search(data, at):
        marker = data[found.start() + 1]
        yield marker
        if marker == 0xD9:
            return
        at = found.end()
        if marker not in (0x01, 0xD8):
            at += max(2, int.from_bytes(data[at : at + 2], "big"))


def _too_many_pixels(limit: int) -> ImageError:
    return ImageError(
        "image_too_many_pixels",
        _("Ảnh to quá %(limit)s triệu điểm ảnh. Chị chọn cỡ ảnh nhỏ hơn trong máy ảnh rồi chụp lại.")
        % {"limit": format_number(limit // 1_000_000)},
    )


def _broken() -> ImageError:
    return ImageError("image_broken", _("Ảnh này bị hỏng hoặc tải lên chưa hết. Chị chọn lại ảnh."))


_decoding = threading.Lock()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with _decoding:
        yield


@contextmanager
def _as_image_error() -> Iterator[None]:
    try:
        yield
    except ImageError:
        raise
    except Exception as error:  # a hostile file can break its decoder in any way
        raise _broken() from error


# --- Making anew ----------------------------------------------------------------------------------------------------


def _upright_rgb(image: Image.Image, format: str) -> Image.Image:
    orientation = _orientation(image)
    profile = image.info.get("icc_profile")
    if format == "JPEG":
        # Decoded at a half, a quarter or an eighth where that is still large enough.
        image.draft(None, (MASTER_SIDE, MASTER_SIDE))
    image.load()
    if image.size[0] * image.size[1] > MAX_PIXELS[format]:  # a container may lie about what is in it
        raise _too_many_pixels(MAX_PIXELS[format])
    image = _plain_mode(image)
    image.thumbnail((MASTER_SIDE, MASTER_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    image = _to_srgb(image, profile)
    image = _on_white(image)
    turn = _TURNS.get(orientation)
    if turn is not None:
        image = image.transpose(turn)
    return _bare(image)


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
    """The EXIF orientation, 1 where there is none to be read. HEIF pictures come upright from their decoder."""
    try:
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # the photo is good without it
        return 1


def _plain_mode(image: Image.Image) -> Image.Image:
    """`image` in L, RGB, CMYK, LA or RGBA with 8 bits a channel."""
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.point(lambda value: value / 256).convert("L")
    if "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "CMYK", "LA", "RGBA"):
        return image
    return image.convert("RGBA" if image.mode in ("PA", "La", "RGBa") else "RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours of `profile` as sRGB. A profile that can't be used is as good as none."""
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


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone: encoders would copy comments, profiles and EXIF out of `info`."""
    image.info = {}
    return image


# --- Sizes ----------------------------------------------------------------------------------------------------------

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
    # What a shared link shows.
    Crop("og", 1200, 630, {"jpg": 100_000}),
)
# Highest first; a picture that is too heavy takes the next.
_QUALITIES = {
    "avif": (62, 52, 42, 32, 24, 16, 10, 5),
    "webp": (80, 70, 58, 46, 34, 22, 12, 4),
    "jpg": (80, 70, 60, 48, 36, 26, 16, 8),
}


def derive(jpeg: bytes, *, sizes: Sequence[int] = SIZES, crops: Sequence[Crop] = CROPS) -> dict[str, bytes]:
    """Every picture that pages need of a normalised photo, by name.

    "640.webp" is the whole photo 640 pixels wide, for each of `sizes` that does not exceed the photo's own width
    (the smallest is always there, at most as wide as the photo); "origin.avif" is one of `crops`. Formats are avif,
    webp and jpg. Takes a second or two of one core for a photo of full size.
    """
    with Image.open(io.BytesIO(jpeg)) as opened:
        photo = _bare(opened.convert("RGB"))
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


def content_type(name: str) -> str:
    """The media type of a picture named by `derive`."""
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
    """The best quality that fits. A picture of nothing but noise is blurred until it does."""
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


# --- Until then -----------------------------------------------------------------------------------------------------

_CELLS = 6


def placeholder(jpeg: bytes) -> Placeholder:
    """The main colour of a photo, and its coarse squares as an SVG of the photo's proportions."""
    with Image.open(io.BytesIO(jpeg)) as opened:
        opened.draft("RGB", (64, 64))
        photo = opened.convert("RGB")
        width, height = opened.size
    small = photo.resize((32, 32), Image.Resampling.BOX)
    columns = _CELLS if width >= height else max(1, round(_CELLS * width / height))
    rows = _CELLS if height > width else max(1, round(_CELLS * height / width))
    cells = photo.resize((columns, rows), Image.Resampling.BOX)
    colour = _main_colour(small)
    squares = []
    for y in range(rows):
        for x in range(columns):
            squares.append(f'<path fill="{_hex(cells.getpixel((x, y)))}" d="M{x} {y}h1v1h-1z"/>')
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {columns} {rows}" preserveAspectRatio="none" '
        f'shape-rendering="crispEdges">{"".join(squares)}</svg>'
    )
    return Placeholder(colour, svg)


def _main_colour(small: Image.Image) -> str:
    """The commonest colour of a few; a greyish one counts for less, so that a product beats its background."""
    few = small.quantize(8)
    palette = few.getpalette() or []
    counts = few.getcolors() or []

    def weight(count: int, index: Any) -> float:
        rgb = palette[3 * index : 3 * index + 3]
        return count * (0.3 + (max(rgb) - min(rgb)) / 255)

    index = max(counts, key=lambda counted: weight(*counted))[1]
    assert isinstance(index, int)
    return _hex(palette[3 * index : 3 * index + 3])


def _hex(rgb: Any) -> str:
    red, green, blue = rgb
    return f"#{red:02x}{green:02x}{blue:02x}"
