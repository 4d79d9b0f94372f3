"""Every pair of colours that app.css combines has a contrast of at least 7:1, by day and by night."""

from __future__ import annotations

import re

import pytest

from backend.theme import ornament, style_sheet

CSS = style_sheet.text()
ROOT_RULE = re.compile(r":root\s*\{(.*?)\n\s*\}", re.S)
TOKEN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})\b")
RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")


def tokens() -> dict[str, dict[str, str]]:
    light, dark = [dict(TOKEN.findall(body)) for body in ROOT_RULE.findall(CSS) if "--ground: #" in body][:2]
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pairs() -> set[tuple[str, str]]:
    """Return (ink, ground) of every rule that names both, and of elements without a rule of their own."""
    found = {
        (ink, ground)
        for ink in ("ink", "quiet", "indigo", "indigo-deep", "madder", "turmeric", "leaf", "slate", "plum")
        for ground in ("ground", "surface")
    }
    found |= {("ink", "sunken"), ("quiet", "sunken"), ("indigo", "sunken"), ("indigo-deep", "sunken")}
    # The text of a notice, of a chosen tile, and help text on it.
    found |= {("ink", "indigo-tint"), ("quiet", "indigo-tint")}
    for _selector, body in RULE.findall(CSS):
        ink = re.search(r"(?:^|[\s;])color:\s*var\(--([\w-]+)\)", body)
        ground = re.search(r"background(?:-color)?:\s*var\(--([\w-]+)\)", body)
        tone, tint = (
            re.search(rf"--(?:kind-)?{name}:\s*var\(--([\w-]+)\)", body) for name in ("(?:tone|kind)", "tint")
        )
        if tone and tint:
            found |= {(tone[1], tint[1]), ("ink", tint[1])}
        if ink and ground and not {ink[1], ground[1]} & {"tone", "tint", "kind", "kind-tint"}:
            found.add((ink[1], ground[1]))
    return found


def test_tokens_are_found():
    light, dark = tokens().values()
    assert len(light) > 25
    assert light["ground"] != dark["ground"]


def test_contrast_formula_agrees_with_wcag():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_seven_to_one(scheme):
    colours = tokens()[scheme]
    weak = {
        f"{ink} on {ground}": round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground in pairs()
        if contrast(colours[ink], colours[ground]) < 7
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("part", ["line-strong", "focus", "indigo", "madder", "leaf", "turmeric"])
def test_frames_and_knots_have_three_to_one(scheme, part):
    colours = tokens()[scheme]
    assert contrast(colours[part], colours["ground"]) >= 3
    assert contrast(colours[part], colours["surface"]) >= 3


def test_focus_shows_on_the_cloth():
    colours = tokens()["light"]
    assert contrast(colours["cloth-focus"], colours["cloth"]) >= 3
    assert colours["cloth"] == ornament.CLOTH.lower()


def test_colours_are_named_once():
    """Outside the tokens only print's black and white and shadows are written as numbers."""
    body = CSS[CSS.index("@layer base {") : CSS.index("@media print")]
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", body) == []
