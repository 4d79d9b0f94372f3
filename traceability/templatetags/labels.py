"""{% load labels %}: drawings of the papers that labels are printed on, and words about them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from backend.common.units import format_number
from traceability.drawing.layouts import Layout
from traceability.labels.enums import RunState
from traceability.models import LabelRun

register = template.Library()

_ROLL_GAP = 3.0  # mm of backing paper between the labels of a roll
_ROLL_EDGE = 2.5
# The three eyes of a code and some modules between them, on a grid of 11.
_CODE = "M0 0h3v3h-3zM8 0h3v3h-3zM0 8h3v3h-3zM4 1h2v1h-2zM5 3h1v2h2v1h-3zM9 5h2v2h-1v-1h-1zM1 5h2v1h-2zM5 7h2v2h-2zM8 8h1v3h-1zM10 9h1v2h-1z"

_TONES = {
    RunState.QUEUED: "badge--attention",
    RunState.RENDERING: "badge--attention",
    RunState.READY: "badge--done",
    RunState.FAILED: "badge--error",
}


@register.simple_tag
def paper_picture(layout: Layout) -> SafeString:
    """Draw the paper to scale: a sheet with its labels, or the beginning of a roll.

    The first label shows the code's position.
    """
    return _sheet(layout) if layout.is_sheet else _roll(layout)


@register.filter
def millimetres(size: tuple[float, float]) -> str:
    """Return "38 x 21 mm", as written on a pack of labels."""
    return f"{round(size[0])} x {round(size[1])} mm"


@register.filter
def paper_name(layout: Layout) -> str:
    """Return the name of the paper to ask for in a shop."""
    if layout.is_sheet:
        return _("Tờ A4 có %(count)d tem") % {"count": layout.per_page}
    return _("Cuộn tem %(size)s") % {"size": millimetres(layout.label)}


@register.filter
def run_tone(run: LabelRun) -> str:
    """Return the CSS class of the badge that shows a run's state, or ""."""
    return _TONES.get(RunState(run.state), "")


@register.filter
def label_range(item: object) -> str:
    """Return "tem 1–65" for an object with `first` and `last`."""
    first, last = item.first, item.last  # type: ignore[attr-defined]
    if first == last:
        return _("tem %(first)s") % {"first": format_number(first)}
    return _("tem %(first)s–%(last)s") % {"first": format_number(first), "last": format_number(last)}


@register.filter
def label_count(item: object) -> int:
    return item.last - item.first + 1  # type: ignore[attr-defined]


def _sheet(layout: Layout) -> SafeString:
    wide, high = layout.paper
    labels = "".join(_box(*layout.corner(slot), *layout.label) for slot in range(layout.per_page))
    return _drawing(
        f"-2 -2 {wide + 4:g} {high + 4:g}", _paper(0, 0, wide, high), labels, _mark(layout, *layout.corner(0))
    )


def _roll(layout: Layout) -> SafeString:
    """Draw a roll from the side with its first labels hanging down, at a larger scale than sheets."""
    wide, high = layout.label
    strip = wide + 2 * _ROLL_EDGE
    left, top, core_high = (84 - strip) / 2, 24.0, 26.0
    places = [top + 9 + place * (high + _ROLL_GAP) for place in range(2)]
    labels = "".join(_box(left + _ROLL_EDGE, y, wide, high) for y in places)
    core = format_html(
        '<rect class="paper__sheet" x="{}" y="3" width="{}" height="{}" rx="4"/><path class="paper__line" d="M{} 11h{}M{} 20h{}"/>',
        f"{left - 3:g}",
        f"{strip + 6:g}",
        f"{core_high:g}",
        f"{left - 3:g}",
        f"{strip + 6:g}",
        f"{left - 3:g}",
        f"{strip + 6:g}",
    )
    return _drawing(
        "0 0 84 119",
        _paper(left, top, strip, 119 - top + 4) + core,
        labels,
        _mark(layout, left + _ROLL_EDGE, places[0]),
    )


def _drawing(box: str, ground: str, labels: str, mark: str) -> SafeString:
    return format_html(
        '<svg class="paper" viewBox="{}" aria-hidden="true" focusable="false">{}<path class="paper__labels" d="{}"/>{}</svg>',
        box,
        mark_safe(ground),
        labels,
        mark_safe(mark),
    )


def _paper(x: float, y: float, wide: float, high: float) -> SafeString:
    return format_html(
        '<rect class="paper__sheet" x="{}" y="{}" width="{}" height="{}"/>',
        f"{x:g}",
        f"{y:g}",
        f"{wide:g}",
        f"{high:g}",
    )


def _box(x: float, y: float, wide: float, high: float) -> str:
    inset = 0.6
    return f"M{x + inset:.1f} {y + inset:.1f}h{wide - 2 * inset:.1f}v{high - 2 * inset:.1f}h-{wide - 2 * inset:.1f}z"


def _mark(layout: Layout, x: float, y: float) -> SafeString:
    """Draw a code and lines of text on the label at (x, y)."""
    wide, high = layout.label
    side = min(0.62 * high, layout.code_side * 0.75)
    top = y + (high - side) / 2
    left = x + 0.1 * high
    text_left, text_right = left + side + 0.12 * high, x + wide - 0.1 * high
    lines = "".join(
        f"M{text_left:.1f} {top + side * part:.1f}H{text_left + (text_right - text_left) * reach:.1f}"
        for part, reach in ((0.08, 1.0), (0.42, 0.7), (0.7, 0.85), (0.95, 0.6))
    )
    return format_html(
        '<path class="paper__type" d="{}"/><path class="paper__code" transform="translate({} {}) scale({})" d="{}"/>',
        lines,
        f"{left:.1f}",
        f"{top:.1f}",
        f"{side / 11:.3f}",
        _CODE,
    )
