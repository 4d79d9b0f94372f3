import io
from dataclasses import replace

import pytest

from tests.traceability.drawing.label_specs import CHAM_CHEO, OWN, PLUM, spec
from traceability.drawing.errors import LabelUnreadable
from traceability.drawing.layouts import LAYOUTS, POINTS
from traceability.drawing.run import RunPlan, RunSpec, render_run
from traceability.drawing.typesetting import Text
from traceability.drawing.verify import sample_places, verify_run


def rendered(run: RunSpec, plan: RunPlan | None = None) -> bytes:
    out = io.BytesIO()
    render_run(run, out, plan=plan)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("key", LAYOUTS)
def test_labels_of_every_layout_are_read_back(key):
    run = spec(key, CHAM_CHEO, count=2 if key == "poster-a4" else 12, offset=(0.2, -0.2), cover=True)
    done: list[int] = []
    assert verify_run(rendered(run), run, done.append) == run.count
    assert done[-1] == run.count


@pytest.mark.slow
def test_version_4_and_own_codes_are_read_back():
    for more in ({"origin": "https://truyxuat.hoiphunusonla.org.vn"}, {"own_code": OWN}):
        run = spec("a4-65", count=10, **more)
        assert verify_run(rendered(run), run) == 10


def test_single_labels_of_a_page_are_read_at_their_place():
    run = spec("a4-65", PLUM, count=200, voids=((2, 9),))
    assert verify_run(rendered(run), run, sample=7) == 7


def test_sample_is_all_up_to_a_hundred_and_spread_beyond():
    assert sample_places(100) == list(range(100))
    spread = sample_places(100_000)
    assert len(set(spread)) == 100
    assert (spread[0], spread[-1]) == (0, 99_999)
    assert max(b - a for a, b in zip(spread, spread[1:], strict=False)) < 1_012


def test_run_fails_when_a_label_carries_another_code():
    run = spec("a4-65", count=5)
    with pytest.raises(LabelUnreadable, match="Tem thứ 1"):
        verify_run(rendered(spec("a4-65", count=5, run=13)), run)


def test_run_fails_when_a_label_lies_elsewhere():
    run = spec("a4-65", count=5)
    with pytest.raises(LabelUnreadable):
        verify_run(rendered(spec("a4-65", count=5, offset=(4.0, 0.0))), run)


def test_run_fails_when_pages_are_missing():
    run = spec("a4-24", count=25)
    with pytest.raises(LabelUnreadable, match="thiếu trang"):
        verify_run(rendered(spec("a4-24", count=24)), run)


def test_run_fails_when_type_enters_the_quiet_zone():
    run = spec("a4-24", count=2)
    plan = RunPlan(run)
    stray = Text(plan.design.code_x - 2 * plan.design.module, plan.design.code_y + 20, 6, "Bold", "M")
    plan.design = replace(plan.design, texts=(*plan.design.texts, stray))
    with pytest.raises(LabelUnreadable, match="lấn"):
        verify_run(rendered(run, plan), run)


def test_run_fails_when_the_code_is_spoiled():
    """Black type over the middle of the code: more than error correction can repair."""
    run = spec("a4-24", count=2)
    plan = RunPlan(run)
    centre = plan.design.code_x + plan.modules * plan.design.module * 0.1
    blot = Text(centre, plan.design.code_y + 14.5 * POINTS, 46, "Bold", "MM")
    plan.design = replace(plan.design, texts=(*plan.design.texts, blot))
    with pytest.raises(LabelUnreadable):
        verify_run(rendered(run, plan), run)
