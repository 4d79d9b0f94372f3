"""Draw a label's plan as PDF operators.

Everything on a label is DeviceGray 0: black toner alone, never a mix of colours.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from backend.common.codes import LETTERS
from backend.theme.ornament import CLOTH, SCARF, THREADS, letters, rectangles
from traceability.drawing.compose import Design
from traceability.drawing.fonts import Subset
from traceability.drawing.pdf import number
from traceability.drawing.typesetting import Star, Text

type Fonts = dict[str, Subset]

RESOURCE_NAMES = {"Medium": "F0", "Bold": "F1"}
_BLACK = "0 g\n"


def texts(lines: Iterable[Text], fonts: Fonts, height: float) -> str:
    """Return PDF operators that draw lines of text on a drawing that is `height` points high."""
    drawn = [f"{_placed(line, height)}<{fonts[line.weight].hex(line.text)}>Tj\n" for line in lines]
    return f"BT\n{''.join(drawn)}ET\n" if drawn else ""


def serial_texts(design: Design, fonts: Fonts) -> Callable[[str], str]:
    """Return a function that draws one label's serial (17 letters) at its place in the design."""
    glyphs = {letter: fonts["Bold"].hex(letter) for letter in LETTERS}
    space = fonts["Bold"].hex(" ")
    lines = [
        (
            f"{_placed(line, design.height)}<",
            [slice(4 * part.start, 4 * part.stop) for part in line.pick or ()],
        )
        for line in design.varying
    ]

    def operators(serial: str) -> str:
        code = "".join([glyphs[letter] for letter in serial])
        drawn = [lead + space.join([code[part] for part in parts]) + ">Tj\n" for lead, parts in lines]
        return f"BT\n{''.join(drawn)}ET\n"

    return operators


def stars(shapes: Iterable[Star], height: float) -> str:
    """Return PDF operators that draw five-pointed stars on a drawing that is `height` points high."""
    drawn = []
    for shape in shapes:
        points = []
        for corner in range(10):
            reach = shape.radius * (1.0 if corner % 2 == 0 else 0.42)
            angle = math.pi / 2 + corner * math.pi / 5
            points.append(
                f"{number(shape.x + reach * math.cos(angle))} {number(height - shape.y + reach * math.sin(angle))}"
            )
        drawn.append(f"{points[0]} m {' '.join(f'{point} l' for point in points[1:])} h f\n")
    return "".join(drawn)


def fixed_part(design: Design, fonts: Fonts) -> bytes:
    """Return PDF operators that draw what all labels of a run share: texts without the serial, and stars."""
    return (_BLACK + texts(design.fixed, fonts, design.height) + stars(design.stars, design.height)).encode(
        "ascii"
    )


def scarf(x: float, y: float, width: float, tiles: int) -> str:
    """Return PDF operators that draw a band of the scarf's pattern in its own colours.

    Its lower left corner is (x, y), and `tiles` repeats of the pattern fill `width`.
    """
    module = width / (tiles * len(SCARF[0]))
    height = len(SCARF) * module
    drawn = [f"q {_rgb(CLOTH)} rg {number(x)} {number(y)} {number(width)} {number(height)} re f\n"]
    drawn.append(f"{number(module)} 0 0 {number(-module)} {number(x)} {number(y + height)} cm\n")
    for thread in letters(SCARF):
        drawn.append(f"{_rgb(THREADS[thread])} rg\n")
        for tile in range(tiles):
            for left, top, wide, high in rectangles(SCARF, thread):
                drawn.append(f"{left + tile * len(SCARF[0])} {top} {wide} {high} re\n")
        drawn.append("f\n")
    return "".join(drawn) + "Q\n"


def line(x1: float, y1: float, x2: float, y2: float, width: float) -> str:
    return f"{number(width)} w {number(x1)} {number(y1)} m {number(x2)} {number(y2)} l S\n"


def _placed(line: Text, height: float) -> str:
    return (
        f"/{RESOURCE_NAMES[line.weight]} {number(line.size)} Tf "
        f"1 0 0 1 {number(line.x)} {number(height - line.y)} Tm"
    )


def _rgb(colour: str) -> str:
    return " ".join(number(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
