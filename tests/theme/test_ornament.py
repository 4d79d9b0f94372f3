from __future__ import annotations

from pathlib import Path

import pytest

from backend.theme import ornament
from backend.theme.management.commands.draw_theme import mark_png

IMAGES = Path(ornament.__file__).parent / "static" / "theme" / "img"


def painted(grid, letter):
    """Return the modules that the merged rectangles of a thread cover, each as often as it is covered."""
    return sorted(
        (x + dx, y + dy)
        for x, y, width, height in ornament.rectangles(grid, letter)
        for dx in range(width)
        for dy in range(height)
    )


@pytest.mark.parametrize(
    "grid", [ornament.SCARF, ornament.MARK, ornament.placeholder(), *ornament.VERDICT_BANDS.values()]
)
def test_rectangles_cover_each_module_once(grid):
    for letter in ornament.letters(grid):
        wanted = sorted(
            (x, y) for y, row in enumerate(grid) for x, thread in enumerate(row) if thread == letter
        )
        assert painted(grid, letter) == wanted


def test_verdict_bands_differ_without_colour():
    shapes = set(ornament.VERDICT_BANDS.values())
    assert len(shapes) == 5
    assert {len(grid) for grid in shapes} == {7}


def test_rows_of_different_length_are_refused():
    with pytest.raises(ValueError, match="same number of modules"):
        ornament._grid("ab\nabc")


def test_committed_drawings_are_those_of_the_grids():
    """draw_theme was run after the last change of a grid."""
    assert (IMAGES / "scarf.svg").read_text() == (
        ornament.drawing(ornament.SCARF, cloth=ornament.CLOTH, scale=2) + "\n"
    )
    assert (IMAGES / "mark.svg").read_text() == (
        ornament.drawing(ornament.MARK, cloth=ornament.CLOTH, margin=1) + "\n"
    )


def test_icon_pixels_are_whole_modules():
    icon = mark_png(192, 1).convert("RGB")
    module = 192 // 17
    start = (192 - module * 15) // 2
    centre = start + 7 * module
    assert {icon.getpixel((centre + d, centre)) for d in range(module)} == {(0xD7, 0x38, 0x2B)}
    assert icon.getpixel((centre + module, centre)) == (0xF7, 0xC9, 0x48)


def test_origin_page_wears_the_same_bands():
    """It has no style sheet of ours, so its inline one repeats the grids' paths."""
    css = (
        Path(ornament.__file__).parents[2] / "traceability" / "scans" / "origin" / "origin.css"
    ).read_text()
    assert [
        name for name, grid in ornament.VERDICT_BANDS.items() if ornament.path(grid, "c") not in css
    ] == []
