"""Draw the pictures: photo, name, price, stars, producer and place, with the scarf's band."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont, ImageOps

from backend.common import qr
from backend.common.fonts import FONT_FILES
from backend.theme.ornament import CLOTH, SCARF, THREADS
from products.photos.images.sizes import encode_jpeg
from products.share.facts import ShareFacts

PAPER, INK, QUIET, MADDER, TURMERIC, STAR = "#FBF7EF", "#161B2E", "#4A5068", "#94190F", "#664100", "#E9A92F"
MAX_BYTES = 95_000


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are on one kind of picture, in pixels.

    `photo` and `text` are boxes (left, top, right, bottom). `band` is top, height and side of a module.
    `qr` is the code's left, top and side, or None. `largest` is the largest size of the name.
    """

    name: str
    width: int
    height: int
    photo: tuple[int, int, int, int]
    text: tuple[int, int, int, int]
    band: tuple[int, int, int]
    largest: int
    qr: tuple[int, int, int] | None = None
    max_bytes: int = 250_000


LAYOUTS = {
    layout.name: layout
    for layout in (
        # A link's card: Facebook, Zalo and all others show it at 1.91 to 1.
        Layout(
            "the", 1200, 630, (0, 0, 600, 586), (640, 44, 1164, 570), (586, 44, 4), 60, max_bytes=MAX_BYTES
        ),
        Layout(
            "vuong", 1080, 1080, (0, 0, 1080, 650), (48, 730, 790, 1056), (650, 55, 5), 58, (820, 742, 220)
        ),
        # The app's buttons cover the top and bottom fifth of a story.
        Layout(
            "dung", 1080, 1920, (0, 0, 1080, 880), (64, 972, 1016, 1330), (880, 66, 6), 76, (64, 1345, 230)
        ),
    )
}


def draw(layout: Layout, facts: ShareFacts, photo: bytes | None) -> bytes:
    """Return the picture of a product as a JPEG in `layout`, within its limit of bytes.

    `photo` is a JPEG or None. Takes about 0.15 s of one core.
    """
    image = Image.new("RGB", (layout.width, layout.height), PAPER)
    pen = ImageDraw.Draw(image)
    left, top, right, bottom = layout.photo
    if photo is None:
        _placeholder(pen, layout.photo)
    else:
        image.paste(_cut(photo, right - left, bottom - top), (left, top))
    band_top, band_height, module = layout.band
    _scarf(pen, layout.width, band_top, band_height, module)
    if layout.name == "dung":
        pen.rectangle((0, 1620, layout.width, layout.height), fill=CLOTH)
        _line(pen, (64, 1720), "Piêu", _font("Bold", 64), "#FFFFFF")
    _words(pen, layout, facts)
    if layout.qr and facts.url:
        x, y, side = layout.qr
        code = _code(facts.url, side)
        image.paste(code, (x + (side - code.width if layout.name == "vuong" else 0), y))
        if layout.name == "dung":
            font = _font("Medium", 34)
            _line(pen, (x + code.width + 28, y + 76), "Quét để xem ai làm,", font, INK)
            _line(pen, (x + code.width + 28, y + 124), "làm ở đâu", font, INK)
    return encode_jpeg(image, layout.max_bytes)


def _cut(jpeg: bytes, width: int, height: int) -> Image.Image:
    with Image.open(io.BytesIO(jpeg)) as opened:
        opened.draft("RGB", (width, height))  # decode a large photo at half its size or less
        return ImageOps.fit(opened.convert("RGB"), (width, height), Image.Resampling.LANCZOS)


def _placeholder(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int]) -> None:
    """Draw a piece of cloth with one large diamond of the scarf, in place of a photo."""
    left, top, right, bottom = box
    pen.rectangle((left, top, right - 1, bottom - 1), fill=CLOTH)
    module = min(right - left, bottom - top) // 24
    cx, cy = (left + right) // 2, (top + bottom) // 2
    for distance, thread in ((9, "r"), (7, "o"), (5, "y"), (3, "g"), (1, "w")):
        for y in range(-distance, distance + 1):
            half = distance - abs(y)
            pen.rectangle(
                (
                    cx - half * module - module // 2,
                    cy + y * module - module // 2,
                    cx + half * module + module // 2,
                    cy + y * module + module // 2,
                ),
                fill=THREADS[thread],
            )


def _scarf(pen: ImageDraw.ImageDraw, width: int, top: int, height: int, module: int) -> None:
    """Draw the scarf's band over the whole width, its rows in the middle of `height`."""
    pen.rectangle((0, top, width, top + height - 1), fill=CLOTH)
    columns = len(SCARF[0])
    for y, row in enumerate(SCARF):
        for x in range(-(-width // module)):
            thread = row[x % columns]
            if thread != ".":
                corner = (x * module, top + y * module)
                pen.rectangle((*corner, corner[0] + module - 1, corner[1] + module - 1), fill=THREADS[thread])


def _words(pen: ImageDraw.ImageDraw, layout: Layout, facts: ShareFacts) -> None:
    """Draw name, price, stars, producer and place, one below another.

    The name has the largest size at which it fits in three lines.
    """
    left, top, right, bottom = layout.text
    width, size = right - left, layout.largest
    while True:
        name = _wrapped(facts.name, _font("Bold", size), width, 3)
        rest = [(facts.price, "Bold", round(size * 0.95), MADDER)] if facts.price else []
        small = max(26, round(size * 0.52))
        who = [
            (line, "Medium", small, colour)
            for text, colour in ((facts.producer, INK), (facts.place, QUIET))
            for line in _wrapped(text, _font("Medium", small), width, 2)
        ]
        needed = len(name) * size * 1.28 + sum(each[2] * 1.42 for each in (*rest, *who))
        needed += size * 1.0 if facts.stars else 0
        if needed <= bottom - top or size <= 30:
            break
        size -= 2
    # Next to a photo the words are centred, below a photo they start at the top.
    y = top + max(0.0, (bottom - top - needed) / 2 if layout.name == "the" else 0.0)
    for line in name:
        _line(pen, (left, y + size), line, _font("Bold", size), INK)
        y += size * 1.28
    for text, weight, points, colour in rest:
        _line(pen, (left, y + points * 1.1), text, _fitting(text, weight, points, width), colour)
        y += points * 1.42
    if facts.stars:
        y += size * 0.12
        radius = size * 0.3
        for number in range(facts.stars):
            _star(pen, left + radius + number * radius * 2.25, y + radius, radius)
        x = left + facts.stars * radius * 2.25 + radius
        _line(
            pen, (x, y + radius * 1.7), f"OCOP {facts.stars} sao", _font("Bold", round(size * 0.5)), TURMERIC
        )
        y += size * 0.88
    for text, weight, points, colour in who:
        _line(pen, (left, y + points * 1.1), text, _font(weight, points), colour)
        y += points * 1.42


def _line(
    pen: ImageDraw.ImageDraw, at: tuple[float, float], text: str, font: ImageFont.FreeTypeFont, fill: str
) -> None:
    """Draw a line of text. `at` is the left end of its base line, so accents never move it."""
    pen.text(at, _drawable(text), font=font, fill=fill, anchor="ls")


def _star(pen: ImageDraw.ImageDraw, cx: float, cy: float, radius: float) -> None:
    """Draw a star, because the font has none."""
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.42
        angle = math.pi * corner / 5 - math.pi / 2
        points.append((cx + reach * math.cos(angle), cy + reach * math.sin(angle)))
    pen.polygon(points, fill=STAR, outline=TURMERIC)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> list[str]:
    """Split `text` into at most `most` lines of whole words. A word that is too long is cut.

    Cut text ends in an ellipsis.
    """
    lines: list[str] = []
    for word in _drawable(text).split():
        while font.getlength(word) > width and len(word) > 1:
            end = next(n for n in range(len(word) - 1, 0, -1) if font.getlength(word[:n]) <= width or n == 1)
            lines.append(word[:end])
            word = word[end:]
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        last = lines[most - 1]
        while last and font.getlength(f"{last}…") > width:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last.rstrip()}…"]
    return lines


def _fitting(text: str, weight: str, size: int, width: int) -> ImageFont.FreeTypeFont:
    while size > 20 and _font(weight, size).getlength(text) > width:
        size -= 2
    return _font(weight, size)


def _code(text: str, side: int) -> Image.Image:
    """Draw the QR code with its quiet zone, at most `side` wide.

    Modules are whole pixels, so that no edge blurs.
    """
    symbol = qr.matrix(text)
    modules = symbol.size + 2 * qr.QUIET_ZONE
    scale = max(1, side // modules)
    small = Image.new("1", (modules, modules), 1)
    for y in range(symbol.size):
        for x in range(symbol.size):
            if symbol.dark(x, y):
                small.putpixel((x + qr.QUIET_ZONE, y + qr.QUIET_ZONE), 0)
    return small.resize((modules * scale, modules * scale), Image.Resampling.NEAREST).convert("RGB")


@lru_cache(maxsize=256)
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILES[weight], size)


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 5 MB that only a process that draws needs

    with TTFont(FONT_FILES["Bold"]) as bold, TTFont(FONT_FILES["Medium"]) as medium:
        return frozenset(bold.getBestCmap()) & frozenset(medium.getBestCmap())


def _drawable(text: str) -> str:
    """Return the text without characters missing in the font: an emoji would be an empty box."""
    return " ".join("".join(char for char in text if ord(char) in _letters() or char == " ").split())
