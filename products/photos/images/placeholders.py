"""Placeholders that pages show until the sizes are made."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

from PIL import Image


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder until the sizes are made: the main colour and a coarse drawing of a few hundred bytes."""

    colour: str
    svg: str

    @property
    def data_uri(self) -> str:
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode()


_CELLS = 6


def placeholder(jpeg: bytes) -> Placeholder:
    """Return the main colour of a photo, and its coarse squares as an SVG of the photo's proportions."""
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
    """Return the commonest of a few colours.

    Greyish ones count less, so that a product outweighs its background.
    """
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
