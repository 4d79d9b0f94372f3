import hashlib
import io
import re
import unicodedata
from dataclasses import replace

import pypdf
import pypdfium2
import pytest
from django.utils import translation

from tests.traceability.drawing.label_specs import CHAM_CHEO, GTIN, ORIGIN, OWN, PLUM, SCARF, spec
from traceability.drawing import draw, pages
from traceability.drawing.errors import CodeDoesNotFit, OffsetTooLarge
from traceability.drawing.fonts import embedded
from traceability.drawing.layouts import LAYOUTS, POINTS
from traceability.drawing.pdf import PdfWriter
from traceability.drawing.run import RunPlan, RunSpec, render_run
from traceability.gs1.digital_link import parse_path
from traceability.serials import display


def rendered(run: RunSpec) -> bytes:
    out = io.BytesIO()
    render_run(run, out)
    return out.getvalue()


def page_text(data: bytes, page: int) -> str:
    with pypdfium2.PdfDocument(data) as document:
        text = document[page].get_textpage().get_text_bounded()
    return str(text)


@pytest.mark.slow
def test_same_run_gives_the_same_bytes():
    run = spec("a4-65", CHAM_CHEO, count=70, cover=True)
    first = rendered(run)
    with translation.override("en"):
        assert rendered(spec("a4-65", CHAM_CHEO, count=70, cover=True)) == first
    assert rendered(spec("a4-65", CHAM_CHEO, count=70, cover=True, run=13)) != first


def test_report_describes_the_written_file():
    out = io.BytesIO()
    done: list[int] = []
    report = render_run(spec("a4-24", count=50), out, done.append)
    data = out.getvalue()
    assert done == [24, 48, 50]
    assert (report.labels, report.pages, report.version, report.lot_in_uri) == (50, 3, 3, False)
    assert report.module == pytest.approx(8 * 25.4 / 300)
    assert (report.size, report.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_file_is_well_formed_with_more_pages_than_one_node_holds():
    data = rendered(spec("roll-40x30", count=130))
    reader = pypdf.PdfReader(io.BytesIO(data), strict=True)
    assert len(reader.pages) == 130
    assert reader.pages[129].mediabox.width == pytest.approx(40 / 25.4 * 72, abs=0.01)
    assert reader.metadata.title == "Tem Mận hậu Mộc Châu, lô MHMC2611-1, đợt 12"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/PrintScaling"] == "/None"
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in descendant["/FontDescriptor"]
        assert "/ToUnicode" in font.get_object()


def test_text_comes_out_as_composed_vietnamese():
    run = spec("roll-60x40", CHAM_CHEO, count=1)
    text = page_text(rendered(run), 0)
    assert unicodedata.is_normalized("NFC", text)
    content = " ".join(text.split())
    assert "Chẩm chéo Phiêng Tam cay vừa hũ thuỷ tinh" in content
    assert "Tổ hợp tác phụ nữ bản Phiêng Tam, xã Chiềng Đen" in content
    assert display(run.serial_at(0)) in content


def test_labels_are_black_and_nothing_else():
    data = rendered(spec("a4-65", count=65))
    reader = pypdf.PdfReader(io.BytesIO(data))
    content = reader.pages[0].get_contents().get_data().decode("ascii")
    assert not re.search(r"\b(rg|RG|k|K|sc|scn|cs|sh|Do)\b", content.replace("/T Do", ""))
    assert set(re.findall(r"([\d.]+) [gG]\b", content)) == {"0"}
    with pypdfium2.PdfDocument(data) as document:
        colours = document[0].render(scale=2).to_pil().convert("RGB").getcolors(1 << 16)
    assert all(red == green == blue for _count, (red, green, blue) in colours)


@pytest.mark.parametrize("scale", [1.0, 1.37, 2.9, 25 / 6])
def test_no_hairline_shows_inside_dark_areas(scale):
    """The middle of a finder pattern is three by three modules: solid black at any zoom."""
    run = spec("a4-24", count=1)
    plan = RunPlan(run)
    with pypdfium2.PdfDocument(rendered(run)) as document:
        picture = document[0].render(scale=scale, grayscale=True).to_pil()
    x, y = plan.corner(0)
    left = (x / 25.4 * 72 + plan.design.code_x + 2 * plan.design.module) * scale
    top = (y / 25.4 * 72 + plan.design.code_y + 2 * plan.design.module) * scale
    side = 3 * plan.design.module * scale
    inside = picture.crop((int(left) + 2, int(top) + 2, int(left + side) - 1, int(top + side) - 1))
    assert inside.getextrema() == (0, 0)


def test_void_labels_are_left_out_and_the_rest_keep_their_serials():
    whole = list(spec(count=20).serials())
    run = spec(count=20, voids=((15, 40), (3, 5), (5, 6)))
    assert list(run.serials()) == whole[:2] + whole[6:14]
    assert run.labels == 10
    assert [run.serial_at(place) for place in (0, 2, 9)] == [whole[0], whole[6], whole[13]]
    assert list(spec(first=8, count=3).serials()) == whole[7:10]
    with pytest.raises(IndexError):
        run.serial_at(10)


def test_sheet_shows_the_numbers_of_its_labels():
    data = rendered(spec("a4-65", count=140, first=11))
    assert "Tờ 2/3 · Tem số 76–140" in page_text(data, 1)


def test_cover_is_in_front_of_sheets_only():
    run = spec("a4-65", CHAM_CHEO, count=66, cover=True)
    data = rendered(run)
    text = " ".join(page_text(data, 0).split())
    for part in ("Tờ bìa đợt tem", "66 tem trên 2 tờ", display(run.serial_at(0)), display(run.serial_at(65))):
        assert part in text
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 3
    assert len(pypdf.PdfReader(io.BytesIO(rendered(spec("roll-40x30", count=2, cover=True)))).pages) == 2


def test_page_around_the_labels_bears_the_longest_words():
    """A long name is cut in the margin, a host without a seam is broken on the cover; labels themselves refuse instead."""
    content = replace(
        PLUM,
        product_name="Chẩm chéo Phiêng Tam cay vừa " * 4,
        lot="CC-20261124-PT-ABCDE",
        host="q" * 60 + ".hoiphunusonla.org.vn",
    )
    plan = RunPlan(spec("a4-21", count=1))
    words = pages.Words(content, 12, 140, (1, 140), 7, plan.spec.layout)
    fonts = {
        weight: embedded(weight, frozenset(pages.characters(weight, plan.design, words, cover=True)))
        for weight in ("Medium", "Bold")
    }
    out = io.BytesIO()
    pdf = PdfWriter(out, title=words.title)
    names = " ".join(f"/{draw.RESOURCE_NAMES[key]} {pdf.add_font(font)} 0 R" for key, font in fonts.items())
    resources = pdf.add(f"<</Font<<{names}>>>>")
    width, height = plan.spec.layout.media
    note = pages.sheet_note(words, 2, (22, 42), fonts, (0.0, 0.0))
    for content_of_page in (note, pages.cover(words, ("7" * 17, "8" * 17), fonts)):
        pdf.add_page(content_of_page.encode("ascii"), width=width, height=height, resources=resources)
    pdf.finish()
    assert "… · Lô CC-20261124-PT-ABCDE" in page_text(out.getvalue(), 0)
    text = "".join(page_text(out.getvalue(), 1).split())
    assert "q" * 60 + ".hoiphunusonla.org.vn" in text


def test_address_leaves_the_lot_out_when_that_saves_a_version():
    plan = RunPlan(spec())
    assert (plan.version, plan.lot_in_uri) == (3, False)
    assert plan.uri("7" * 17) == f"HTTPS://PIEU.EXAMPLE.VN/01/{GTIN}/21/{'7' * 16}"
    short = RunPlan(spec(own_code=OWN, origin="https://pieu.vn"))
    assert (short.version, short.lot_in_uri) == (3, True)
    code = parse_path(short.uri("7" * 17).removeprefix("HTTPS://PIEU.VN"))
    assert (code.own_code, code.lot, code.serial) == (OWN, PLUM.lot, "7" * 16)


def test_longer_host_takes_version_4_with_smaller_modules():
    plan = RunPlan(spec(origin="https://truyxuat.hoiphunusonla.org.vn"))
    assert plan.version == 4
    assert plan.module == pytest.approx(5 * 25.4 / 300)
    assert plan.lot_in_uri


def test_level_q_is_taken_when_it_costs_nothing():
    assert RunPlan(spec(content=SCARF, own_code=OWN, origin="https://p.vn")).level == "Q"
    assert RunPlan(spec()).level == "M"


def test_run_is_refused_when_the_host_is_too_long_for_the_label():
    origin = "https://" + "a" * 50 + "." + "b" * 40 + ".vn"
    with pytest.raises(CodeDoesNotFit):
        RunPlan(spec(origin=origin))
    assert RunPlan(spec("roll-60x40", origin=origin)).version == 6


@pytest.mark.parametrize("offset", [(-2.0, 0.0), (0.0, -2.0), (6.0, 0.0)])
def test_offset_is_refused_when_the_code_leaves_the_paper(offset):
    with pytest.raises(OffsetTooLarge):
        RunPlan(spec("roll-40x30", offset=offset))


def test_offset_moves_everything_by_whole_dots():
    run = spec("a4-65", count=1, offset=(1.0, -0.5))
    plan, still = RunPlan(run), RunPlan(spec("a4-65", count=1))
    for moved, original, asked in zip(plan.corner(0), still.corner(0), run.offset, strict=True):
        assert moved - original == pytest.approx(asked, abs=LAYOUTS["a4-65"].dot / 2)
        assert moved / LAYOUTS["a4-65"].dot == pytest.approx(round(moved / LAYOUTS["a4-65"].dot))


@pytest.mark.parametrize(("key", "dots"), [("a4-65", 6), ("a4-21", 9), ("roll-40x30", 4), ("roll-60x40", 6)])
def test_modules_fall_on_printer_dots(key, dots):
    """At the printer's resolution each module is a square of one shade: nothing is smeared over a dot's edge."""
    layout = LAYOUTS[key]
    run = spec(key, count=layout.per_page)
    plan = RunPlan(run)
    with pypdfium2.PdfDocument(rendered(run)) as document:
        picture = document[0].render(scale=layout.dpi / 72, grayscale=True).to_pil()
    for slot in {0, layout.per_page // 2, layout.per_page - 1}:
        rows = plan.encoder.rows(run.serial_at(slot)[:16])
        x, y = plan.corner(slot)
        left = round((x + plan.design.code_x / POINTS) / layout.dot)
        top = round((y + plan.design.code_y / POINTS) / layout.dot)
        for row in range(plan.modules):
            for column in range(plan.modules):
                dark = rows[row] >> (plan.modules - 1 - column) & 1
                x, y = left + dots * column, top + dots * row
                low, high = picture.crop((x, y, x + dots, y + dots)).getextrema()
                assert high <= 2 if dark else low >= 253


def test_origin_of_the_demo_fits_the_smallest_label():
    assert RunPlan(spec(origin="http://127.0.0.1:8000")).version == 3
    assert ORIGIN.startswith("https://")
