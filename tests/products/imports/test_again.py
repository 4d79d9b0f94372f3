"""A second table updates the first one's rows, an import can be undone, and a table sets how goods are sold."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from backend.ledger import auditing
from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.taking_up import record_earlier_rows
from members.acting import Actor
from members.rules import NotAllowed
from orders.models import Offer
from orders.shops.actions.shops import save_offer
from products.imports import zips
from products.imports.actions import NothingToImport, start_import, undo_import
from products.imports.enums import ImportState, RowState
from products.imports.making import make_import
from products.imports.tasks import resume_lost_imports
from products.imports.undoing import undo_rows
from products.imports.zips import opened_zip
from products.models import Photo, Product, ProductChange, ProductImport
from products.photos import actions as photos
from products.photos.actions import add_photo
from products.products.actions.products import create_draft, update_product
from tests.factories.products import make_user, picture
from tests.layout import without_layout
from tests.people import HOA
from tests.products.imports.test_imports import checked, errors, imported, lan, xlsx, zip_of  # noqa: F401
from traceability.lots.actions.lots import change_lot, close_lot

HEADING = ["Mã", "Tên", "Giá", "ĐVT", "Số lượng", "Thành phần"]
PLUMS = ["MAN-1", "Mận hậu", "45k", "kg", 20, ""]
JAM = ["MUT-1", "Mứt mận", "80k", "hũ", 5, "mận, đường"]


def table(*rows) -> bytes:
    return xlsx(*rows, heading=HEADING)


def undone(lan, run: ProductImport) -> ProductImport:  # noqa: F811
    undo_import(actor=Actor.of(lan), run=run)
    undo_rows.call(import_id=run.pk)
    run.refresh_from_db()
    return run


def test_second_table_shows_its_changes_and_makes_no_others(lan):  # noqa: F811
    imported(lan, table(PLUMS, JAM))
    by_hand = create_draft(
        actor=Actor.of(lan), producer=lan.producer, name="Chè khô", price=200_000, unit="kg"
    )
    again = table(
        ["man-1", "Mận hậu to", "50k", "kg", 99, ""], JAM, ["", "chè  KHÔ", "210k", "kg", "", "lá chè"],
    )  # fmt: skip
    run = checked(lan, again)
    assert [(row.state, row.changes) for row in run.rows.order_by("line")] == [
        (RowState.CHANGES, {"name": ["Mận hậu", "Mận hậu to"], "price": [45_000, 50_000]}),
        (RowState.KNOWN, {}),
        (RowState.CHANGES, {"price": [200_000, 210_000], "ingredients": ["", "lá chè"]}),
    ]
    assert not Product.objects.filter(price=50_000).exists()  # looking changes nothing
    update_product(actor=Actor.of(lan), product=by_hand, changes={"price": "220k"})
    start_import(actor=Actor.of(lan), run=run)
    make_import.call(import_id=run.pk)
    make_import.call(import_id=run.pk)
    rows = run.rows.order_by("line")
    assert [row.state for row in rows] == [RowState.CHANGED, RowState.KNOWN, RowState.WRONG]
    assert "đã đổi từ lúc" in errors(run)["A4"]
    assert list(Product.objects.order_by("pk").values_list("name", "price", "ingredients")) == [
        ("Mận hậu to", 50_000, ""), ("Mứt mận", 80_000, "mận, đường"), ("Chè khô", 220_000, ""),
    ]  # fmt: skip
    assert Product.objects.get(price=50_000).lots.get().quantity == 20


def test_prices_that_a_table_does_not_reach_are_named(lan):  # noqa: F811
    imported(lan, table(PLUMS))
    product = Product.objects.get()
    save_offer(actor=Actor.of(lan), product=product, label="hộp 10 kg", content=10, unit="kg", price=400_000)
    row = checked(lan, table(["MAN-1", "Mận hậu", "50k", "kg", "", ""])).rows.get()
    assert row.notes == ["Giá riêng không đổi theo tệp: 400.000 đ/hộp 10 kg. Chị đổi ở trang sản phẩm."]


def test_an_offer_that_follows_the_products_price_is_not_reported_as_unchanged(lan):  # noqa: F811
    imported(lan, sold(["MUT-1", "Mứt mận", "80k", "hũ", 5, "mận, đường", 2, "", ""]))
    assert Offer.objects.get().price == 80_000
    run = checked(lan, table(["MUT-1", "Mứt mận", "90k", "hũ", "", ""]))
    assert run.rows.get().notes == []
    started(lan, run, with_beside=False)
    assert (Offer.objects.get().price, run.rows.get().notes) == (90_000, [])
    # With another unit nothing changes.
    row = checked(lan, table(["MUT-1", "Mứt mận", "95k", "kg", "", ""])).rows.get()
    assert "Giá riêng không đổi theo tệp: 90.000 đ/hũ. Chị đổi ở trang sản phẩm." in row.notes


SOLD = [*HEADING, "Mua ít nhất", "Giá mua nhiều", "Tháng bán"]
FIRST = ["MAN-1", "Mận hậu", "45k", "kg", 20, "", 2, "10: 40k", ""]
SECOND = ["MAN-1", "Mận hậu", "45k", "kg", 30, "", 2, "10: 38k; 50: 35k", "5-7"]
BESIDE = {
    "quantity": [["20", "kg"], ["30", "kg"]],
    "breaks": [[[10, 40_000]], [[10, 38_000], [50, 35_000]]],
    "sale_months": [[], [5, 6, 7]],
}


def sold(*rows) -> bytes:
    return xlsx(*rows, heading=SOLD)


def state() -> tuple:
    """Return the state of the plums: their amount, and how they are sold."""
    offer, lot = Offer.objects.get(), Product.objects.get().lots.get()
    breaks = list(offer.breaks.order_by("from_count").values_list("from_count", "price"))
    return lot.quantity, offer.min_count, breaks, offer.season_months


def started(lan, run: ProductImport, *, with_beside: bool = True) -> ProductImport:  # noqa: F811
    start_import(actor=Actor.of(lan), run=run, with_beside=with_beside)
    make_import.call(import_id=run.pk)
    run.refresh_from_db()
    return run


@pytest.mark.databases
@pytest.mark.slow
def test_other_columns_of_a_later_table_are_shown_and_changed_if_ticked(lan):  # noqa: F811
    imported(lan, sold(FIRST))
    same = checked(lan, sold(FIRST)).rows.get()
    assert (same.state, same.beside, same.notes) == (RowState.KNOWN, {}, [])
    run = checked(lan, sold(SECOND))
    row = run.rows.get()
    assert (row.state, row.changes, row.notes, row.beside) == (RowState.KNOWN, {}, [], BESIDE)
    assert state() == (20, 2, [(10, 40_000)], [])
    with pytest.raises(NothingToImport):
        start_import(actor=Actor.of(lan), run=run)
    assert run.rows.get().state == RowState.KNOWN
    started(lan, run)
    make_import.call(import_id=run.pk)
    assert (run.rows.get().state, state()) == (
        RowState.CHANGED,
        (30, 2, [(10, 38_000), (50, 35_000)], [5, 6, 7]),
    )
    assert Entry.objects.filter(kind="offer.saved").count() == 2
    again = checked(lan, sold(SECOND)).rows.get()
    assert (again.state, again.beside) == (RowState.KNOWN, {})
    undone(lan, run)
    assert (run.rows.get().state, state()) == (RowState.UNDONE, (20, 2, [(10, 40_000)], []))


@pytest.mark.slow
@pytest.mark.parametrize(("price", "breaks"), [("38k", "10: 35k"), ("60k", "10: 50k")])
def test_price_and_wholesale_change_together_and_back(lan, price, breaks):  # noqa: F811
    imported(lan, sold(FIRST))
    run = checked(lan, sold(["MAN-1", "Mận hậu", price, "kg", 20, "", 2, breaks, ""]))
    started(lan, run)
    wanted = int(price[:2]) * 1000, [(10, int(breaks[4:6]) * 1000)]
    assert (errors(run), run.rows.get().state) == ({}, RowState.CHANGED)
    assert (Offer.objects.get().price, state()[2]) == wanted
    undone(lan, run)
    assert (run.rows.get().state, Offer.objects.get().price, state()[2]) == (
        RowState.UNDONE,
        45_000,
        [(10, 40_000)],
    )


def test_first_offer_from_a_table_has_the_tables_price(lan):  # noqa: F811
    imported(lan, table(["MAN-1", "Mận hậu", "45k", "kg", "", ""]))
    started(lan, checked(lan, sold(["MAN-1", "Mận hậu", "60k", "kg", "", "", 2, "", ""])))
    assert (Product.objects.get().price, Offer.objects.get().price) == (60_000, 60_000)


def test_without_the_tick_only_words_and_prices_change(lan):  # noqa: F811
    imported(lan, sold(FIRST))
    run = checked(lan, sold(["MAN-1", "Mận hậu", "50k", *SECOND[3:]]))
    assert (run.rows.get().state, set(run.rows.get().beside)) == (RowState.CHANGES, set(BESIDE))
    started(lan, run, with_beside=False)
    assert (Product.objects.get().price, state()) == (50_000, (20, 2, [(10, 40_000)], []))


def test_values_that_a_table_cannot_change_are_reported(lan):  # noqa: F811
    imported(lan, sold(FIRST))
    product = Product.objects.get()
    close_lot(actor=Actor.of(lan), lot=product.lots.get())
    Offer.objects.update(label="hộp 10 kg", content=10)
    row = checked(lan, sold(SECOND)).rows.get()
    assert (row.state, row.beside) == (RowState.KNOWN, {})
    assert row.notes == [
        "Tệp không đổi số lượng, mua ít nhất, giá mua nhiều, tháng bán của sản phẩm đã có: số lượng thì mở lô mới, còn lại đổi ở "
        "trang sản phẩm."
    ]


@pytest.mark.databases
def test_rows_changed_since_the_preview_are_left_and_reported(lan):  # noqa: F811
    imported(lan, sold(FIRST))
    run = checked(lan, sold(SECOND))
    change_lot(actor=Actor.of(lan), lot=Product.objects.get().lots.get(), changes={"quantity": 25})
    started(lan, run)
    assert (run.rows.get().state, state()) == (RowState.WRONG, (25, 2, [(10, 40_000)], []))
    assert "đã đổi từ lúc" in errors(run)["A2"]


@pytest.mark.databases
@pytest.mark.slow
def test_photos_of_a_later_table_come_to_goods_without_any_once(lan, django_capture_on_commit_callbacks):  # noqa: F811
    heading = ["Mã", "Tên", "Giá", "ĐVT", "Ảnh"]
    row = ["MAN-1", "Mận hậu", "45k", "kg"]
    imported(lan, xlsx([*row, ""], heading=heading))
    data, photos = xlsx([*row, "man.jpg"], heading=heading), {"man.jpg": picture(seed=3)}
    assert "ảnh" in checked(lan, data).rows.get().notes[0]
    missing = checked(lan, data, photos=zip_of({"mo.jpg": photos["man.jpg"]}))
    assert "E2" in errors(missing)
    run = checked(lan, data, photos=zip_of(photos))
    assert (run.rows.get().state, run.rows.get().beside) == (RowState.KNOWN, {"photos": [0, 1]})
    with django_capture_on_commit_callbacks(execute=True):
        started(lan, run)
    assert (Product.objects.get().photo_links.count(), run.photos) == (1, "")
    again = checked(lan, data, photos=zip_of(photos)).rows.get()
    assert (again.state, again.beside, again.photos, again.notes) == (RowState.KNOWN, {}, [], [])
    undone(lan, run)
    assert run.rows.get().notes == ["Giữ lại: lô, cách bán và ảnh mà tệp đã thêm."]


def test_a_table_begins_to_sell_what_is_there_and_not_sold_yet(lan):  # noqa: F811
    imported(lan, table(["MAN-1", "Mận hậu", "45k", "kg", "", ""]))
    assert not Offer.objects.exists()
    run = checked(lan, sold(FIRST))
    assert run.rows.get().beside == {
        "quantity": [None, ["20", "kg"]],
        "min_count": [None, 2],
        "breaks": [None, [[10, 40_000]]],
    }
    started(lan, run)
    assert (state(), Offer.objects.get().price) == ((20, 2, [(10, 40_000)], []), 45_000)


@pytest.mark.databases
@pytest.mark.slow
def test_page_shows_the_changes_that_a_tick_makes(client, lan):  # noqa: F811
    client.force_login(lan)
    imported(lan, sold(FIRST))
    run = checked(lan, sold(SECOND))
    address = f"/san-pham-cua-toi/tu-tep/{run.ref}/"
    page = without_layout(client.get(address).content.decode())
    for words in (
        "1 sản phẩm đổi được theo bảng", "Số lượng: 20 kg → 30 kg (khi chị chọn đổi theo bảng)",
        "Giá mua nhiều: 10: 40.000 đ → 10: 38.000 đ; 50: 35.000 đ", "Tháng bán: … → 5, 6, 7", 'name="beside"',
    ):  # fmt: skip
        assert words in page, words
    assert "Không có dòng nào đưa vào được" in client.post(f"{address}dua-vao/", follow=True).content.decode()
    client.post(f"{address}dua-vao/", {"beside": "1"})
    make_import.call(import_id=run.pk)
    page = without_layout(client.get(address).content.decode())
    assert "1 sản phẩm đã đổi theo tệp" in page and "Số lượng: 20 kg → 30 kg</span>" in page
    assert state()[0] == 30


def test_a_table_says_how_goods_are_sold(lan):  # noqa: F811
    heading = ["Tên", "Giá", "ĐVT", "Mua ít nhất", "Giá mua nhiều"]
    run = imported(
        lan,
        xlsx(["Mận", "45k", "kg", 2, "50: 38.000; 10: 40k"], ["Mơ", "30k", "kg", "", ""], heading=heading),
    )
    offer = Offer.objects.get()
    assert (offer.product.name, offer.price, offer.min_count, offer.content, offer.unit) == (
        "Mận",
        45_000,
        2,
        1,
        "kg",
    )
    assert list(offer.breaks.order_by("from_count").values_list("from_count", "price")) == [
        (10, 40_000),
        (50, 38_000),
    ]
    assert run.state == ImportState.DONE and Entry.objects.filter(kind="offer.saved").count() == 1
    wrong = checked(
        lan,
        xlsx(
            ["A", "45k", "kg", "0", "10: 50k"], ["B", "45k", "kg", "1,5", "10 40k"],
            ["C", "45k", "kg", "-2", "5: 40k; 9: 41k"], ["D", "", "", 3, "1: 40k"],
            heading=heading,
        ),
    )  # fmt: skip
    assert errors(wrong) == {
        "D2": "Viết một số nguyên từ 1 đến 10.000.",
        "E2": "Mua nhiều hơn thì giá phải rẻ hơn.",
        "D3": "Viết một số nguyên từ 1 đến 10.000.",
        "E3": "Giá mua nhiều viết ví dụ 10: 40.000; 50: 38.000.",
        "D4": "Viết một số nguyên từ 1 đến 10.000.",
        "E4": "Mua nhiều hơn thì giá phải rẻ hơn.",
        "E5": "Mua nhiều là từ 2 phần trở lên, mỗi mức một số khác nhau.",
        "D5": "Ghi cột này thì ghi cả giá và đơn vị.",
    }


@pytest.mark.databases
@pytest.mark.slow
def test_undo_of_an_import_leaves_products_changed_since(lan):  # noqa: F811
    first = imported(lan, table(PLUMS, JAM))
    second = imported(
        lan, table(["MAN-1", "Mận hậu", "50k", "kg", "", ""], ["MO-1", "Mơ", "30k", "kg", 4, ""])
    )
    touched = Product.objects.get(name="Mứt mận")
    close_lot(actor=Actor.of(lan), lot=touched.lots.get())
    with pytest.raises(NotAllowed):
        undo_import(actor=Actor.of(make_user(HOA.full_name)), run=second)
    undone(lan, second)
    undo_rows.call(import_id=second.pk)
    assert second.state == ImportState.UNDONE
    states = dict(Product.objects.values_list("name", "state"))
    assert states == {"Mận hậu": "draft", "Mứt mận": "draft", "Mơ": "retired"}
    assert Product.objects.get(name="Mận hậu").price == 45_000  # as before the second table
    undone(lan, first)
    # The plums were changed and changed back since: somebody touched them, so they stay, and so does the used part of a lot.
    assert [row.state for row in first.rows.order_by("line")] == [RowState.KNOWN, RowState.KNOWN]
    assert "Giữ lại" in first.rows.get(line=3).notes[0]
    # Undone rows are created again by the corrected table.
    assert checked(lan, table(["MO-1", "Mơ", "30k", "kg", 4, ""])).rows.get().state == RowState.GOOD
    with pytest.raises(NothingToImport):
        undo_import(actor=Actor.of(lan), run=checked(lan, table(PLUMS)))


@pytest.mark.databases
@pytest.mark.databases
def test_audit_finds_nothing_in_an_import_or_its_undoing(lan):  # noqa: F811
    record_earlier_rows()
    run = imported(lan, table(PLUMS))
    assert audited() == []
    undone(lan, run)
    assert Product.objects.get().state == "retired" and audited() == []
    ProductChange.objects.filter(fields__has_key="name").update(fields={"name": [None, "Mận khác"]})
    assert audited() == [f"product:{Product.objects.get().pk}"]


def audited() -> list[str]:
    names = ("rows with a state", "products' steps", "products' states")
    found = [each for name in names for each in auditing._comparisons[name]()]
    return [each.subject for each in found if isinstance(each, Finding)]


def test_a_killed_taking_back_goes_on(lan):  # noqa: F811
    run = imported(lan, table(PLUMS))
    undo_import(actor=Actor.of(lan), run=run)
    ProductImport.objects.update(beat_at="2020-01-01T00:00+07:00")
    assert resume_lost_imports() == 1
    undo_rows.call(import_id=run.pk)
    assert Product.objects.get().state == "retired"


@pytest.mark.databases
def test_imported_photos_do_not_use_up_the_daily_limit_of_uploads(lan, monkeypatch):  # noqa: F811
    monkeypatch.setattr(photos, "MAX_PHOTOS_A_DAY", 1)
    heading = ["Tên", "Giá", "ĐVT", "Ảnh"]
    rows = xlsx(["Mận", "45k", "kg", "1.jpg; 2.jpg"], heading=heading)
    imported(lan, rows, zip_of({"1.jpg": picture(), "2.jpg": picture(seed=2)}))
    assert Photo.objects.filter(is_from_table=True).count() == 2
    add_photo(actor=Actor.of(lan), upload=picture(seed=3), producer=lan.producer)
    with pytest.raises(photos.PhotoError):
        add_photo(actor=Actor.of(lan), upload=picture(seed=4), producer=lan.producer)


@pytest.mark.databases
@pytest.mark.slow
def test_pages_show_the_changes_of_a_table_and_undo_it(client, lan):  # noqa: F811
    client.force_login(lan)
    imported(lan, table(PLUMS))
    run = checked(lan, table(["MAN-1", "Mận hậu", "50k", "kg", "", ""]))
    address = f"/san-pham-cua-toi/tu-tep/{run.ref}/"
    page = client.get(address).content.decode()
    assert "1 sản phẩm sẽ đổi" in page and "45.000 đ → 50.000 đ" in page
    client.post(f"{address}dua-vao/")
    make_import.call(import_id=run.pk)
    assert "1 sản phẩm đã đổi theo tệp" in client.get(address).content.decode()
    taking = client.post(f"{address}rut-lai/", follow=True).content.decode()
    assert "Đang rút lại" in taking
    undo_rows.call(import_id=run.pk)
    assert "Đã rút lại tệp này" in client.get(address).content.decode()
    assert Product.objects.get().price == 45_000


@pytest.mark.databases
def test_a_large_zip_comes_in_pieces_and_belongs_to_its_sender_alone(client, lan, settings, tmp_path):  # noqa: F811
    settings.VAR_DIR = tmp_path
    data = zip_of({"1.jpg": picture()}).read()
    key = uuid4()
    address = f"/san-pham-cua-toi/tu-tep/zip/{key}/"

    def piece(begin: int, end: int):
        return client.generic(
            "PATCH",
            address,
            data[begin:end],
            "application/offset+octet-stream",
            headers={"Upload-Offset": str(begin)},
        )

    client.force_login(lan)
    assert client.head(address)["Upload-Offset"] == "0"
    assert piece(0, 1_000)["Upload-Offset"] == "1000"
    refused = piece(0, 1_000)  # sent again after its answer was lost
    assert (refused.status_code, client.head(address)["Upload-Offset"]) == (409, "1000")
    assert piece(1_000, len(data))["Upload-Offset"] == str(len(data))
    assert client.generic("PATCH", address, b"x", headers={"Upload-Offset": "²"}).status_code == 400
    table_file = xlsx(["Mận", "45k", "kg", "1.jpg"], heading=["Tên", "Giá", "ĐVT", "Ảnh"])
    hoa = make_user(HOA.full_name)
    assert opened_zip(hoa, key) is None
    sent = {"producer": lan.producer.pk, "file": SimpleUploadedFile("a.xlsx", table_file), "zip": str(key)}
    assert client.post("/san-pham-cua-toi/tu-tep/", sent).status_code == 302
    run = ProductImport.objects.get()
    assert errors(run) == {} and run.photos and opened_zip(lan, key) is None
    start_import(actor=Actor.of(lan), run=run)
    make_import.call(import_id=run.pk)
    assert Product.objects.get().photo_links.count() == 1


def test_more_than_a_zip_may_weigh_and_more_zips_than_three_are_refused(lan, settings, tmp_path, monkeypatch):  # noqa: F811
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(zips, "MAX_BYTES", 10)
    key = uuid4()
    with pytest.raises(zips.PieceRefused) as refused:
        zips.add_piece(lan, key, offset=0, stream=io.BytesIO(b"x" * 11))
    assert (refused.value.status_code, zips.length_of(lan, key)) == (413, 0)
    for each in (key, uuid4(), uuid4()):
        assert zips.add_piece(lan, each, offset=0, stream=io.BytesIO(b"x")) == 1
    with pytest.raises(zips.PieceRefused) as refused:
        zips.add_piece(lan, uuid4(), offset=0, stream=io.BytesIO(b"x"))
    assert refused.value.code == "zips_many"
