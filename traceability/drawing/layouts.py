"""The papers for labels, with sizes in millimetres from the top left corner of the paper.

The A4 sheets have the common die-cuts that stationers sell in Vietnam and elsewhere: 65 of 38.1 x 21.2 mm
(the pattern of Avery L7651), 24 of 63.5 x 33.9 (L7159) and 21 of 63.5 x 38.1 (L7160). Of the two common
patterns with 24, this is the one with margins: the borderless 70 x 37 extends into the strip that office
printers can't print.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.common.qr import QUIET_ZONE
from traceability.drawing.errors import CodeDoesNotFit

POINTS = 72 / 25.4  # points per millimetre
# GS1 General Specifications 5.12.3.1: X-dimension of a QR Code with GS1 Digital Link at retail.
MIN_MODULE, MAX_MODULE = 0.396, 0.990
A4 = (210.0, 297.0)
MAX_OFFSET = 5.0


class Arrangement(StrEnum):
    BESIDE = "beside"  # the code on the left, all text on the right
    BELOW = "below"  # the name across the top, the code and the rest under it
    POSTER = "poster"  # the code in the middle of a page


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of label paper: where its labels are, and how each is laid out.

    dpi: the printer's resolution; modules and positions are whole dots of it.
    code_side: the room for the code with its quiet zone.
    inset: the distance of text from the label's edge.
    Type sizes are the largest and smallest tried, in points; no type is smaller than MIN_TYPE.
    """

    key: str
    title: StrOrPromise
    paper: tuple[float, float]
    label: tuple[float, float]
    dpi: float
    code_side: float
    name_type: tuple[float, float]
    body_type: tuple[float, float]
    arrangement: Arrangement = Arrangement.BESIDE
    columns: int = 1
    rows: int = 1
    left: float = 0.0
    top: float = 0.0
    pitch: tuple[float, float] = (0.0, 0.0)
    inset: float = 1.5
    max_module: float = MAX_MODULE
    is_small: bool = False

    @property
    def per_page(self) -> int:
        return self.columns * self.rows

    @property
    def is_sheet(self) -> bool:
        return self.per_page > 1

    @property
    def dot(self) -> float:
        """Return one dot of the printer in mm."""
        return 25.4 / self.dpi

    @property
    def media(self) -> tuple[float, float]:
        """Return the paper's size in points: whole dots, and 0.04 µm less.

        Rasterisers round a fraction of a dot up to a whole one, and stretch the page by it.
        """
        width, height = (round(side / self.dot) * 72 / self.dpi - 0.0001 for side in self.paper)
        return width, height

    def snapped(self, length: float) -> float:
        """Return `length` rounded to whole dots, in mm."""
        return round(length / self.dot) * self.dot

    def pages(self, labels: int) -> int:
        return math.ceil(labels / self.per_page)

    def corner(self, slot: int) -> tuple[float, float]:
        """Return the top left corner of label `slot` (from 0) of a page, in mm, on the printer's dots."""
        row, column = divmod(slot, self.columns)
        return self.snapped(self.left + column * self.pitch[0]), self.snapped(self.top + row * self.pitch[1])

    def module(self, version: int) -> float:
        """Return the side of a module in mm for a symbol of `version`.

        It is the largest whole number of dots that fits `code_side` and `max_module`. Raises CodeDoesNotFit
        if that is less than MIN_MODULE.
        """
        modules = 17 + 4 * version + 2 * QUIET_ZONE
        dots = math.floor(min(self.code_side / modules, self.max_module) / self.dot + 1e-9)
        if dots * self.dot < MIN_MODULE:
            raise CodeDoesNotFit(
                gettext("Địa chỉ in trong mã QR dài quá, không vừa tem này. Chị chọn loại tem to hơn."),
                field="layout",
                code="label_code_too_long",
            )
        return dots * self.dot


def _sheet(
    key: str,
    title: StrOrPromise,
    grid: tuple[int, int],
    *,
    label: tuple[float, float],
    pitch: tuple[float, float],
    **more: Any,
) -> Layout:
    """Return an A4 sheet for an office printer: a `grid` of columns and rows, centred on the paper."""
    columns, rows = grid
    return Layout(
        key=key,
        title=title,
        paper=A4,
        label=label,
        pitch=pitch,
        dpi=300,
        columns=columns,
        rows=rows,
        left=(A4[0] - (columns - 1) * pitch[0] - label[0]) / 2,
        top=(A4[1] - (rows - 1) * pitch[1] - label[1]) / 2,
        **more,
    )


def _roll(key: str, title: StrOrPromise, size: tuple[float, float], **more: Any) -> Layout:
    """Return a roll with one label after another, for a thermal printer of 8 dots per millimetre."""
    return Layout(key=key, title=title, paper=size, label=size, dpi=203.2, **more)


LAYOUTS: dict[str, Layout] = {
    layout.key: layout
    for layout in (
        _sheet(
            "a4-65",
            _("Tờ A4, 65 tem 38 x 21 mm"),
            (5, 13),
            label=(38.1, 21.2),
            pitch=(40.6, 21.2),
            code_side=20.2,
            inset=1.2,
            name_type=(9.5, 5.4),
            body_type=(6.0, 5.0),
            is_small=True,
        ),
        _sheet(
            "a4-24",
            _("Tờ A4, 24 tem 64 x 34 mm"),
            (3, 8),
            label=(63.5, 33.9),
            pitch=(66.04, 33.9),
            code_side=27.0,
            inset=2.0,
            name_type=(13.0, 5.6),
            body_type=(7.5, 5.0),
        ),
        _sheet(
            "a4-21",
            _("Tờ A4, 21 tem 64 x 38 mm"),
            (3, 7),
            label=(63.5, 38.1),
            pitch=(66.04, 38.1),
            code_side=28.5,
            inset=2.0,
            name_type=(14.0, 5.6),
            body_type=(8.0, 5.0),
        ),
        _roll(
            "roll-40x30",
            _("Cuộn tem 40 x 30 mm"),
            (40.0, 30.0),
            arrangement=Arrangement.BELOW,
            code_side=20.6,
            name_type=(11.0, 5.6),
            body_type=(6.5, 5.0),
            is_small=True,
        ),
        _roll(
            "roll-50x30",
            _("Cuộn tem 50 x 30 mm"),
            (50.0, 30.0),
            arrangement=Arrangement.BELOW,
            code_side=20.6,
            inset=1.3,
            name_type=(11.0, 5.6),
            body_type=(6.5, 5.0),
        ),
        _roll(
            "roll-60x40",
            _("Cuộn tem 60 x 40 mm"),
            (60.0, 40.0),
            code_side=28.0,
            inset=2.0,
            name_type=(14.0, 5.6),
            body_type=(7.5, 5.0),
        ),
        # Scanned from across a table: GS1's largest module is meant for a till.
        Layout(
            key="poster-a4",
            title=_("Tờ treo A4"),
            paper=A4,
            label=A4,
            dpi=300,
            arrangement=Arrangement.POSTER,
            code_side=125.0,
            max_module=3.5,
            inset=18.0,
            name_type=(46.0, 20.0),
            body_type=(17.0, 11.0),
        ),
    )
}
LAYOUT_CHOICES: list[tuple[str, StrOrPromise]] = [(layout.key, layout.title) for layout in LAYOUTS.values()]
