"""Compute the positions of everything on a label.

Each layout has a largest and a smallest type size for the name and for the rest. The largest pair that fits
is used. Both shrink together, so the name is always larger than the rest (Decree 37/2026/NĐ-CP, Art. 43(1)). No type
is smaller than MIN_TYPE, and none enters the code's quiet zone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.qr import QUIET_ZONE
from traceability.drawing.content import LabelContent
from traceability.drawing.errors import LetterNotInFont, TextDoesNotFit
from traceability.drawing.fonts import face
from traceability.drawing.layouts import POINTS, Arrangement, Layout
from traceability.drawing.typesetting import (
    MIN_TYPE,
    NAME_LEADING,
    Box,
    DoesNotFit,
    Line,
    Piece,
    Star,
    Text,
    Try,
    WordTooWide,
    height,
    largest_fit,
    stack,
    tries,
    wrap,
    wrap_code,
)

_SAMPLE_SERIAL = "0" * 17
_GROUPS = (slice(0, 4), slice(4, 8), slice(8, 12), slice(12, 16), slice(16, 17))
# The last letter is never alone on a line.
_SERIAL_LINES = (((0, 1, 2, 3, 4),), ((0, 1), (2, 3, 4)), ((0,), (1,), (2,), (3, 4)))


# Positions of a poster's middle and text, in mm from the top; the scarf's bands are above and below.
POSTER_TOP, POSTER_MIDDLE, POSTER_BOTTOM = 36.0, 152.0, 262.0


@dataclass(frozen=True, slots=True)
class Design:
    """One label's plan, in points from its top left corner, y downwards.

    code_x and code_y are the corner of the code without its quiet zone. Both are whole numbers of printer
    dots.
    """

    width: float
    height: float
    module: float
    modules: int
    code_x: float
    code_y: float
    texts: tuple[Text, ...]
    stars: tuple[Star, ...]

    @property
    def code_box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of the code with its quiet zone."""
        quiet, side = QUIET_ZONE * self.module, self.modules * self.module
        x, y = self.code_x, self.code_y
        return x - quiet, y - quiet, x + side + quiet, y + side + quiet

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of everything printed, including the code's quiet zone."""
        boxes = [self.code_box, *(text.box for text in self.texts), *(star.box for star in self.stars)]
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    @property
    def fixed(self) -> list[Text]:
        """Return the texts that all labels of a run share."""
        return [text for text in self.texts if text.pick is None]

    @property
    def varying(self) -> list[Text]:
        """Return the lines of the serial; their `text` is a sample."""
        return [text for text in self.texts if text.pick is not None]


def compose(layout: Layout, content: LabelContent, *, version: int, module: float) -> Design:
    """Return the plan of one label whose code has `version` and modules of `module` mm.

    Raises TextDoesNotFit, naming the field to shorten, or LetterNotInFont.
    """
    for name in ("product_name", "lot", "producer", "net_content", "host", "opens", "opens_short"):
        if missing := face("Bold").missing(getattr(content, name)):
            raise LetterNotInFont(
                _("Tem không in được ký hiệu “%(sign)s”. Chị bỏ nó khỏi %(field)s.")
                % {"sign": missing, "field": _field_names()[name]},
                field=name,
                code="label_letter_missing",
            )
    arrange = {Arrangement.BESIDE: _beside, Arrangement.BELOW: _below, Arrangement.POSTER: _poster}
    side = (17 + 4 * version + 2 * QUIET_ZONE) * module
    quiet = QUIET_ZONE * module
    try:
        left, top, drawn = arrange[layout.arrangement](layout, content, side, quiet)
    except DoesNotFit as failure:
        raise TextDoesNotFit(
            _("%(field)s dài quá: chữ trên tem này sẽ nhỏ hơn 5 pt. Chị viết ngắn lại hoặc chọn tem to hơn.")
            % {"field": _field_names()[failure.source].capitalize()},
            field=failure.source,
            code="label_text_too_long",
        ) from None
    return Design(
        width=layout.label[0] * POINTS,
        height=layout.label[1] * POINTS,
        module=module * POINTS,
        modules=17 + 4 * version,
        code_x=(left + quiet) * POINTS,
        code_y=(top + quiet) * POINTS,
        texts=tuple(part for part in drawn if isinstance(part, Text)),
        stars=tuple(part for part in drawn if isinstance(part, Star)),
    )


# The arrangements. Each returns the top left corner of the code with its quiet zone, in mm, and what is
# around it.

type _Drawn = list[Text | Star]


def _beside(layout: Layout, content: LabelContent, side: float, quiet: float) -> tuple[float, float, _Drawn]:
    """Place the code on the left, and a column on the right: the name at its top, facts at its foot.

    Returns left and top of the code with its quiet zone, in mm, and everything else to draw.
    """
    width, tall = layout.label
    code_left = layout.snapped(min((tall - side) / 2, 0.6 * layout.inset))
    code_top = layout.snapped((tall - side) / 2)
    left, right = code_left + side, width - layout.inset
    # Use the height of the code's modules if it is enough, so that edges align; else the whole height.
    aligned = max(layout.inset, code_top + quiet)
    near = _box(left, aligned, right, tall - aligned)
    whole = _box(left, layout.inset, right, tall - layout.inset)

    def build(at: Try) -> tuple[list[Line], list[Line]]:
        head, foot = _name(content, at.name, at.box), _facts(content, at, is_small=layout.is_small)
        if not layout.is_small:
            head += _maker(content, at, gap=0.3 * at.body) + _quality(content, at, gap=0.2 * at.body)
            foot += _opens(content, at, max(MIN_TYPE, 0.88 * at.body), gap=0.6 * at.body)
        return head, foot

    types = layout.name_type, layout.body_type
    candidates = [
        *tries(near, *types, until=0.45),
        *tries(whole, *types, until=0.7),
        *tries(whole, *types, is_tight=True),
    ]
    return code_left, code_top, _head_and_foot(*largest_fit(candidates, build, between=0.6))


def _below(layout: Layout, content: LabelContent, side: float, quiet: float) -> tuple[float, float, _Drawn]:
    """Place the name across the top, the code below it on the left, facts next to the code.

    Returns left and top of the code with its quiet zone, in mm, and everything else to draw.
    """
    width, tall = layout.label
    code_left, code_top = layout.snapped(0.4), layout.snapped(tall - side - 0.4)
    head_box = _box(code_left + quiet, layout.inset, width - layout.inset, code_top)
    right, bottom = width - layout.inset, tall - layout.inset
    # Use the height of the code's modules, or extend to the edge if that is too little.
    foot_box = _box(code_left + side, code_top + quiet, right, code_top + side - quiet)
    whole_foot = _box(code_left + side, code_top + 0.4 * quiet, right, max(bottom, code_top + side - quiet))

    def head_lines(at: Try) -> tuple[list[Line], list[Line]]:
        return _name(content, at.name, at.box) + (
            [] if layout.is_small else _maker(content, at, gap=0.2 * at.body)
        ), []

    def foot_lines(at: Try) -> tuple[list[Line], list[Line]]:
        if layout.is_small:
            return [], _facts(content, at, is_small=True)
        quality = _quality(content, at, gap=0)
        opens = _opens(content, at, max(MIN_TYPE, 0.88 * at.body), gap=0.5 * at.body)
        return quality, _facts(content, at, is_small=False) + opens

    types = layout.name_type, layout.body_type
    head = largest_fit(tries(head_box, *types), head_lines, between=0)
    candidates = [*tries(foot_box, *types, until=0.7), *tries(whole_foot, *types, is_tight=True)]
    foot = largest_fit(candidates, foot_lines, between=0.3)
    return code_left, code_top, _head_and_foot(*head) + _head_and_foot(*foot)


def _poster(layout: Layout, content: LabelContent, side: float, quiet: float) -> tuple[float, float, _Drawn]:
    """Lay out a centred page to hang up: the name, the code, its text, the facts.

    Returns left and top of the code with its quiet zone, in mm, and everything else to draw.
    """
    width, _tall = layout.label
    code_left, code_top = layout.snapped((width - side) / 2), layout.snapped(POSTER_MIDDLE - side / 2)
    head_box = _box(layout.inset, POSTER_TOP, width - layout.inset, code_top)
    foot_box = _box(layout.inset, code_top + side, width - layout.inset, POSTER_BOTTOM)

    def head_lines(at: Try) -> tuple[list[Line], list[Line]]:
        maker = _maker(content, at, gap=0.8 * at.body) + _quality(content, at, gap=0.2 * at.body)
        return _name(content, at.name, at.box) + maker, []

    def foot_lines(at: Try) -> tuple[list[Line], list[Line]]:
        return _opens(content, at, 1.2 * at.body, gap=0), _facts_in_a_row(content, at.body, at.box)

    types = layout.name_type, layout.body_type
    box, head, _none = largest_fit(tries(head_box, *types), head_lines, between=0)
    middle = box.top + (box.height - height(head)) / 2
    foot = largest_fit(tries(foot_box, *types), foot_lines, between=1.0)
    drawn = [*stack(head, box, middle, centred=True), *_head_and_foot(*foot, centred=True)]
    return code_left, code_top, drawn


def _head_and_foot(box: Box, head: list[Line], foot: list[Line], *, centred: bool = False) -> _Drawn:
    foot_top = box.top + box.height - height(foot)
    return [*stack(head, box, box.top, centred=centred), *stack(foot, box, foot_top, centred=centred)]


def _box(left: float, top: float, right: float, bottom: float) -> Box:
    """Return a box in points, given its edges in millimetres."""
    return Box(left * POINTS, top * POINTS, (right - left) * POINTS, (bottom - top) * POINTS)


# The blocks of lines


def _name(content: LabelContent, size: float, box: Box) -> list[Line]:
    source = "product_name"
    lines = wrap(content.product_name, weight="Bold", size=size, width=box.width, source=source)
    return [Line(size, (Piece(line, "Bold"),), source, leading=NAME_LEADING) for line in lines]


def _maker(content: LabelContent, at: Try, *, gap: float) -> list[Line]:
    if not content.producer:
        return []
    texts = wrap(content.producer, weight="Medium", size=at.body, width=at.box.width, source="producer")
    return [
        Line(at.body, (Piece(text),), "producer", gap=0 if row else gap) for row, text in enumerate(texts)
    ]


def _quality(content: LabelContent, at: Try, *, gap: float) -> list[Line]:
    """Return the net content and the OCOP stars, in one line if they fit."""
    size, net, stars = at.body, content.net_content, content.stars or 0
    if not stars:
        return [Line(size, (Piece(net, "Bold"),), "net_content", gap=gap)] if net else []
    ocop = Line(size, (Piece("OCOP"),), "net_content", gap=gap, stars=stars)
    if not net:
        return [ocop]
    weight = Piece(net, "Bold")
    both = Line(
        size, (weight, Piece("OCOP", indent=weight.width(size) + size)), "net_content", gap=gap, stars=stars
    )
    if both.width <= at.box.width:
        return [both]
    return [
        Line(size, (weight,), "net_content", gap=gap),
        Line(size, (Piece("OCOP"),), "net_content", stars=stars),
    ]


def _dates(content: LabelContent, *, is_small: bool) -> list[tuple[str, str]]:
    """Return the captions NSX and HSD with their dates as the law writes them, day before month.

    NSX is left out on small labels (Decree 37/2026/NĐ-CP, Art. 46).
    """
    dates = [] if is_small or content.produced is None else [("NSX", format_date(content.produced))]
    return dates + ([("HSD", format_date(content.expires))] if content.expires else [])


def _facts(content: LabelContent, at: Try, *, is_small: bool) -> list[Line]:
    """Return the lines for NSX, HSD, lot and serial.

    The captions have a column of their own; small labels have no room for one, and the serial has no caption.
    If `at` is tight, both dates share a line where they fit.
    """
    size, width = at.body, at.box.width
    dates = _dates(content, is_small=is_small)
    keys = [key for key, _value in dates] + ["Lô"] + ([] if is_small else ["Mã"])
    column = max(Piece(key).width(size) for key in keys) + 0.45 * size

    def indent(key: str) -> float:
        return Piece(f"{key} ").width(size) if is_small else column

    rows = [Line(size, (Piece(key), Piece(value, "Bold", indent(key))), "expires") for key, value in dates]
    if at.is_tight and len(rows) == 2:
        (first, second), middle = rows, rows[0].width + 0.8 * size
        shifted = tuple(replace(piece, indent=piece.indent + middle) for piece in second.pieces)
        both = Line(size, (*first.pieces, *shifted), "expires")
        rows = [both] if both.width <= width else rows
    lot = _lot(content, size, width, indent("Lô") / size)
    for row, text in enumerate(lot):
        rows.append(Line(size, (Piece("" if row else "Lô"), Piece(text, "Bold", indent("Lô"))), "lot"))
    if is_small:
        first, *rest = _serial(size, width, 0)
        return [*rows, replace(first, gap=0.25 * size), *rest]
    first, *rest = _serial(size, width - column, column)
    return [*rows, replace(first, pieces=(Piece("Mã"), *first.pieces)), *rest]


def _lot(content: LabelContent, size: float, width: float, indent: float) -> list[str]:
    """Return the lot in as few lines as the smallest type needs. Raises WordTooWide if `size` needs more.

    Then a smaller type is tried, so that the number is not split.
    """

    def lines(at_size: float) -> list[str]:
        return wrap_code(
            content.lot, weight="Bold", size=at_size, width=width - indent * at_size, source="lot"
        )

    lot = lines(size)
    if len(lot) > len(lines(MIN_TYPE)):
        raise WordTooWide("lot")
    return lot


def _facts_in_a_row(content: LabelContent, size: float, box: Box) -> list[Line]:
    """Return the lines of a poster's facts: lot and dates in one line if they fit, then the serial."""
    facts = [f"{key} {value}" for key, value in [("Lô", content.lot), *_dates(content, is_small=False)]]
    row = " · ".join(facts)
    texts = [row] if Piece(row).width(size) <= box.width else [facts[0], " · ".join(facts[1:])]
    lines = [Line(size, (Piece(text),), "lot") for text in texts if text]
    indent = Piece("Mã ").width(size)
    serial = _serial(size, box.width - indent, indent)
    return [*lines, Line(size, (Piece("Mã"), *serial[0].pieces), "serial", gap=0.2 * size), *serial[1:]]


def _serial(size: float, width: float, indent: float) -> list[Line]:
    """Return the lines of the serial: its groups of four in as few lines as `width` allows."""
    lines: list[Line] = []
    for split in _SERIAL_LINES:
        lines = []
        for groups in split:
            pick = tuple(_GROUPS[group] for group in groups)
            text = " ".join(_SAMPLE_SERIAL[part] for part in pick)
            lines.append(Line(size, (Piece(text, "Bold", indent, pick),), "serial"))
        if all(line.width - indent <= width for line in lines):
            break
    return lines


def _opens(content: LabelContent, at: Try, size: float, *, gap: float) -> list[Line]:
    """Return the lines that say what the code opens, with the host.

    A buyer can compare the host, and so notice another code pasted over this one.
    """
    width = at.box.width
    words = content.opens_short if at.is_tight else content.opens
    if not content.host:
        texts = wrap(words, weight="Medium", size=size, width=width, source="opens")
        return [Line(size, (Piece(text),), "opens", gap=0 if row else gap) for row, text in enumerate(texts)]
    words += ":"
    host = Piece(content.host, "Bold", Piece(f"{words} ").width(size))
    both = Line(size, (Piece(words), host), "host", gap=gap)
    if both.width <= width:
        return [both]
    texts = wrap(words, weight="Medium", size=size, width=width, source="opens")
    hosts = wrap_code(content.host, weight="Bold", size=size, width=width, source="host")
    return [
        *(Line(size, (Piece(text),), "opens", gap=0 if row else gap) for row, text in enumerate(texts)),
        *(Line(size, (Piece(text, "Bold"),), "host") for text in hosts),
    ]


def _field_names() -> dict[str, str]:
    return {
        "product_name": _("tên sản phẩm"),
        "lot": _("số lô"),
        "producer": _("tên nơi làm ra"),
        "net_content": _("khối lượng"),
        "host": _("địa chỉ trang"),
        "opens": _("câu mời quét"),
        "opens_short": _("câu mời quét"),
        "expires": _("ngày tháng"),
        "serial": _("mã tem"),
    }
