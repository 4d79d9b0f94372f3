"""Tables of products: the dry run, an error next to each cell, no duplicates, and hostile files."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook

from backend.common.tables import TableRefused
from backend.ledger.models import Entry
from backend.ledger.row_states import STATED
from members.acting import Actor
from members.rules import NotAllowed
from products.imports import making
from products.imports.actions import check_import, start_import
from products.imports.enums import ImportState, RowState
from products.imports.making import make_import, make_part
from products.imports.pictures import PhotoZip, ZipRefused
from products.imports.reading import read_table
from products.imports.tasks import (
    KEEP_DONE,
    KEEP_UNUSED,
    LOST_AFTER,
    forget_imports,
    resume_lost_imports,
)
from products.imports.template import template
from products.models import ImportRow, Product, ProductChange, ProductImport
from tests.factories.products import ProducerFactory, make_branch, make_user, picture
from tests.people import HOA, LAN
from traceability.models import Lot

HEADING = ["Tên sản phẩm", "Giá (đồng)", "Đơn vị", "Số lượng", "Ảnh"]
PLUMS = ["Mận hậu", "45.000", "kg", "1,5 tạ"]
SCARF = ["Khăn piêu", 350_000, "cái", 12]


@pytest.fixture
def lan(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    lan = make_user(LAN.full_name, branch=make_branch())
    lan.producer = ProducerFactory(owner=lan)
    return lan


def xlsx(*rows, heading=HEADING) -> bytes:
    book = Workbook()
    sheet = book.active
    for row in (heading, *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zip_of(files: dict[str, bytes]) -> SimpleUploadedFile:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return SimpleUploadedFile("anh.zip", out.getvalue())


def checked(lan, data: bytes, photos=None, actor: Actor | None = None) -> ProductImport:
    return check_import(
        actor=actor or Actor.of(lan),
        producer=lan.producer,
        data=data,
        file_name="mận.xlsx",
        photos=photos,
    )


def imported(lan, data: bytes, photos=None, actor: Actor | None = None) -> ProductImport:
    run = checked(lan, data, photos, actor)
    start_import(actor=actor or Actor.of(lan), run=run)
    make_import.call(import_id=run.pk)
    run.refresh_from_db()
    return run


def errors(run: ProductImport) -> dict[str, str]:
    return {cell: error[1] for row in run.rows.all() for cell, error in row.errors.items()}


def test_check_creates_nothing_and_start_creates_drafts_with_lots(lan):
    run = checked(lan, xlsx(PLUMS, SCARF))
    assert (Product.objects.count(), Lot.objects.count()) == (0, 0)
    assert [row.state for row in run.rows.all()] == [RowState.GOOD, RowState.GOOD]
    start_import(actor=Actor.of(lan), run=run)
    make_import.call(import_id=run.pk)
    plums, scarf = Product.objects.order_by("pk")
    assert (plums.name, plums.price, plums.unit, plums.state) == ("Mận hậu", 45_000, "kg", "draft")
    assert (scarf.name, scarf.price, scarf.unit) == ("Khăn piêu", 350_000, "cai")
    assert {(lot.product, lot.quantity, lot.unit) for lot in Lot.objects.all()} == {
        (plums, Decimal("1.5"), "ta"),
        (scarf, Decimal(12), "cai"),
    }
    assert plums.changes.get().fields == {
        "name": [None, "Mận hậu"], "price": [None, 45_000], "unit": [None, "kg"],
    }  # fmt: skip
    kinds = list(Entry.objects.exclude(kind=STATED).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["products.imported", "lot.opened", "lot.opened"]
    run.refresh_from_db()
    assert run.state == ImportState.DONE and "man hau" in plums.search_text


def test_the_same_file_twice_makes_nothing_twice(lan):
    data = xlsx(PLUMS, SCARF)
    imported(lan, data)
    again = checked(lan, data)
    assert [row.state for row in again.rows.all()] == [RowState.KNOWN, RowState.KNOWN]
    # Previewed before the first was made, confirmed after it.
    one, other = checked(lan, xlsx(["Mơ ngâm", "80k", "hũ"])), checked(lan, xlsx(["Mơ ngâm", "80k", "hũ"]))
    for run in (one, other):
        start_import(actor=Actor.of(lan), run=run)
        make_import.call(import_id=run.pk)
        make_import.call(import_id=run.pk)
    assert Product.objects.count() == 3 and other.rows.get().state == RowState.KNOWN


def test_a_row_is_known_by_its_own_code_whatever_else_changed(lan):
    heading = ["Mã", "Tên", "Giá", "ĐVT"]
    imported(lan, xlsx(["MAN-1", "Mận hậu", "45k", "kg"], heading=heading))
    again = checked(
        lan, xlsx(["man-1", "Mận hậu to", "50k", "kg"], ["MAN-2", "Mận hậu", "45k", "kg"], heading=heading)
    )
    assert [row.state for row in again.rows.all()] == [RowState.CHANGES, RowState.GOOD]


def test_every_wrong_cell_has_its_own_sentence_in_vietnamese(lan):
    run = checked(
        lan,
        xlsx(
            PLUMS,
            ["", "12", "bịch", "-3"],
            ["Mơ", "giá tốt", "tạ lạ", "2 tạ lạ"],
            ["Mận", "45.000", "", "20"],
            ["Mận hậu", "50k", "kg", ""],
        ),
    )
    assert errors(run) == {
        "A3": "Chưa có tên sản phẩm.",
        "B3": "Số tiền này nhỏ quá. Chị viết đủ cả số nghìn, ví dụ 120.000 hoặc 120k.",
        "D3": "Số lượng phải lớn hơn 0.",
        "B4": "Chưa hiểu số tiền này. Chị viết ví dụ 120.000 hoặc 120k.",
        "C4": "Chị chọn một đơn vị, ví dụ: kg, hũ, gói.",
        "D4": "Chưa hiểu đơn vị “tạ lạ”. Chị viết ví dụ 20 kg hoặc 50 gói.",
        "C5": "Có số lượng thì ghi cả đơn vị, ví dụ kg.",
        "A6": "Trùng với dòng 2: cùng mã, hoặc cùng tên, đơn vị và gói.",
    }
    start_import(actor=Actor.of(lan), run=run)
    make_import.call(import_id=run.pk)
    assert [product.name for product in Product.objects.all()] == ["Mận hậu"]


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+84", "-Mận", "@Mận", " =1+1"])
def test_a_formula_in_a_name_is_refused_in_excel_and_csv(lan, name):
    for data in (xlsx([name, "45k", "kg"]), f'Tên sản phẩm;Giá;Đơn vị\n"{name}";45k;kg\n'.encode()):
        found = errors(checked(lan, data))
        assert list(found) == ["A2"] and ("công thức" in found["A2"])


def test_an_error_in_the_content_of_a_pack_is_at_its_cell(lan):
    heading = ["Tên sản phẩm", "Khối lượng một gói"]
    run = checked(lan, xlsx(["Mơ ngâm", "500 g"], ["Mận sấy", "-5 g"], ["Chè", "abc"], heading=heading))
    message = "Chị ghi một gói có bao nhiêu, lớn hơn 0 và có đơn vị, ví dụ: 500 g, 0,5 lít, 1 cái."
    assert errors(run) == {"B3": message, "B4": message}


def test_several_ingredients_instead_of_one_are_refused_at_the_cell(lan):
    heading = ["Tên sản phẩm", "Thành phần", "Dinh dưỡng"]
    rows = (
        ["Mận sấy", "Mận hậu, đường, muối", "một thành phần"],
        ["Mật ong", "Mật ong 100%", "một thành phần"],
    )
    run = checked(lan, xlsx(*rows, heading=heading))
    message = "Thành phần có nhiều thứ (Mận hậu, đường, muối), không phải một. Chị chọn mục khác, hoặc sửa thành phần."
    assert errors(run) == {"C2": message}
    honey = checked(lan, xlsx(rows[1], heading=heading))
    start_import(actor=Actor.of(lan), run=honey)
    make_import.call(import_id=honey.pk)
    later = checked(lan, xlsx(["Mật ong", "Mật ong, gừng"], heading=heading[:2]))
    assert "Mật ong, gừng" in errors(later)["A2"]


def test_a_formula_in_any_other_cell_is_refused_too(lan):
    run = checked(lan, xlsx(["Mận", "=1000*45", "kg", "=A1"]))
    assert set(errors(run)) == {"B2", "D2"}


@pytest.mark.parametrize(
    "text", ["Tên sản phẩm,Giá,ĐVT\nMận,45k,kg", "﻿Tên;Giá;ĐVT\r\nMận;45k;kg", "Tên\tGiá\tĐVT\nMận\t45k\tkg"]
)
def test_csv_is_read_however_it_is_separated(lan, text):
    row = checked(lan, text.encode()).rows.get()
    assert (row.line, row.state, row.fields) == (2, "good", {"name": "Mận", "price": 45_000, "unit": "kg"})
    assert checked(lan, text.encode("utf-16")).rows.get().fields == row.fields


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no_heading"),
        ("Hàng,Giá\nMận,1".encode(), "no_heading"),
        ("Tên,Giá\n".encode(), "table_empty"),
        ("Tên,Tên hàng\nMận,Mận".encode(), "column_twice"),
        ("Tên\nM\u1ead".encode("cp1258", "replace") + b"\xff", "csv_encoding"),
        (b'T\xc3\xaan\n"Man', "csv_broken"),
        (b"\xd0\xcf\x11\xe0\0\0\0\0", "no_table"),
        (b"PK\x03\x04 no zip", "workbook_refused"),
        (b"T\xc3\xaan\n" + b"M\n" * 5_001, "too_many_rows"),
        (b"T\xc3\xaan\n" + b"M" * 5_000_000, "too_large"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_reason(lan, data, code):
    with pytest.raises(TableRefused) as refused:
        checked(lan, data)
    assert refused.value.code == code and refused.value.field == "file"
    assert ProductImport.objects.count() == 0


@pytest.mark.slow
def test_an_excel_file_that_unpacks_to_a_hundred_megabytes_is_refused(lan):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in zip_parts(xlsx(PLUMS)):
            if name == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", b" " * 100_000_000 + b"</sheetData>")
            archive.writestr(name, data)
    assert len(out.getvalue()) < 200_000
    with pytest.raises(TableRefused) as refused:
        checked(lan, out.getvalue())
    assert refused.value.code == "too_many_cells"


def zip_parts(data: bytes):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


@pytest.mark.databases
def test_photos_come_by_their_names_and_once(lan, django_capture_on_commit_callbacks):
    photos = zip_of(
        {"Anh/MẬN 1.jpg": picture(), "mo.png": picture(format="PNG", seed=2), "ghi-chu.txt": b"x"}
    )
    with django_capture_on_commit_callbacks(execute=True):
        run = imported(lan, xlsx([*PLUMS, "mận 1.jpg; mo.png"], [*SCARF, ""]), photos)
        make_import.call(import_id=run.pk)
    plums = Product.objects.get(name="Mận hậu")
    assert [link.photo.alt for link in plums.photo_links.all()] == ["Mận hậu", "Mận hậu"]
    assert run.state == ImportState.DONE and run.photos == ""


def test_a_missing_duplicate_or_broken_photo_is_reported_at_its_cell(lan):
    photos = zip_of({"a/mo.jpg": picture(), "b/mo.jpg": picture(), "hong.jpg": b"\xff\xd8\xff no picture"})
    rows = [[*PLUMS, "khong-co.jpg"], [*SCARF, "mo.jpg"], ["Mơ", "80k", "hũ", "", "hong.jpg"]]
    found = errors(checked(lan, xlsx(*rows), photos))
    assert found["E2"] == "Trong tệp zip không có ảnh “khong-co.jpg”."
    assert "hai ảnh cùng tên" in found["E3"] and found["E4"].startswith("hong.jpg: ")
    assert "chưa có tệp zip" in errors(checked(lan, xlsx(rows[0])))["E2"]


@pytest.mark.parametrize("name", ["../../etc/cron.d/x.jpg", "/etc/x.jpg", "..\\..\\x.jpg", "C:\\x.jpg"])
def test_a_zip_that_leads_out_of_its_folder_is_refused(name):
    with pytest.raises(ZipRefused) as refused:
        PhotoZip(zip_of({name: b"x"}))
    assert refused.value.code == "zip_slip"


def test_a_photo_packed_with_lzma_is_called_broken():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("mo.jpg", picture())
    for data in (out.getvalue(), out.getvalue().replace(b"\x5d\x00\x00", b"\xff\x00\x00")):
        photos = PhotoZip(SimpleUploadedFile("anh.zip", data))
        assert photos.problem("mo.jpg") == "mo.jpg: Ảnh này trong tệp zip bị hỏng."


@pytest.mark.slow
def test_a_zip_bomb_is_refused_unread_and_when_its_directory_lies():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(10):
            archive.writestr(f"{number}.jpg", b"\0" * 14_000_000)
    with pytest.raises(ZipRefused) as refused:
        PhotoZip(out)
    assert refused.value.code == "zip_bomb"
    lying = out.getvalue().replace((14_000_000).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    photos = PhotoZip(io.BytesIO(lying))
    assert len(photos) == 10 and "hỏng" in photos.problem("0.jpg")


def test_many_rows_are_made_part_by_part_and_a_killed_task_goes_on(lan, monkeypatch):
    monkeypatch.setattr(making, "PART", 3)
    run = checked(lan, xlsx(*[[f"Mận {n}", "45k", "kg", n + 1] for n in range(8)]))
    start_import(actor=Actor.of(lan), run=run)
    assert make_part(run.pk) == 3
    assert Product.objects.count() == Lot.objects.count() == 3
    monkeypatch.setattr(making, "_make", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_import.call(import_id=run.pk)
    assert run.rows.filter(state=RowState.MADE).count() == 3
    monkeypatch.undo()
    assert resume_lost_imports() == 0
    ProductImport.objects.update(beat_at=timezone.now() - 2 * LOST_AFTER)
    assert resume_lost_imports() == 1 and resume_lost_imports() == 0
    make_import.call(import_id=run.pk)
    assert Product.objects.count() == Lot.objects.count() == ProductChange.objects.count() == 8


def test_officer_imports_on_behalf_and_a_stranger_cannot(lan):
    officer = make_user("Vì Thị Thu", officer_of=lan.producer.branch)
    hoa = make_user(HOA.full_name)
    with pytest.raises(NotAllowed):
        checked(lan, xlsx(PLUMS), actor=Actor.of(hoa))
    run = checked(lan, xlsx(PLUMS))
    with pytest.raises(NotAllowed):
        start_import(actor=Actor.of(hoa), run=run)
    assert Product.objects.count() == 0
    imported(lan, xlsx(PLUMS), actor=Actor(by=officer, member=lan))
    product = Product.objects.get()
    assert product.created_by == officer and product.changes.get().on_behalf_of == lan
    helped = Entry.objects.filter(on_behalf_of=lan.ref).values_list("kind", flat=True)
    assert sorted(helped) == ["lot.opened", "product.drafted", "products.imported"]


def test_import_fails_when_its_author_lost_the_right(lan):
    run = checked(lan, xlsx(PLUMS))
    start_import(actor=Actor.of(lan), run=run)
    lan.producer.people.all().delete()
    make_import.call(import_id=run.pk)
    run.refresh_from_db()
    assert run.state == ImportState.FAILED and Product.objects.count() == 0


def test_the_template_is_read_back_unchanged(lan):
    run = checked(lan, template("vi"))
    found = errors(run)
    assert {cell[0] for cell in found} == {"T"}  # its examples name photos, and no zip was sent
    assert [row.fields["name"] for row in run.rows.all()] == [
        "Mận hậu Mộc Châu",
        "Mơ ngâm đường",
        "Khăn piêu thêu tay",
    ]
    assert run.rows.first().fields["season_months"] == [5, 6, 7]


def test_old_imports_are_deleted_and_their_products_stay(lan):
    run, done = checked(lan, xlsx(SCARF)), imported(lan, xlsx(PLUMS))
    ProductImport.objects.filter(pk=run.pk).update(created_at=timezone.now() - KEEP_UNUSED * 2)
    ProductImport.objects.filter(pk=done.pk).update(ended_at=timezone.now() - KEEP_DONE * 2)
    assert forget_imports.call() == 2
    assert (ImportRow.objects.count(), Product.objects.count()) == (0, 1)


def test_many_rows_cost_the_queries_of_two(lan):
    def queries(count: int) -> int:
        run = checked(lan, xlsx(*[[f"Mận {count} {n}", "45k", "kg", 5] for n in range(count)]))
        start_import(actor=Actor.of(lan), run=run)
        with CaptureQueriesContext(connection) as asked:
            assert make_part(run.pk) == count
        return len(asked)

    assert queries(2) == queries(60) < 24


@pytest.mark.databases
@pytest.mark.slow
def test_pages_show_the_dry_run_the_bar_and_what_came_of_it(client, lan):
    client.force_login(lan)
    form = client.get("/san-pham-cua-toi/tu-tep/").content.decode()
    assert "Tải tệp mẫu" in form
    bad = client.post(
        "/san-pham-cua-toi/tu-tep/",
        {"producer": lan.producer.pk, "file": SimpleUploadedFile("a.xlsx", b"x")},
    )
    assert bad.status_code == 400 and "Không thấy cột “Tên sản phẩm”" in bad.content.decode()
    sent = {
        "producer": lan.producer.pk,
        "file": SimpleUploadedFile("a.xlsx", xlsx(PLUMS, ["Mơ", "rẻ", "hũ"])),
    }
    followed = client.post("/san-pham-cua-toi/tu-tep/", sent, follow=True)
    page = followed.content.decode()
    assert "1 dòng đưa vào được" in page and "B3 · Giá (đồng)" in page and "45.000 đ/kg" in page
    run = ProductImport.objects.get()
    address = f"/san-pham-cua-toi/tu-tep/{run.ref}/"
    running = client.post(f"{address}dua-vao/", follow=True).content.decode()
    assert '<progress max="1" value="0"' in running and Product.objects.count() == 0
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "<progress" in part
    make_import.call(import_id=run.pk)
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "Đã thành 1 bản nháp" in client.get(address).content.decode()
    client.force_login(make_user(HOA.full_name))
    assert client.get(address).status_code == 404
    assert client.get("/san-pham-cua-toi/tu-tep/mau.xlsx").content[:2] == b"PK"


def test_read_table_names_the_column_letter_of_each_cell():
    rows = read_table(xlsx(["", "Mận"], heading=["Ghi chú", "Tên hàng"]))
    assert rows[0].cells["name"] == ("B", "Mận")
