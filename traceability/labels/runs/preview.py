"""A preview of one label: the real drawing, stamped MẪU, with a code that belongs to no run."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import lru_cache

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from backend.common.fonts import FONT_FILES
from traceability.drawing.layouts import POINTS, Arrangement, Layout
from traceability.drawing.run import RunPlan, RunSpec, render_run

# Runs count from 1: serials of this run are well formed but never valid.
SPECIMEN_RUN = 0
WORD = "MẪU"
_MADDER = (148, 25, 15)
_PIXELS = 900  # about the width of a phone's screen


def specimen(spec: RunSpec) -> RunSpec:
    """Return a spec for one label with the same texts, whose serial belongs to no run."""
    return replace(spec, run=SPECIMEN_RUN, first=1, count=1, voids=(), offset=(0.0, 0.0), cover=False)


def specimen_height(layout: Layout) -> int:
    """Return the picture's height at a width of 900 pixels."""
    return round(_PIXELS * layout.label[1] / layout.label[0])


def specimen_png(spec: RunSpec) -> bytes:
    """Return the specimen of `spec` as PNG, cropped from its paper.

    Raises LabelError if the texts don't fit.
    """
    spec = specimen(spec)
    plan = RunPlan(spec)
    out = io.BytesIO()
    render_run(spec, out, plan=plan)
    layout = spec.layout
    scale = _PIXELS / (layout.label[0] * POINTS)
    document = pypdfium2.PdfDocument(out.getvalue())
    try:
        page = document[0]
        image = page.render(scale=scale, grayscale=True).to_pil().convert("RGB")
    finally:
        document.close()
    x, y = plan.corner(0)
    millimetre = scale * POINTS
    box = (x, y, x + layout.label[0], y + layout.label[1])
    label = image.crop(tuple(round(edge * millimetre) for edge in box))
    stamped = _stamped(label, plan, millimetre)
    png = io.BytesIO()
    stamped.quantize(32).save(png, "PNG", optimize=True)
    return png.getvalue()


def _stamped(label: Image.Image, plan: RunPlan, millimetre: float) -> Image.Image:
    """Stamp `label` across its text but not over the code.

    A specimen must be scannable, to show what it opens.
    """
    width, height = label.size
    left = (plan.design.code_x / POINTS + (plan.modules + 2) * plan.module) * millimetre
    top = (
        0.0
        if plan.spec.layout.arrangement == Arrangement.BESIDE
        else plan.design.code_y / POINTS * millimetre
    )
    right, bottom = float(width), float(height)
    font = _font(int(min((right - left) / 2.6, (bottom - top) / 1.6)))
    box = font.getbbox(WORD)
    word = Image.new("L", (int(box[2] - box[0]) + 8, int(box[3] - box[1]) + 8))
    ImageDraw.Draw(word).text((4 - box[0], 4 - box[1]), WORD, font=font, fill=90)
    word = word.rotate(14, expand=True, resample=Image.Resampling.BICUBIC)
    place = (int((left + right - word.width) / 2), int((top + bottom - word.height) / 2))
    ink = Image.new("RGB", word.size, _MADDER)
    label.paste(ink, place, word)
    return label


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILES["Bold"], max(size, 12))
