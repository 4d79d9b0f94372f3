"""Files of other marketplaces: filled in the chosen cells, and every other byte, sheet, style and hidden row unchanged."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Picture
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from PIL import Image

from backend.common.workbooks import WorkbookRefused
from members.rules import NotAllowed
from orders.errors import OrderError
from orders.exchanges.actions import add_template, filled, map_columns, replace_file
from orders.exchanges.packages import LAST_ROW, check_package
from orders.exchanges.sheets import Sheet, SheetRefused
from orders.exchanges.template_files import read_facts, read_new_file
from orders.models import ExchangeTemplate, Offer
from products.models import Product
from tests.factories.traceability import LotFactory

HEADINGS = ["STT", "Tên sản phẩm *", "Giá bán", "Ghi chú của sàn", "Tồn kho", "Mã SKU"]
COLUMNS = {2: "title", 3: "price", 5: "pieces", 6: "sku"}


def template_file(headings=HEADINGS) -> bytes:
    """A typical file: a title merged over the columns, validations, a hidden sheet, column and row, a picture, formulas."""
    book = Workbook()
    page = book.active
    page.title = "Hàng hoá"
    page["A1"] = "SÀN TỈNH: điền từ dòng 5"
    page.merge_cells("A1:F1")
    page["A1"].font = Font(bold=True, size=16, color="94190F")
    page["A1"].comment = Comment("đừng xoá", "sàn")
    for column, heading in enumerate(headings, 1):
        page.cell(3, column, heading).fill = PatternFill("solid", fgColor="FFE7B0")
    page["D4"] = "mẫu của sàn"
    page.row_dimensions[4].hidden = True
    for row in range(5, 8):
        for column in range(1, 7):
            page.cell(row, column).font = Font(italic=True)
        page.cell(row, 1, f"=ROW()-{4}")
        page.cell(row, 3).number_format = "#,##0"
    page.column_dimensions["D"].hidden = True
    page.column_dimensions["B"].width = 44
    listed = DataValidation(type="whole", operator="between", formula1="0", formula2="99999")
    page.add_data_validation(listed)
    listed.add("E5:E500")
    page.conditional_formatting.add(
        "C5:C50", CellIsRule(operator="lessThan", formula=["1000"], font=Font(color="FF0000"))
    )
    page.freeze_panes = "C4"
    page.sheet_properties.tabColor = "1A2250"
    logo = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(logo, "PNG")
    page.add_image(Picture(logo), "H1")
    lists = book.create_sheet("Danh mục")
    lists.append(["a", "b"])
    lists.append([1, 2])
    lists.add_table(Table(displayName="DanhMuc", ref="A1:B2"))
    lists.sheet_state = "hidden"
    book.create_sheet("Hướng dẫn")["B2"] = "Không đổi tên cột"
    out = io.BytesIO()
    book.save(out)
    return with_foreign_part(out.getvalue())


def with_foreign_part(data: bytes) -> bytes:
    """A part that openpyxl doesn't know and drops when it saves: a form control."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/ctrlProps/ctrlProp1.xml", "<formControlPr objectType='CheckBox'/>")
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def stall(shop, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return shop


def mapped(stall, data: bytes | None = None, columns=COLUMNS) -> ExchangeTemplate:
    template = add_template(
        actor=stall.as_.thu,
        name="Sàn tỉnh",
        file=read_new_file(data or template_file()),
        file_name="mau.xlsx",
    )
    return map_columns(
        actor=stall.as_.thu,
        template=template,
        facts=read_facts(template, sheet="Hàng hoá", heading_row=3, first_row=4),
        columns=columns,
    )


@pytest.mark.databases
@pytest.mark.slow
def test_goods_fill_the_mapped_columns_below_the_hidden_rows(stall):
    book = load_workbook(io.BytesIO(filled(mapped(stall), stall.thu)))
    page = book["Hàng hoá"]
    assert [page.cell(5, column).value for column in range(1, 7)] == [
        "=ROW()-4", "Mận hậu Mộc Châu, túi 500 g", 25_000, None, 20, f"pieu-{stall.bag.pk}",
    ]  # fmt: skip
    assert page["B6"].value is None and page["D4"].value == "mẫu của sàn"


@pytest.mark.databases
@pytest.mark.slow
def test_every_other_part_keeps_its_bytes_and_every_other_cell_its_looks(stall):
    before = template_file()
    after = filled(mapped(stall, before), stall.thu)
    old, new = parts(before), parts(after)
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == ["xl/worksheets/sheet1.xml"]
    assert "xl/ctrlProps/ctrlProp1.xml" in new and any(name.startswith("xl/media/") for name in new)
    was, now = load_workbook(io.BytesIO(before)), load_workbook(io.BytesIO(after))
    assert [(s.title, s.sheet_state) for s in was] == [(s.title, s.sheet_state) for s in now]
    for old_page, page in zip(was, now, strict=True):
        assert old_page.merged_cells.ranges == page.merged_cells.ranges
        assert [str(v.sqref) + v.type for v in old_page.data_validations.dataValidation] == [
            str(v.sqref) + v.type for v in page.data_validations.dataValidation
        ]
        assert [str(r.sqref) for r in old_page.conditional_formatting] == [
            str(r.sqref) for r in page.conditional_formatting
        ]
        for name, column in old_page.column_dimensions.items():
            assert (column.hidden, column.width) == (
                page.column_dimensions[name].hidden,
                page.column_dimensions[name].width,
            )
        assert {n for n, r in old_page.row_dimensions.items() if r.hidden} == {
            n for n, r in page.row_dimensions.items() if r.hidden
        }
        assert (old_page.freeze_panes, old_page.sheet_properties.tabColor) == (
            page.freeze_panes,
            page.sheet_properties.tabColor,
        )
        for row in old_page.iter_rows():
            for cell in row:
                there = page[cell.coordinate]
                assert there._style == cell._style
                if not (page.title == "Hàng hoá" and cell.row == 5):
                    assert there.value == cell.value


@pytest.mark.databases
@pytest.mark.slow
def test_rows_beyond_the_prepared_ones_look_like_the_first(stall):
    for number in range(12):
        product = Product.objects.create(
            producer=stall.producer,
            name=f"Mơ {number}",
            price=1_000,
            unit="kg",
            state="listed",
            slug=f"mo-{number}",
        )
        LotFactory(product=product, code="L-1", quantity=3)
        Offer.objects.create(product=product, label="kg", content=1, unit="kg", price=9_000)
    page = load_workbook(io.BytesIO(filled(mapped(stall), stall.thu)))["Hàng hoá"]
    assert page.max_row == 17 and page["B17"].value == "Mơ 11, kg"
    assert page["B17"].font.italic == page["B5"].font.italic
    # A reader that streams believes the sheet's own dimension.
    streamed = load_workbook(io.BytesIO(filled(mapped(stall), stall.thu)), read_only=True)["Hàng hoá"]
    assert len(list(streamed.iter_rows())) == 17


@pytest.mark.databases
@pytest.mark.parametrize("name", ['=HYPERLINK("http://x")', "+1", "@SUM(A1)", "<b>&\"'"])
def test_a_formula_in_a_name_stays_text(stall, name):
    Product.objects.filter(pk=stall.product.pk).update(name=name)
    cell = load_workbook(io.BytesIO(filled(mapped(stall), stall.thu)))["Hàng hoá"]["B5"]
    assert (cell.value, cell.data_type) == (f"{name}, túi 500 g", "s")


@pytest.mark.databases
def test_a_column_the_exchange_computes_is_left_alone(stall):
    template = mapped(stall, columns={**COLUMNS, 1: "sku"})
    with pytest.raises(SheetRefused) as refused:
        filled(template, stall.thu)
    assert refused.value.code == "formula_there" and "A5" in refused.value.message


@pytest.mark.slow
@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ([*HEADINGS, "Video"], ["Thêm cột “Video”."]),
        (HEADINGS[:2] + HEADINGS[3:], ["Bỏ cột “Giá bán”."]),
        ([HEADINGS[1], HEADINGS[0], *HEADINGS[2:]], ["Thứ tự các cột đã đổi."]),
    ],
)
def test_a_template_that_changed_is_noticed_and_waits_to_be_mapped(stall, headings, expected):
    template = mapped(stall)
    template, changed = replace_file(
        actor=stall.as_.thu,
        template=template,
        file=read_new_file(template_file(headings), template),
        file_name="moi.xlsx",
    )
    assert (changed, template.is_mapped) == (expected, False)
    with pytest.raises(OrderError) as refused:
        filled(template, stall.thu)
    assert refused.value.code == "not_mapped"


@pytest.mark.slow
def test_a_new_file_with_the_same_columns_keeps_the_mapping(stall):
    template = mapped(stall)
    spaced = [f"  {HEADINGS[0]} ", *HEADINGS[1:]]
    template, changed = replace_file(
        actor=stall.as_.thu,
        template=template,
        file=read_new_file(template_file(spaced), template),
        file_name="moi.xlsx",
    )
    assert changed == [] and template.columns == {str(k): v for k, v in COLUMNS.items()}


def test_a_file_that_was_exchanged_behind_its_back_is_not_filled(stall, settings):
    template = mapped(stall)
    (settings.MEDIA_ROOT / template.file).write_bytes(template_file([*HEADINGS, "Video"]))
    with pytest.raises(SheetRefused) as refused:
        filled(template, stall.thu)
    assert refused.value.code == "template_changed"


def test_file_with_unsupported_parts_is_refused(stall):
    out = io.BytesIO(template_file())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    for data, error in ((b"no zip", WorkbookRefused), (out.getvalue(), SheetRefused)):
        with pytest.raises(error):
            check_package(data)
    for xml in (
        b"<!DOCTYPE x><worksheet><sheetData/></worksheet>",
        b"<x:worksheet><x:sheetData/></x:worksheet>",
        b"<worksheet><sheetData><row></sheetData></worksheet>",
        # Unclosed tags: a search for their ends would take quadratic time.
        b"<worksheet><sheetData><!--<row><c>--></sheetData></worksheet>",
        b"<worksheet><sheetData><row r='1'><c r='A1'><v><![CDATA[<row><c>]]></v></c></row></sheetData></worksheet>",
    ):
        with pytest.raises(SheetRefused):
            Sheet(xml)


def test_a_later_sheet_that_is_broken_is_refused_before_anything_is_stored(stall):
    whole = template_file()
    broken = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(broken, "w") as made:
        for name in source.namelist():
            body = source.read(name)
            made.writestr(
                name, body.replace(b"</sheetData>", b"<oops</sheetData>") if "sheet3" in name else body
            )
    with pytest.raises(WorkbookRefused):
        add_template(
            actor=stall.as_.thu, name="Sàn", file=read_new_file(broken.getvalue()), file_name="mau.xlsx"
        )
    assert ExchangeTemplate.objects.count() == 0


def test_cell_with_an_unknown_style_is_read_without_style(stall):
    whole, broken = template_file(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(broken, "w") as made:
        for name in source.namelist():
            made.writestr(name, re.sub(rb'(<c r="[A-F]\d+" s=")\d+', rb"\g<1>-9", source.read(name)))
    assert b's="-9"' in zipfile.ZipFile(broken).read("xl/worksheets/sheet1.xml")
    assert mapped(stall, broken.getvalue()).columns


@pytest.mark.slow
def test_a_row_that_no_sheet_has_is_refused(stall):
    template = mapped(stall)
    for row in (LAST_ROW + 1, 10**30):
        with pytest.raises(OrderError) as refused:
            map_columns(
                actor=stall.as_.thu,
                template=template,
                facts=read_facts(template, sheet="Hàng hoá", heading_row=3, first_row=row),
                columns=COLUMNS,
            )
        assert refused.value.field == "first_row"
    template.refresh_from_db()
    assert template.first_row == 4


def test_a_bracket_in_an_attribute_ends_no_tag():
    sheet = Sheet(
        b"<worksheet><sheetData><row r='2' x='>'><c r='B2' y=\">\"/><c r='C2'><v>1</v></c></row></sheetData></worksheet>"
    )
    assert list(sheet.rows[2].cells) == [2, 3]


def test_elements_with_a_similar_name_are_no_rows():
    sheet = Sheet(
        b"<worksheet><sheetData><row-x></row-x><row r='2'><c-x></c-x><c r='B2'><v>1</v></c></row></sheetData></worksheet>"
    )
    assert {number: list(row.cells) for number, row in sheet.rows.items()} == {2: [2]}


@pytest.mark.databases
@pytest.mark.parametrize(
    ("columns", "row"),
    [
        (
            {1: "title", 2: "price", 3: "pieces", 4: "min_count", 5: "grams", 6: "pack"},
            ["Mận hậu Mộc Châu, túi 500 g (mua từ 4 phần)", 25_000, 20, 4, 500, "túi 500 g"],
        ),
        (
            {1: "title", 2: "price", 3: "pieces", 5: "grams", 6: "pack"},
            ["Mận hậu Mộc Châu, 4 × túi 500 g", 100_000, 5, None, 2_000, "4 × túi 500 g"],
        ),
    ],
    ids=["piece", "smallest order"],
)
def test_price_count_and_weight_match_if_there_is_a_minimum_count(stall, columns, row):
    Offer.objects.filter(pk=stall.bag.pk).update(min_count=4, price=25_000)
    Offer.objects.exclude(pk=stall.bag.pk).delete()
    book = Workbook()
    book.active.append(["Tên", "Giá", "Còn", "Ít nhất", "Gam", "Gói"])
    out = io.BytesIO()
    book.save(out)
    template = add_template(
        actor=stall.as_.thu, name="Sàn", file=read_new_file(out.getvalue()), file_name="mau.xlsx"
    )
    template = map_columns(
        actor=stall.as_.thu,
        template=template,
        facts=read_facts(template, sheet="Sheet", heading_row=1, first_row=2),
        columns=columns,
    )
    page = load_workbook(io.BytesIO(filled(template, stall.thu)))["Sheet"]
    assert [cell.value for cell in page[2]][: len(row)] == row


def test_a_stranger_and_a_member_keep_no_exchanges(client, stall):
    with pytest.raises(NotAllowed):
        add_template(actor=stall.as_.lan, name="x", file=read_new_file(template_file()), file_name="x.xlsx")
    assert ExchangeTemplate.objects.count() == 0
    client.force_login(stall.lan)
    assert client.get(reverse("orders:exchanges")).status_code == 404


@pytest.mark.databases
@pytest.mark.slow
def test_an_officer_sends_maps_and_takes_it_along(client, stall):
    client.force_login(stall.thu)
    sent = {"name": "Sàn tỉnh", "file": SimpleUploadedFile("mau.xlsx", template_file())}
    page = client.post(reverse("orders:exchanges"), sent, follow=True).content.decode()
    # The heading was found by its text, and equal names are preselected.
    assert '<option value="3" selected>' in page and '<option value="price" selected>' in page
    template = ExchangeTemplate.objects.get()
    address = reverse("orders:exchange", args=[template.ref])
    asked = {"trang": "Hàng hoá", "dong": "3", "tu": "4", "cot-2": "title", "cot-3": "price"}
    assert client.post(address, asked | {"cot-2": "khong-co"}).status_code == 400
    assert (
        client.post(address, {"trang": "Hàng hoá", "dong": "3", "tu": "2", "cot-2": "title"}).status_code
        == 400
    )
    assert "Tải tệp đã điền" in client.post(address, asked, follow=True).content.decode()
    body = client.get(reverse("orders:filled-exchange", args=[template.ref])).content
    assert load_workbook(io.BytesIO(body))["Hàng hoá"]["B5"].value == "Mận hậu Mộc Châu, túi 500 g"
    assert "Cá sông Đà" not in str(list(load_workbook(io.BytesIO(body))["Hàng hoá"].values))
    changed = {"file": SimpleUploadedFile("moi.xlsx", template_file([*HEADINGS, "Video"]))}
    page = client.post(
        reverse("orders:change-exchange", args=[template.ref]), changed, follow=True
    ).content.decode()
    assert "Thêm cột “Video”" in page and "Tải tệp đã điền" not in page
    client.post(reverse("orders:change-exchange", args=[template.ref]), {"act": "remove"})
    assert client.get(address).status_code == 404
