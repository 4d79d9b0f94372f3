"""A whole run of labels as one PDF.

The same RunSpec gives the same bytes, so an interrupted run is simply rendered again. Memory use doesn't grow
with the number of labels. Serials come from the codec in chunks, codes from the run's BatchEncoder. What all
labels share is one drawing that every label refers to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from django.utils.translation import gettext as _

from backend.common.codes import LETTERS
from backend.common.qr import BatchEncoder, Level, TextTooLong, smallest_version
from traceability.drawing import draw, pages
from traceability.drawing.compose import Design, compose
from traceability.drawing.content import LabelContent
from traceability.drawing.errors import CodeDoesNotFit, OffsetTooLarge
from traceability.drawing.fonts import embedded
from traceability.drawing.layouts import MAX_OFFSET, POINTS, Layout
from traceability.drawing.pdf import PdfWriter, number
from traceability.drawing.symbols import SymbolPath
from traceability.gs1.digital_link import build_uri
from traceability.serials import LENGTH, SerialCodec

_LARGEST_VERSION = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSpec:
    """Everything that determines a run's PDF.

    Labels `first` to `first + count - 1` of run number `run` are printed, without those in `voids` (first and
    last, inclusive). `origin` is scheme and host; exactly one of `gtin` and `own_code` is given. `offset`
    moves everything right and down, in mm, to correct the printer's offset. `cover` adds a summary page
    before the sheets.
    """

    layout: Layout
    content: LabelContent
    codec: SerialCodec
    key_version: int
    run: int
    count: int
    origin: str
    gtin: str | None = None
    own_code: str | None = None
    first: int = 1
    voids: tuple[tuple[int, int], ...] = ()
    offset: tuple[float, float] = (0.0, 0.0)
    cover: bool = False

    def counters(self) -> Iterator[range]:
        """Yield the numbers of the printed labels as ranges, without voids."""
        start, stop = self.first, self.first + self.count
        for low, high in sorted(self.voids):
            if start < min(low, stop):
                yield range(start, min(low, stop))
            start = max(start, high + 1)
        if start < stop:
            yield range(start, stop)

    @property
    def labels(self) -> int:
        """Return the number of printed labels."""
        return sum(map(len, self.counters()))

    def serials(self) -> Iterator[str]:
        """Yield the 17 letters of each printed label, in order."""
        for counters in self.counters():
            yield from self.codec.encode_many(
                self.run, counters.start, len(counters), key_version=self.key_version
            )

    def counter_at(self, place: int) -> int:
        """Return the number of the label at index `place` (from 0) of the printed ones. Raises IndexError."""
        for counters in self.counters():
            if place < len(counters):
                return counters[place]
            place -= len(counters)
        raise IndexError("the run has fewer labels")

    def serial_at(self, place: int) -> str:
        """Return the 17 letters of the label at index `place` (from 0) of the printed ones."""
        return next(self.codec.encode_many(self.run, self.counter_at(place), 1, key_version=self.key_version))


@dataclass(frozen=True, slots=True)
class RunReport:
    """The result of rendering a run.

    `module` is the side of a module in mm. `lot_in_uri` is True if the code names its lot.
    """

    labels: int
    pages: int
    version: int
    level: Level
    module: float
    lot_in_uri: bool
    size: int
    sha256: str


class RunPlan:
    """A run's URI, code and design, computed before anything is printed.

    The URI names the lot unless that needs a larger code. Without it, the serial still leads to the lot,
    whose code is also printed as text. Raises CodeDoesNotFit, TextDoesNotFit, LetterNotInFont or
    OffsetTooLarge, so that a page can warn before it queues the run.
    """

    def __init__(self, spec: RunSpec) -> None:
        self.spec = spec
        layout = spec.layout
        self.prefix, self.version, self.level, self.lot_in_uri = _address(spec)
        self.module = layout.module(self.version)
        self.design: Design = compose(layout, spec.content, version=self.version, module=self.module)
        self.offset = layout.snapped(float(spec.offset[0])), layout.snapped(float(spec.offset[1]))
        self._check_offset()

    @cached_property
    def encoder(self) -> BatchEncoder:
        return BatchEncoder(self.prefix, LENGTH, letters=LETTERS, error=self.level, version=self.version)

    @property
    def cover_pages(self) -> int:
        return 1 if self.spec.cover and self.spec.layout.is_sheet else 0

    def uri(self, serial: str) -> str:
        """Return the text in the QR code of the label with `serial` (16 or 17 letters)."""
        return self.prefix + serial[:LENGTH]

    def corner(self, slot: int) -> tuple[float, float]:
        """Return the top left corner of a label on its page in mm, including the printer offset."""
        x, y = self.spec.layout.corner(slot)
        return x + self.offset[0], y + self.offset[1]

    def _check_offset(self) -> None:
        """Check that each label stays on the paper as a whole: the code, its quiet zone and the type.

        Raises OffsetTooLarge, also for an offset of more than MAX_OFFSET.
        """
        layout = self.spec.layout
        left, top, right, bottom = (edge / POINTS for edge in self.design.bounds)
        fits = max(map(abs, self.offset)) <= MAX_OFFSET + layout.dot
        for slot in (0, layout.per_page - 1):
            x, y = self.corner(slot)
            fits = fits and x + left >= 0 and y + top >= 0
            fits = fits and x + right <= layout.paper[0] and y + bottom <= layout.paper[1]
        if not fits:
            raise OffsetTooLarge(
                _("Chỉnh lệch máy in nhiều quá, tem in ra ngoài giấy. Chị chỉnh ít hơn."),
                field="offset",
                code="label_offset_too_large",
            )

    @property
    def modules(self) -> int:
        return 17 + 4 * self.version


def render_run(
    spec: RunSpec,
    out: BinaryIO,
    progress: Callable[[int], object] = lambda _done: None,
    *,
    plan: RunPlan | None = None,
) -> RunReport:
    """Write the run's PDF to `out`. Call `progress` with the number of finished labels after each page.

    Raises the errors of RunPlan before writing a byte. The file is not verified yet: verify_run reads it
    back.
    """
    plan = plan or RunPlan(spec)
    layout, design, total = spec.layout, plan.design, spec.labels
    sheets = layout.pages(total)
    numbers = spec.counter_at(0), spec.counter_at(total - 1)
    words = pages.Words(spec.content, spec.run, total, numbers, sheets, layout)
    fonts = {
        weight: embedded(
            weight, frozenset(pages.characters(weight, design, words, cover=bool(plan.cover_pages)))
        )
        for weight in draw.RESOURCE_NAMES
    }
    pdf = PdfWriter(out, title=words.title)
    references = " ".join(f"/{draw.RESOURCE_NAMES[key]} {pdf.add_font(fonts[key])} 0 R" for key in fonts)
    words_only = pdf.add(f"<</Font<<{references}>>>>")
    label = pdf.add_form(
        draw.fixed_part(design, fonts), width=design.width, height=design.height, resources=words_only
    )
    resources = pdf.add(f"<</Font<<{references}>>/XObject<</T {label} 0 R>>>>")
    width, height = layout.media
    if plan.cover_pages:
        serials = (spec.serial_at(0), spec.serial_at(total - 1))
        content = pages.cover(words, serials, fonts)
        pdf.add_page(content.encode("ascii"), width=width, height=height, resources=resources)

    serial_texts = draw.serial_texts(design, fonts)
    rows, path = plan.encoder.rows, SymbolPath(plan.modules).operators
    heads, middle = _slots(plan)
    background = pages.background(layout, plan.offset)
    page: list[str] = []
    for done, serial in enumerate(spec.serials(), start=1):
        page.append(f"{heads[len(page)]}{serial_texts(serial)}{middle}{path(rows(serial[:LENGTH]))}f Q\n")
        if len(page) == layout.per_page or done == total:
            note = ""
            if layout.is_sheet:
                span = spec.counter_at(done - len(page)), spec.counter_at(done - 1)
                note = pages.sheet_note(words, pdf.pages - plan.cover_pages + 1, span, fonts, plan.offset)
            content = f"0 g 0 G\n{background}{note}{''.join(page)}"
            pdf.add_page(content.encode("ascii"), width=width, height=height, resources=resources)
            page.clear()
            progress(done)
    pdf.finish()
    return RunReport(
        labels=total,
        pages=pdf.pages,
        version=plan.version,
        level=plan.level,
        module=plan.module,
        lot_in_uri=plan.lot_in_uri,
        size=pdf.size,
        sha256=pdf.sha256,
    )


def _slots(plan: RunPlan) -> tuple[list[str], str]:
    """Return the PDF operators that begin each label of a page, and those between its text and its code."""
    layout, design = plan.spec.layout, plan.design
    heads = []
    for slot in range(layout.per_page):
        x, y = plan.corner(slot)
        bottom = layout.media[1] - y * POINTS - design.height
        heads.append(f"q 1 0 0 1 {number(x * POINTS)} {number(bottom)} cm/T Do\n")
    module, code_x, code_y = design.module, design.code_x, design.height - design.code_y
    return heads, f"{number(module)} 0 0 {number(-module)} {number(code_x)} {number(code_y)} cm\n"


def _address(spec: RunSpec) -> tuple[str, int, Level, bool]:
    """Choose the form of the run's URIs.

    Return (prefix, QR version, error level, whether the lot is in the URI).

    The form with the smaller QR code is used; on a tie the lot is included. The level is Q if it fits the
    same version, else M. Raises CodeDoesNotFit if no form fits.
    """
    sample = LETTERS[10] * LENGTH
    options = []
    for lot in (spec.content.lot, None):
        uri = build_uri(spec.origin, gtin=spec.gtin, own_code=spec.own_code, lot=lot, serial=sample)
        try:
            options.append((smallest_version(uri), lot is None, uri))
        except TextTooLong:
            continue
    if not options or min(options)[0] > _LARGEST_VERSION:
        raise CodeDoesNotFit(
            _("Địa chỉ in trong mã QR dài quá. Chị báo người quản trị rút gọn tên miền."),
            field="layout",
            code="label_code_too_long",
        )
    version, is_short, uri = min(options)
    level: Level = "Q" if smallest_version(uri, error="Q") == version else "M"
    return uri.removesuffix(sample), version, level, not is_short
