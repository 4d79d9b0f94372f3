"""Lists to choose from, constant texts, continued formulas, and a template compared as a whole."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from orders.errors import OrderError
from orders.exchanges.actions import (
    add_template,
    changes_of,
    filled,
    map_columns,
    map_words,
    replace_file,
    words_to_say,
)
from orders.exchanges.shape import choices_of
from orders.exchanges.template_files import read_facts, read_new_file
from orders.models import ExchangeTemplate, Offer
from products.models import Product
from tests.factories.traceability import LotFactory
from tests.orders.exchanges.test_exchanges import stall  # noqa: F401

pytestmark = pytest.mark.databases

COLUMNS = {2: "title", 3: "price", 4: "pack", 5: "name", 6: "producer"}


def book_bytes(change=None) -> bytes:
    """Lists of three kinds (written out, a range on another sheet, a name), a second heading row, formulas in two rows."""
    book = Workbook()
    page = book.active
    page.title = "Hàng"
    page.append(["STT", "Tên", "Giá", "Phân loại", "Ngành", "Nhà cung cấp", "Tình trạng", "Thành tiền"])
    page.append(["", "bắt buộc", "đồng", "", "", "", "", ""])
    for row in (3, 4):
        page.cell(row, 3).number_format = "#,##0"
        page.cell(row, 8, f"=C{row}*2")
    lists = book.create_sheet("DS")
    for word in ("Túi 500 g", "Thùng"):
        lists.append([word, f"{word} (sàn)"])
    book.defined_names["NganhHang"] = DefinedName("NganhHang", attr_text="DS!$B$1:$B$2")
    for formula, column in (
        ("DS!$A$1:$A$2", "D"),
        ("NganhHang", "E"),
        ('"Mới,Cũ"', "G"),
        ('INDIRECT("x")', "F"),
    ):
        listed = DataValidation(type="list", formula1=formula)
        page.add_data_validation(listed)
        listed.add(f"{column}3:{column}500")
    if change:
        change(book, page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mapped(stall, columns=COLUMNS, constants=None) -> ExchangeTemplate:  # noqa: F811
    template = add_template(
        actor=stall.as_.thu, name="Sàn", file=read_new_file(book_bytes()), file_name="s.xlsx"
    )
    return map_columns(
        actor=stall.as_.thu, template=template, facts=read_facts(template, sheet="Hàng", heading_row=1, first_row=3), columns=columns,
        constants=constants,
    )  # fmt: skip


def row_of(data: bytes, number: int) -> list:
    return [cell.value for cell in load_workbook(io.BytesIO(data))["Hàng"][number]]


def test_choices_are_read_from_every_kind_of_list():
    assert choices_of(book_bytes(), "Hàng", 3) == {
        4: ["Túi 500 g", "Thùng"], 5: ["Túi 500 g (sàn)", "Thùng (sàn)"], 7: ["Mới", "Cũ"],
    }  # fmt: skip


@pytest.mark.slow
def test_a_word_the_list_lacks_is_asked_once_and_stays_out_until_then(stall):  # noqa: F811
    template = mapped(stall, constants={7: "Mới"})
    asked = words_to_say(template, stall.thu)
    assert list(asked) == [5] and asked[5][1] == ["Túi 500 g (sàn)", "Thùng (sàn)"]
    kind = asked[5][0][0]
    # "túi 500 g" differs from the list's word only by its capital.
    assert row_of(filled(template, stall.thu), 3) == [
        None, "Mận hậu Mộc Châu, túi 500 g", 25_000, "Túi 500 g", None, stall.producer.name, "Mới", "=C3*2",
    ]  # fmt: skip
    for words in ({5: {kind: "không có"}}, {1: {kind: "Thùng (sàn)"}}):
        with pytest.raises(OrderError):
            map_words(actor=stall.as_.thu, template=template, facts=read_facts(template), words=words)
    template = map_words(
        actor=stall.as_.thu, template=template, facts=read_facts(template), words={5: {kind: "Thùng (sàn)"}}
    )
    assert (
        row_of(filled(template, stall.thu), 3)[4] == "Thùng (sàn)" and words_to_say(template, stall.thu) == {}
    )
    with pytest.raises(OrderError) as refused:
        mapped(stall, constants={7: "Hỏng"})
    assert refused.value.code == "constant_unknown"


@pytest.mark.slow
def test_formulas_go_on_over_the_filled_rows(stall):  # noqa: F811
    for number in range(3):
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
    data = filled(mapped(stall), stall.thu)
    assert [row_of(data, number)[7] for number in range(3, 7)] == ["=C3*2", "=C4*2", "=C5*2", "=C6*2"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda book, page: book["DS"].append(["Hộp"]), []),  # beyond the range that the list reads
        (lambda book, page: book["DS"].cell(2, 1, "Hộp"), ["Danh sách chọn của cột “Phân loại” đã đổi."]),
        (
            lambda book, page: page.cell(2, 3, "nghìn đồng"),
            ["Dòng dưới tiêu đề (dòng tiêu đề thứ hai) đã đổi."],
        ),
        (lambda book, page: setattr(page.row_dimensions[2], "hidden", True), ["Các dòng ẩn đã đổi."]),
        (lambda book, page: setattr(page["C3"], "number_format", "0.00"), ["Kiểu ô của cột “Giá” đã đổi."]),
        (lambda book, page: book.create_sheet("Mới"), ["Các trang tính của tệp đã đổi."]),
    ],
    ids=["beyond", "list", "second-heading", "hidden", "format", "sheets"],
)
def test_a_template_is_compared_whole(stall, change, expected):  # noqa: F811
    template = mapped(stall)
    assert changes_of(template, read_new_file(book_bytes(), template)) == []
    assert changes_of(template, read_new_file(book_bytes(change), template)) == expected
    template, changes = replace_file(
        actor=stall.as_.thu,
        template=template,
        file=read_new_file(book_bytes(change), template),
        file_name="n.xlsx",
    )
    assert (changes, template.is_mapped) == (expected, not expected)


@pytest.mark.slow
def test_seller_exports_only_own_goods_and_an_officer_edits_the_mapping(client, stall):  # noqa: F811
    template = mapped(stall)
    client.force_login(stall.lan)
    page = client.get(reverse("orders:channels", args=[stall.producer.pk])).content.decode()
    address = reverse("orders:producer-exchange", args=[stall.producer.pk, template.ref])
    assert address in page
    assert row_of(client.get(address).content, 3)[1] == "Mận hậu Mộc Châu, túi 500 g"
    client.force_login(stall.hoa)
    assert client.get(address).status_code == 404
    client.force_login(stall.thu)
    mapping = reverse("orders:exchange", args=[template.ref])
    assert "Sàn gọi là gì" in client.get(mapping).content.decode()
    kind = words_to_say(template, stall.thu)[5][0][0]
    fields = {"cua-5-0": kind, "chu-5-0": "Thùng (sàn)"}
    page = client.post(
        reverse("orders:exchange-words", args=[template.ref]), fields, follow=True
    ).content.decode()
    assert "lần sau Piêu tự chọn" in page and "Sàn gọi là gì" not in page
    sent = {"trang": "Hàng", "dong": "1", "tu": "3", "cot-2": "title", "cot-7": "constant", "chu-7": "Cũ"}
    client.post(mapping, sent)
    template.refresh_from_db()
    assert (template.columns, template.constants) == ({"2": "title"}, {"7": "Cũ"})
