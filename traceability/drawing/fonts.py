"""The labels' font: Be Vietnam Pro (backend/common/fonts), measured and embedded as a subset.

It covers Vietnamese completely. Labels use Medium for secondary and Bold for primary text, because lighter
weights break up on thermal printers.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from backend.common.fonts import FONT_FILES

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont


@dataclass(frozen=True, slots=True)
class Subset:
    """A font reduced to some characters, ready to embed.

    Widths are in thousandths of the type size, by glyph.
    """

    name: str
    data: bytes
    glyphs: dict[str, int]
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int

    def hex(self, text: str) -> str:
        """Return `text` as glyph numbers for a PDF string.

        Raises KeyError for a character outside the subset.
        """
        return "".join([f"{self.glyphs[char]:04X}" for char in text])


@dataclass(frozen=True, slots=True)
class Face:
    """One weight, measured in fractions of the type size."""

    key: str
    advances: dict[str, float]
    inks: dict[str, tuple[float, float]]
    characters: frozenset[str] = field(repr=False)

    def width(self, text: str, size: float) -> float:
        """Return the width of `text`, in the unit of `size`.

        Raises KeyError for a character that the font lacks.
        """
        advances = self.advances
        return sum([advances[char] for char in text]) * size

    def ink(self, text: str, size: float) -> tuple[float, float]:
        """Return how far the glyphs of `text` extend above and below the baseline (the second is mostly
        negative).
        """
        reach = [self.inks[char] for char in text if char in self.inks]
        return (
            max((high for high, _ in reach), default=0.0) * size,
            min((low for _, low in reach), default=0.0) * size,
        )

    def missing(self, text: str) -> str:
        """Return the first character of `text` that the font lacks, or ""."""
        return next((char for char in text if char not in self.characters), "")


@cache
def face(key: str) -> Face:
    """Return the face of weight `key`: Medium or Bold."""
    font = _opened(key)
    units, glyphs, metrics = font["head"].unitsPerEm, font["glyf"], font["hmtx"]
    advances, inks = {}, {}
    for code, name in font.getBestCmap().items():
        advances[chr(code)] = metrics[name][0] / units
        glyph = glyphs[name]
        if glyph.numberOfContours:
            inks[chr(code)] = (glyph.yMax / units, glyph.yMin / units)
    return Face(key=key, advances=advances, inks=inks, characters=frozenset(advances))


@lru_cache(maxsize=8)
def embedded(key: str, characters: frozenset[str]) -> Subset:
    """Return the face `key` reduced to `characters`. The same characters give the same bytes."""
    from fontTools import subset  # noqa: PLC0415 8 MB that only a process that prints needs

    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.recalc_timestamp = False
    options.notdef_outline = True
    options.drop_tables += ["GDEF", "GPOS", "GSUB", "DSIG", "gasp", "post", "OS/2"]
    font = _opened(key)
    codes = font.getBestCmap()
    cap_height = font["OS/2"].sCapHeight
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(char) for char in sorted(characters)])
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    scale = 1000 / font["head"].unitsPerEm
    head, metrics = font["head"], font["hmtx"]
    data = out.getvalue()
    tag = "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(data).digest()[:6])
    return Subset(
        name=f"{tag}+BeVietnamPro-{key}",
        data=data,
        glyphs={char: font.getGlyphID(codes[ord(char)]) for char in sorted(characters)},
        widths=tuple(round(metrics[name][0] * scale) for name in font.getGlyphOrder()),
        box=(head.xMin, head.yMin, head.xMax, head.yMax),
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        cap_height=round(cap_height * scale),
    )


def _opened(key: str) -> TTFont:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 as above

    return TTFont(FONT_FILES[key], recalcTimestamp=False)
