import datetime as dt
import unicodedata
from dataclasses import replace

import pytest

from tests.traceability.drawing.label_specs import CHAM_CHEO, CONTENTS, PLUM, SCARF, spec
from traceability.drawing.content import LabelContent
from traceability.drawing.errors import LetterNotInFont, TextDoesNotFit
from traceability.drawing.fonts import face
from traceability.drawing.layouts import LAYOUTS
from traceability.drawing.run import RunPlan
from traceability.drawing.typesetting import MIN_TYPE, WordTooWide, wrap, wrap_code

VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"


def words(design) -> str:
    return " ".join(text.text for text in design.texts)


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("key", LAYOUTS)
def test_type_is_on_the_label_and_off_the_code(key, content):
    design = RunPlan(spec(key, content)).design
    code = design.code_box
    left, top, right, bottom = design.bounds
    assert left >= 0
    assert top >= 0
    assert right <= design.width
    assert bottom <= design.height
    for part in (*design.texts, *design.stars):
        left, top, right, bottom = part.box
        assert left > 2
        assert top > 2
        assert right < design.width - 2
        assert bottom < design.height - 2
        is_next_to = (
            right <= code[0] or left >= code[2] - 0.01 or bottom <= code[1] + 0.01 or top >= code[3] - 0.01
        )
        assert is_next_to, part


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("key", LAYOUTS)
def test_name_is_the_largest_type_and_nothing_is_under_five_points(key, content):
    design = RunPlan(spec(key, content)).design
    name = set(content.product_name.split())
    name_sizes = {text.size for text in design.texts if set(text.text.split()) <= name}
    other_sizes = {text.size for text in design.texts if not set(text.text.split()) <= name}
    assert min(name_sizes) > max(other_sizes)
    assert min(other_sizes) >= MIN_TYPE


@pytest.mark.parametrize("key", LAYOUTS)
def test_every_label_says_name_lot_hsd_and_serial(key):
    design = RunPlan(spec(key, PLUM)).design
    page_text = words(design)
    assert "Mận" in page_text
    assert "Châu" in page_text
    assert "MHMC2611-1" in page_text
    assert "HSD" in page_text
    assert "08/12/2026" in page_text
    picked = [part for text in design.varying for part in text.pick]
    assert [(part.start, part.stop) for part in picked] == [(0, 4), (4, 8), (8, 12), (12, 16), (16, 17)]


@pytest.mark.parametrize("key", [key for key, layout in LAYOUTS.items() if not layout.is_small])
def test_larger_labels_show_all_fields(key):
    design = RunPlan(spec(key, CHAM_CHEO)).design
    text = words(design)
    for part in ("Tổ hợp tác", "250 g", "NSX", "24/11/2026", "OCOP", "ơi làm ra:", "pieu.example.vn"):
        assert part in text
    assert len(design.stars) == 5


def test_unknown_fields_are_left_off_the_label():
    text = words(RunPlan(spec("a4-24", SCARF)).design)
    assert "HSD" not in text
    assert "NSX" not in text
    assert "OCOP" not in text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("product_name", "Chẩm chéo Phiêng Tam " * 6),
        ("product_name", "Chẩmchéophiêngtamcayvừahũthuỷtinhhộpgiấy"),
        ("producer", "Hợp tác xã nông nghiệp dịch vụ tổng hợp " * 5),
        ("net_content", "10 gói x 250 g, mỗi gói có 20 túi nhỏ"),
    ],
)
def test_text_is_refused_by_name_when_it_would_be_under_five_points(field, value):
    with pytest.raises(TextDoesNotFit, match="5 pt") as refusal:
        RunPlan(spec("roll-50x30", replace(PLUM, **{field: value})))
    assert refusal.value.field == field


def test_sign_is_refused_when_the_font_lacks_it():
    with pytest.raises(LetterNotInFont, match="★") as refusal:
        RunPlan(spec("a4-65", replace(PLUM, product_name="Mận ★ hậu")))
    assert refusal.value.field == "product_name"


@pytest.mark.parametrize("weight", ["Medium", "Bold"])
def test_font_has_every_vietnamese_letter(weight):
    assert face(weight).missing(VIETNAMESE + VIETNAMESE.upper() + "fjwzFJWZ0123456789.,:;·–-/()%&+“”’") == ""


def test_content_is_composed_and_stored_whole():
    decomposed = LabelContent(
        product_name=unicodedata.normalize("NFD", "Mận hậu"), lot="A", expires=dt.date(2026, 12, 8)
    )
    assert decomposed.product_name == "Mận hậu"
    assert LabelContent.from_json(decomposed.as_json()) == decomposed
    assert LabelContent.from_json(PLUM.as_json()) == PLUM


@pytest.mark.parametrize("wrong", [{"product_name": " "}, {"lot": ""}, {"stars": 6}])
def test_content_is_refused_when_it_lacks_name_or_lot(wrong):
    with pytest.raises(ValueError):
        replace(PLUM, **wrong)


def test_lines_are_as_few_and_then_as_even_as_they_can_be():
    lines = wrap("Mận hậu Mộc Châu", weight="Bold", size=10, width=90, source="")
    assert lines == ["Mận hậu", "Mộc Châu"]
    with pytest.raises(WordTooWide):
        wrap("Mận", weight="Bold", size=100, width=50, source="")


def test_code_breaks_after_its_hyphens():
    assert wrap_code("CC-20261124-PT-A", weight="Bold", size=5, width=45, source="lot") == [
        "CC-20261124-",
        "PT-A",
    ]
    assert "".join(wrap_code("A" * 20, weight="Bold", size=5, width=30, source="lot")) == "A" * 20
