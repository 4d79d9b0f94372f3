"""Draw the test page of a paper: where its labels should be, and marks that show a printer's offset."""

from __future__ import annotations

import io

from django.utils import translation

from traceability.drawing import draw
from traceability.drawing.draw import Fonts
from traceability.drawing.fonts import embedded, face
from traceability.drawing.layouts import POINTS, Layout
from traceability.drawing.pdf import PdfWriter, number
from traceability.drawing.typesetting import Text

# Vietnamese like the labels, because it is printed with them.
_HEADING = "Tờ thử máy in"
_ACROSS, _DOWN = "SANG PHẢI", "XUỐNG DƯỚI"
_STEPS = (
    "1. In tờ này trên giấy thường, cỡ 100 %.",
    "2. Đặt chồng lên tờ tem, đưa ra chỗ sáng, soi.",
    "3. Ở bậc thang SANG PHẢI: mép dọc của tem",
    "trùng vạch số mấy thì ghi số đó vào ô Sang phải.",
    "4. Ở bậc thang XUỐNG DƯỚI: mép ngang của tem",
    "trùng vạch số mấy thì ghi số đó vào ô Xuống dưới.",
    "Trùng vạch 0 là máy in không lệch.",
)
_ROLL = ("4 lề đều 2 mm", "là đúng")
_REACH = 4  # mm to either side
_STEP = 4.0  # mm between the marks of a staircase, across its direction
_ROLL_MARGIN = 2.0


def calibration_page(layout: Layout) -> bytes:
    """Return the test page of `layout` as PDF, in Vietnamese; the same bytes each time."""
    with translation.override("vi"):
        return _calibration_page(layout)


def _calibration_page(layout: Layout) -> bytes:
    out = io.BytesIO()
    characters = frozenset(
        "".join((_HEADING, _ACROSS, _DOWN, *_STEPS, *_ROLL, "0123456789−+ ", str(layout.title)))
    )
    fonts: Fonts = {weight: embedded(weight, characters) for weight in draw.RESOURCE_NAMES}
    pdf = PdfWriter(out, title=f"{_HEADING}: {layout.key}")
    references = " ".join(f"/{draw.RESOURCE_NAMES[key]} {pdf.add_font(fonts[key])} 0 R" for key in fonts)
    resources = pdf.add(f"<</Font<<{references}>>>>")
    width, height = layout.media
    parts = (_sheet if layout.is_sheet else _roll)(layout, fonts)
    pdf.add_page(f"0 g 0 G\n{parts}".encode("ascii"), width=width, height=height, resources=resources)
    pdf.finish()
    return out.getvalue()


def _sheet(layout: Layout, fonts: Fonts) -> str:
    return _frames(layout) + _words(layout, fonts) + _stairs(layout, fonts)


def _roll(layout: Layout, fonts: Fonts) -> str:
    """Return PDF operators for a frame 2 mm inside the label: uneven margins show the offset."""
    wide, high = layout.paper
    margin = _ROLL_MARGIN
    frame = _rectangle(margin, margin, wide - 2 * margin, high - 2 * margin, layout.media[1])
    size = 9.0
    texts = []
    for place, line in enumerate((_HEADING, *_ROLL)):
        weight = "Medium" if place else "Bold"
        x = (wide * POINTS - face(weight).width(line, size)) / 2
        texts.append(Text(x, high * POINTS / 2 + (place - 0.7) * 1.4 * size, size, weight, line))
    return f"q 0.8 w\n{frame} S Q\n" + draw.texts(texts, fonts, layout.media[1])


def _frames(layout: Layout) -> str:
    """Return PDF operators for the dashed outline of every label."""
    drawn = [
        _rectangle(*layout.corner(slot), *layout.label, layout.media[1]) for slot in range(layout.per_page)
    ]
    return f"q 0.6 G 0.3 w [2 2] 0 d\n{' S '.join(drawn)} S Q\n"


def _stairs(layout: Layout, fonts: Fonts) -> str:
    """Return PDF operators for two staircases of marks, each mark a millimetre further than the one before.

    One crosses a vertical and one a horizontal edge of labels well inside the sheet.
    """
    paper = layout.media[1]
    lines, texts = [], []
    size = 7.5
    medium, bold = face("Medium"), face("Bold")
    edge_x, top = layout.corner(layout.columns + 1)  # the second label of the second row
    edge_y = layout.corner(2 * layout.columns)[1]
    left = layout.corner(2)[0]
    for place, offset in enumerate(range(-_REACH, _REACH + 1)):
        mark = f"{offset:+d}".replace("-", "−") if offset else "0"
        weight = 1.1 if offset == 0 else 0.6
        x, y = (edge_x + offset) * POINTS, (top + 2 + place * _STEP) * POINTS
        lines.append(draw.line(x, paper - y, x, paper - y - (_STEP - 0.5) * POINTS, weight))
        texts.append(Text(x + 2, y + 0.5 * _STEP * POINTS + 0.3 * size, size, "Bold", mark))
        x, y = (left + 1 + place * _STEP) * POINTS, (edge_y + offset) * POINTS
        lines.append(draw.line(x, paper - y, x + (_STEP - 0.5) * POINTS, paper - y, weight))
        middle = x + (_STEP - 0.5) * POINTS / 2 - bold.width(mark, size) / 2
        texts.append(Text(middle, y + 0.95 * size, size, "Bold", mark))
    texts.append(
        Text(
            edge_x * POINTS - medium.width(_ACROSS, size) / 2 + 10, (top + 1) * POINTS, size, "Bold", _ACROSS
        )
    )
    texts.append(Text((left + 1) * POINTS, (edge_y - _REACH - 1.5) * POINTS, size, "Bold", _DOWN))
    return "".join(lines) + draw.texts(texts, fonts, paper)


def _words(layout: Layout, fonts: Fonts) -> str:
    """Return PDF operators for the instructions, in the lower half."""
    paper = layout.media[1]
    size, leading = 13.0, 22.0
    lines = [_HEADING, str(layout.title), *_STEPS]
    wide = max(face("Bold").width(line, size) for line in lines) + 40
    tall = leading * len(lines) + 30
    left, top = (layout.paper[0] * POINTS - wide) / 2, 0.52 * paper
    box = f"{number(left)} {number(paper - top - tall)} {number(wide)} {number(tall)} re"
    ground = f"q 1 g {box} f 0.8 w {box} S Q\n"
    texts = []
    for place, line in enumerate(lines):
        is_more = place > 1 and not line[0].isdigit() and line.startswith("trùng")
        texts.append(
            Text(
                left + 20 + (16 if is_more else 0),
                top + leading * (place + 1) + 6,
                size,
                "Medium" if place else "Bold",
                line,
            )
        )
    return ground + draw.texts(texts, fonts, paper)


def _rectangle(x: float, y: float, wide: float, high: float, paper: float) -> str:
    """Return the PDF path of a rectangle, given in mm from the top left corner of the page.

    `paper` is the page's height in points.
    """
    sides = x * POINTS, paper - (y + high) * POINTS, wide * POINTS, high * POINTS
    return f"{' '.join(map(number, sides))} re"
