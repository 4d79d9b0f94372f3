"""Read finished labels back as a printer and a phone would: no sheet reaches a member unread.

PDFium rasterises the PDF at the printer's resolution, it is blurred a little, and zxing-cpp reads it. Neither
shares code with the program that made the file. Each label read must hold exactly its own URI at its own
place, and a clean quiet zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import pypdfium2
from django.utils.translation import gettext as _
from PIL import Image, ImageFilter

from backend.common.qr import QUIET_ZONE, decode
from backend.common.units import format_number
from traceability.drawing.errors import LabelUnreadable
from traceability.drawing.layouts import POINTS
from traceability.drawing.run import RunPlan, RunSpec

SAMPLE = 100
_BLUR = 0.15  # relative to a module: a worn print head, a phone slightly out of focus
_WHOLE_PAGE_FROM = 8  # labels of one page from which rendering the whole page is faster


def sample_places(labels: int, sample: int = SAMPLE) -> list[int]:
    """Return the places (from 0) of the labels to read: all up to `sample`, else `sample` of them.

    They are spread evenly, including the first and the last.
    """
    if labels <= sample:
        return list(range(labels))
    return [place * (labels - 1) // (sample - 1) for place in range(sample)]


def verify_run(
    file: Path | str | BinaryIO | bytes,
    spec: RunSpec,
    progress: Callable[[int], object] = lambda _done: None,
    *,
    plan: RunPlan | None = None,
    sample: int = SAMPLE,
) -> int:
    """Read up to `sample` labels of a finished run back. Return the number of labels read.

    Raises LabelUnreadable at the first bad one, or if pages are missing. Takes about 0.02 s per label.
    `progress` is called after each page with the number of labels read so far.
    """
    plan = plan or RunPlan(spec)
    total = spec.labels
    expected_pages = spec.layout.pages(total) + plan.cover_pages
    done = 0
    with pypdfium2.PdfDocument(file) as document:
        if len(document) != expected_pages:
            raise LabelUnreadable(_("Tệp tem thiếu trang. Chị bấm làm lại."), code="label_pages_missing")
        by_page = groupby(sample_places(total, sample), key=lambda place: place // spec.layout.per_page)
        for number, places in by_page:
            page = document[number + plan.cover_pages]
            for place, picture in _pictures(page, plan, list(places)):
                _check(picture, plan, place)
                done += 1
            page.close()
            progress(done)
    return done


def _pictures(page: pypdfium2.PdfPage, plan: RunPlan, places: list[int]) -> Iterator[tuple[int, Image.Image]]:
    """Yield (place, picture as the printer would render it) of the labels at `places`, all on one page."""
    layout = plan.spec.layout
    scale = layout.dpi / 72
    whole = _rendered(page, scale) if len(places) >= _WHOLE_PAGE_FROM or layout.per_page == 1 else None
    for place in places:
        x, y = plan.corner(place % layout.per_page)
        width, height = layout.label
        edges = [round(edge / layout.dot) for edge in (x, y, x + width, y + height)]
        if whole is not None:
            yield place, whole.crop((edges[0], edges[1], edges[2], edges[3]))
        else:
            across, down = (side * scale for side in layout.media)
            left, bottom, right, top = (
                max(0.0, margin) / scale
                for margin in (edges[0], down - edges[3], across - edges[2], edges[1])
            )
            yield place, _rendered(page, scale, (left, bottom, right, top))


def _rendered(
    page: pypdfium2.PdfPage, scale: float, cut: tuple[float, float, float, float] = (0, 0, 0, 0)
) -> Image.Image:
    return page.render(scale=scale, crop=cut, grayscale=True).to_pil()


def _check(picture: Image.Image, plan: RunPlan, place: int) -> None:
    serial = plan.spec.serial_at(place)
    if not _is_quiet(picture, plan):
        raise _unreadable(place, _("có chữ lấn vào mã QR"))
    module = plan.module / plan.spec.layout.dot
    texts = decode(picture.filter(ImageFilter.GaussianBlur(_BLUR * module)))
    if texts != [plan.uri(serial)]:
        raise _unreadable(place, _("mã QR không đọc được") if not texts else _("mã QR đọc ra mã khác"))


def _is_quiet(picture: Image.Image, plan: RunPlan) -> bool:
    """Return whether the four modules around the code are blank, except for pixels of the edges."""
    module = plan.module / plan.spec.layout.dot
    size, quiet = plan.modules, QUIET_ZONE * module - 1
    left = plan.design.code_x / POINTS / plan.spec.layout.dot
    top = plan.design.code_y / POINTS / plan.spec.layout.dot
    right, bottom = left + size * module, top + size * module
    strips = (
        (left - quiet, top - quiet, right + quiet, top - 1),
        (left - quiet, bottom + 1, right + quiet, bottom + quiet),
        (left - quiet, top - quiet, left - 1, bottom + quiet),
        (right + 1, top - quiet, right + quiet, bottom + quiet),
    )
    ink = (
        picture.crop((round(x1), round(y1), round(x2), round(y2))).histogram() for x1, y1, x2, y2 in strips
    )
    return all(sum(shades[:255]) == 0 for shades in ink)


def _unreadable(place: int, why: str) -> LabelUnreadable:
    return LabelUnreadable(
        _("Tem thứ %(number)s: %(why)s. Đợt tem này chưa được in, chị báo cán bộ kỹ thuật.")
        % {"number": format_number(place + 1), "why": why},
        code="label_unreadable",
    )
