"""Draw what a page has in addition to its labels.

These are the marks between labels, the note in the margin, the bands of a poster, and the cover.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation

from backend.common.dates import format_date
from backend.common.units import format_number
from traceability.drawing import draw
from traceability.drawing.compose import Design
from traceability.drawing.content import LabelContent
from traceability.drawing.draw import Fonts
from traceability.drawing.fonts import face
from traceability.drawing.layouts import POINTS, Arrangement, Layout
from traceability.drawing.typesetting import Text, WordTooWide, wrap, wrap_code
from traceability.serials import display

_NOTE_TYPE = 6.0
_TICK = 2.0  # mm
_SCARF_HEIGHT = 11 / 28  # relative to the width of one tile


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of a run outside its labels. They are Vietnamese like the labels."""

    content: LabelContent
    run: int
    labels: int
    numbers: tuple[int, int]
    sheets: int
    layout: Layout

    @property
    def title(self) -> str:
        return f"Tem {self.content.product_name}, lô {self.content.lot}, đợt {self.run}"

    def note(self, sheet: int, span: tuple[int, int], name: str | None = None) -> str:
        """Return the text in a sheet's margin.

        `span` holds the numbers of its first and last label in the run. `name` replaces the product's name.
        """
        return (
            f"{name or self.content.product_name} · Lô {self.content.lot} · Đợt tem {self.run} · "
            f"Tờ {format_number(sheet)}/{format_number(self.sheets)} · Tem số {_span(span)}"
        )

    def facts(self, serials: tuple[str, str]) -> list[tuple[str, str]]:
        """Return the (caption, value) rows of the cover. `serials` are the first and the last one."""
        content = self.content
        with translation.override("vi"):  # the same texts in any interface language
            paper = str(self.layout.title)
        facts = [("Lô", content.lot)]
        if content.produced:
            facts.append(("NSX", format_date(content.produced)))
        if content.expires:
            facts.append(("HSD", format_date(content.expires)))
        if content.producer:
            facts.append(("Nơi làm ra", content.producer))
        if content.net_content:
            facts.append(("Khối lượng", content.net_content))
        facts += [
            ("Đợt tem", str(self.run)),
            ("Số tem", f"{format_number(self.labels)} tem trên {format_number(self.sheets)} tờ"),
            ("Tem số", _span(self.numbers)),
            ("Giấy", paper),
            ("Mã đầu", display(serials[0])),
            ("Mã cuối", display(serials[1])),
        ]
        if content.host:
            facts.append(("Mở trang", content.host))
        return facts


def _span(numbers: tuple[int, int]) -> str:
    return f"{format_number(numbers[0])}–{format_number(numbers[1])}"


TITLE = "Tờ bìa đợt tem"
STEPS = (
    "In ở cỡ thật 100 %, không chọn “co cho vừa giấy”.",
    "In thử một tờ giấy thường, đặt chồng lên tờ tem, soi các vạch ở kẽ tem.",
    "Tem lệch thì ghi số mm lệch vào ô chỉnh máy in rồi tải lại.",
    "Tem hỏng hoặc thừa: bấm Huỷ tem trong sổ, đừng cho người khác dùng.",
)
RULER = "Đoạn thẳng này dài đúng 100 mm."


def characters(weight: str, design: Design, words: Words, *, cover: bool) -> set[str]:
    """Return every character that a run prints in `weight`, including the letters of serials."""
    used = {char for text in design.texts if text.weight == weight for char in text.text}
    used |= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ ")
    if weight == "Medium":
        used |= set(words.note(1_000, (1_000, 1_000)) + "…")
    if cover:
        used |= set(TITLE + RULER + words.content.product_name + "".join(STEPS))
        used |= {char for fact in words.facts(("", "")) for part in fact for char in part}
    return used


def background(layout: Layout, offset: tuple[float, float]) -> str:
    """Return PDF operators for the marks between labels of a sheet, or a poster's bands; "" for a roll."""
    if layout.arrangement == Arrangement.POSTER:
        return _poster_bands(layout)
    return _ticks(layout, offset) if layout.is_sheet else ""


def sheet_note(
    words: Words, sheet: int, span: tuple[int, int], fonts: Fonts, offset: tuple[float, float]
) -> str:
    """Return PDF operators for the note in a sheet's upper margin, shortening a long product name."""
    layout = words.layout
    width, height = layout.media
    room = (layout.paper[0] - 30) * POINTS
    medium, size = face("Medium"), _NOTE_TYPE
    name = words.content.product_name
    text = words.note(sheet, span)
    while medium.width(text, size) > room and name:
        name = name[:-1].rstrip()
        text = words.note(sheet, span, f"{name}…")
    x = (width - medium.width(text, size)) / 2 + offset[0] * POINTS
    y = (layout.top - 3.2 + offset[1]) * POINTS
    return draw.texts([Text(x, y, size, "Medium", text)], fonts, height)


def _broken(text: str, size: float, width: float) -> list[str]:
    """Break `text` into lines; a word wider than a line is cut, because nothing can be rejected here."""
    try:
        return wrap(text, weight="Bold", size=size, width=width, source="")
    except WordTooWide:
        return wrap_code(text, weight="Bold", size=size, width=width, source="")


def _ticks(layout: Layout, offset: tuple[float, float]) -> str:
    """Return PDF operators for short lines at the labels' edges, between the labels.

    Where they are printed shows the printer's offset.
    """
    drawn = []
    paper_height = layout.media[1]
    left, top = layout.left + offset[0], layout.top + offset[1]
    bottom = top + (layout.rows - 1) * layout.pitch[1] + layout.label[1]

    def vertical(x: float, y: float) -> None:
        drawn.append(
            draw.line(
                x * POINTS, paper_height - y * POINTS, x * POINTS, paper_height - (y + _TICK) * POINTS, 0.25
            )
        )

    for column in range(layout.columns):
        for edge in (0.0, layout.label[0]):
            x = left + column * layout.pitch[0] + edge
            vertical(x, top - 0.5 - _TICK)
            vertical(x, bottom + 0.5)
    gap = layout.pitch[0] - layout.label[0]
    for column in range(1, layout.columns):
        middle = (left + column * layout.pitch[0] - gap / 2) * POINTS
        for row in range(layout.rows + 1):
            y = paper_height - (top + row * layout.pitch[1]) * POINTS
            drawn.append(draw.line(middle - 0.3 * gap * POINTS, y, middle + 0.3 * gap * POINTS, y, 0.25))
    return "".join(drawn)


def _poster_bands(layout: Layout) -> str:
    width, height = layout.media
    margin, tiles = 14 * POINTS, 5
    band = (width - 2 * margin) / tiles * _SCARF_HEIGHT
    return draw.scarf(margin, height - margin - band, width - 2 * margin, tiles) + draw.scarf(
        margin, margin, width - 2 * margin, tiles
    )


def cover(words: Words, serials: tuple[str, str], fonts: Fonts) -> str:
    """Return PDF operators for the cover page: the facts of the run, how to print it, and a 100 mm ruler."""
    width, height = words.layout.media
    left, right = 20 * POINTS, width - 20 * POINTS
    tiles = 5
    band = (right - left) / tiles * _SCARF_HEIGHT
    drawn = [draw.scarf(left, height - 20 * POINTS - band, right - left, tiles), "0 g 0 G\n"]
    y = 20 * POINTS + band + 38
    texts = [Text(left, y, 13, "Medium", TITLE)]
    name, room = words.content.product_name, right - left
    size = next((size for size in (34.0, 28.0, 22.0) if face("Bold").width(name, size) <= 1.7 * room), 18.0)
    y += 10
    for text in _broken(name, size, room):
        y += 1.2 * size
        texts.append(Text(left, y, size, "Bold", text))
    y += 18
    column, body = left + 104, 12.5
    for key, value in words.facts(serials):
        y += 9
        texts.append(Text(left, y + 1.25 * body, body, "Medium", key))
        for text in _broken(value, body, right - column):
            y += 1.25 * body
            texts.append(Text(column, y, body, "Bold", text))
    y += 24
    for place, step in enumerate(STEPS, 1):
        y += 21
        texts.append(Text(left, y, body, "Bold", str(place)))
        texts.append(Text(left + 18, y, body, "Medium", step))
    ruler = height - 32 * POINTS
    start, stop = left, left + 100 * POINTS
    for x1, y1, x2, y2 in (
        (start, ruler, stop, ruler),
        (start, ruler - 5, start, ruler + 5),
        (stop, ruler - 5, stop, ruler + 5),
    ):
        drawn.append(draw.line(x1, height - y1, x2, height - y2, 0.75))
    texts.append(Text(start, ruler + 18, 9, "Medium", RULER))
    drawn.append(draw.texts(texts, fonts, height))
    return "".join(drawn)
