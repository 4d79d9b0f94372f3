import pytest

from traceability.drawing.errors import CodeDoesNotFit
from traceability.drawing.layouts import LAYOUTS, MAX_MODULE, MIN_MODULE

LABELS = [layout for key, layout in LAYOUTS.items() if key != "poster-a4"]


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=str)
def test_labels_are_on_the_paper_without_overlap(layout):
    corners = [layout.corner(slot) for slot in range(layout.per_page)]
    for x, y in corners:
        assert 0 <= x <= layout.paper[0] - layout.label[0] + layout.dot
        assert 0 <= y <= layout.paper[1] - layout.label[1] + layout.dot
    for place, (x, y) in enumerate(corners):
        for other_x, other_y in corners[place + 1 :]:
            apart = (
                abs(x - other_x) > layout.label[0] - layout.dot
                or abs(y - other_y) > layout.label[1] - layout.dot
            )
            assert apart


def test_sheets_hold_what_their_name_says():
    assert {key: layout.per_page for key, layout in LAYOUTS.items() if layout.is_sheet} == {
        "a4-65": 65,
        "a4-24": 24,
        "a4-21": 21,
    }
    assert LAYOUTS["a4-65"].pages(65) == 1
    assert LAYOUTS["a4-65"].pages(66) == 2
    assert LAYOUTS["a4-65"].corner(0) == pytest.approx((4.75, 10.7), abs=0.05)
    assert LAYOUTS["a4-24"].corner(23) == pytest.approx((7.21 + 2 * 66.04, 12.9 + 7 * 33.9), abs=0.05)


@pytest.mark.parametrize("layout", LABELS, ids=str)
def test_modules_are_whole_dots_within_gs1_bounds(layout):
    for version in (3, 4):
        module = layout.module(version)
        assert module / layout.dot == pytest.approx(round(module / layout.dot))
        assert MIN_MODULE <= module <= MAX_MODULE
        assert (17 + 4 * version + 8) * module <= layout.code_side


def test_small_labels_get_half_millimetre_modules_at_version_3():
    assert LAYOUTS["a4-65"].module(3) == pytest.approx(0.508)
    assert LAYOUTS["roll-40x30"].module(3) == pytest.approx(0.5)
    assert LAYOUTS["a4-65"].module(4) == pytest.approx(5 * 25.4 / 300)


def test_code_is_refused_when_its_modules_would_be_too_small():
    with pytest.raises(CodeDoesNotFit) as refusal:
        LAYOUTS["a4-65"].module(6)
    assert refusal.value.field == "layout"


def test_corners_are_on_printer_dots():
    for layout in LAYOUTS.values():
        for slot in range(layout.per_page):
            for place in layout.corner(slot):
                assert place / layout.dot == pytest.approx(round(place / layout.dot), abs=1e-6)
