"""Invalid or foreign input is refused next to its field, in Vietnamese, on pages and at the API; and no row is changed."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from django.urls import reverse

from backend.common.formulas import is_live
from backend.ledger.models import Entry, Pending
from orders.models import Offer, Order, OrderLine, OrderStep, PriceBreak, Purchase, Shop
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import confirm_order, deliver_order
from products.models import Producer, Product
from tests.api import client_of as program_of
from tests.api import everything
from tests.keyed import KeyedClient
from tests.orders.conftest import order_of
from tests.orders.orders.test_pages import client_of, ways

ROWS = (Product, Offer, PriceBreak, Shop, Purchase, Order, OrderLine, OrderStep, Entry, Pending)
RANGE = "Ghi số nguyên từ 0 đến 10.000, ví dụ 2."
# Below zero, too many, not an integer, digits of another script.
NO_COUNTS = ["-1", "-0", "10001", "9" * 40, "1.5", "1,5", "1e3", "NaN", "=1+1", "٣", "hai"]


def is_at_field(page: str, field: str, words: str) -> bool:
    """Return whether `words` are in the error of `field`, which refers to it."""
    error = page.partition(f'id="id_{field}_error"')[2].partition("</div>")[0]
    assert f'aria-describedby="id_{field}_error' in page or f"id_{field}_error" in page.partition("<form")[2]
    return words in error


@pytest.mark.parametrize("count", NO_COUNTS)
def test_an_invalid_count_is_refused_at_its_row_of_the_basket(client, shop, count):
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "2"})
    client.post(f"/gio-hang/them/{shop.fish.pk}/", {"count": "3"})
    before = everything(ROWS)
    fields = {f"count-{shop.bag.pk}": count, f"count-{shop.fish.pk}": "5"}
    answer = client.post("/gio-hang/doi/", fields)
    page = answer.content.decode()
    assert answer.status_code == 400 and is_at_field(page, f"count-{shop.bag.pk}", RANGE)
    assert f'value="{count}"' in page and 'aria-invalid="true"' in page
    # All or none: the other row's number isn't taken either.
    assert client.session["basket"] == {str(shop.bag.pk): 2, str(shop.fish.pk): 3}
    assert everything(ROWS) == before


def test_nought_takes_out_of_the_basket_and_an_empty_field_changes_nothing(client, shop):
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "2"})
    assert client.post("/gio-hang/doi/", {f"count-{shop.bag.pk}": ""}).status_code == 302
    assert client.session["basket"] == {str(shop.bag.pk): 2}
    client.post("/gio-hang/doi/", {f"count-{shop.bag.pk}": "-1", "remove": str(shop.bag.pk)})
    assert client.session["basket"] == {}
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "2"})
    client.post("/gio-hang/doi/", {f"count-{shop.bag.pk}": "0"})
    assert client.session["basket"] == {}


@pytest.mark.parametrize("count", ["0", *NO_COUNTS])
def test_an_invalid_count_puts_nothing_in_and_names_valid_ones(client, shop, count):
    answer = client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": count}, follow=True)
    assert "Ghi số nguyên từ 1 đến 10.000, ví dụ 2." in answer.content.decode()
    assert client.session.get("basket") is None


def test_empty_count_adds_nothing_and_shows_an_error(client, shop):
    answer = client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": ""}, follow=True)
    assert "Bạn ghi mua bao nhiêu." in answer.text and client.session.get("basket") is None


def test_full_basket_shows_an_error(client, shop):
    session = client.session
    session["basket"] = {str(10_000 + n): 1 for n in range(40)}
    session.save()
    answer = client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
    assert answer.url == "/products/man-hau/"
    assert "Một lần đặt nhiều nhất 40 mặt hàng." in client.get(answer.url).content.decode()


@pytest.mark.parametrize("count", NO_COUNTS)
def test_an_invalid_count_is_refused_where_a_seller_enters_an_order(shop, count):
    lan = client_of(shop.lan)
    box = Offer.objects.create(product=shop.product, label="hộp 2 kg", content=2, unit="kg", price=90_000)
    before = everything(ROWS)
    fields = {f"count-{shop.bag.pk}": count, f"count-{box.pk}": "1"}
    answer = lan.post(f"/ban-hang/noi/{shop.producer.pk}/don-moi/", ways(shop, **fields))
    page = answer.content.decode()
    assert answer.status_code == 400 and is_at_field(page, f"count-{shop.bag.pk}", RANGE)
    assert f'value="{count}"' in page
    assert everything(ROWS) == before


# Values that a form sends with the counts, and the answer: the price never comes from them.
AMOUNTS = [
    ({"seen-{bag}": "1"}, 409, "Giá vừa đổi thành 25.000 đ/túi 500 g."),
    ({"seen-{bag}": "0"}, 409, "Giá vừa đổi thành 25.000 đ/túi 500 g."),
    ({"seenfee-{producer}": "0"}, 409, "Phí giao đến nơi này là 30.000 đ."),
    ({"seenfee-{producer}": "99999999999"}, 409, "Phí giao đến nơi này là 30.000 đ."),
    ({"payment-{producer}": "free"}, 400, "free"),
    ({"delivery-{producer}": "pickup-0"}, 400, "pickup-0"),
    ({"delivery-{producer}": "ship-9"}, 400, "ship-9"),
    ({"payment-{producer}": ""}, 400, "Xin chọn một cách."),
]


@pytest.mark.slow
@pytest.mark.parametrize(("change", "status", "words"), AMOUNTS, ids=str)
def test_an_amount_or_a_way_changed_in_the_form_orders_nothing(client, shop, change, status, words):
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
    before = everything(ROWS)
    ids = {"bag": shop.bag.pk, "producer": shop.producer.pk}
    fields = ways(shop) | {name.format(**ids): value for name, value in change.items()}
    answer = client.post("/gio-hang/dat/", fields)
    assert answer.status_code == status and words in answer.content.decode()
    assert everything(ROWS) == before
    assert client.session["basket"] == {str(shop.bag.pk): 1}


@pytest.mark.parametrize("amount", ["0", "-1", "1", "99999999999", "9" * 40, "1e9", "=1", "hai nghìn"])
def test_an_implausible_price_is_refused_at_its_field(shop, amount):
    lan = client_of(shop.lan)
    fields = {"label": "kg", "content": "1", "unit": "kg", "price": amount, "min_count": "1"}
    before = everything(ROWS)
    answer = lan.post(f"/ban-hang/cach/{shop.bag.pk}/", fields)
    assert answer.status_code == 400
    assert 'id="id_price_error"' in answer.content.decode()
    assert everything(ROWS) == before


def test_a_unit_that_does_not_fit_the_goods_is_refused_at_its_field(shop):
    lan = client_of(shop.lan)
    fields = {"label": "mét", "content": "1", "unit": "m", "price": "50000", "min_count": "1"}
    before = everything(ROWS)
    answer = lan.post(f"/ban-hang/cach/{shop.bag.pk}/", fields)
    assert answer.status_code == 400 and everything(ROWS) == before
    assert is_at_field(answer.text, "unit", "tính bằng kg, không bán theo mét được.")
    assert (
        lan.post(f"/ban-hang/cach/{shop.bag.pk}/", fields | {"unit": "g", "content": "500"}).status_code
        == 302
    )


STEPS = [
    "buoc/confirmed/",
    "buoc/paid/",
    "buoc/delivered/",
    "buoc/refunded/",
    "buoc/settled/",
    "dong-goi/",
    "giao/",
]
ENDS = ["thoi/cancelled/", "thoi/returned/"]


@pytest.mark.slow
def test_a_strangers_order_is_answered_like_none_and_stays_as_it_was(shop):
    order = order_of(shop, 1)
    line = order.lines.get()
    fields = {"reason": "x", "words": "x", f"lot-{line.pk}": str(shop.lot.pk)}
    before = everything(ROWS)
    for number in (order.number, order.number.lower(), "DH" + "A" * 8):
        for user in (shop.hoa, shop.minh, shop.thu):
            stranger = client_of(user)
            pages = {
                stranger.post(f"/ban-hang/don/{number}/{step}", fields).status_code for step in STEPS + ENDS
            }
            assert pages == {404}
            assert stranger.get(f"/ban-hang/don/{number}/").status_code == 404
            assert program_of(user).get(f"/api/v1/orders/{number}/").status_code == 404
        for door in (KeyedClient(), client_of(shop.hoa)):
            # The buyer's page is at an unguessable address: the order's number opens nothing.
            assert door.get(f"/don/{number}/").status_code == 404
            assert door.post(f"/don/{number}/huy/").status_code == 404
    assert everything(ROWS) == before


FORMULA = '=HYPERLINK("http://x.example","Mận")'


def _cells(data: bytes) -> list[str]:
    """The texts of a CSV file's cells, or of a workbook's; a cell that is a formula is returned with its ="""
    if data[:2] != b"PK":
        return [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/")]
    assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets)
    return [text.partition("<")[0] for sheet in sheets for text in sheet.split("<t>")[1:]]


@pytest.mark.slow
@pytest.mark.databases
def test_a_formula_in_a_name_is_never_exported_live(shop):
    # Before any sale, so that it is in each order's own text, too.
    Product.objects.filter(pk=shop.product.pk).update(name=FORMULA)
    Producer.objects.filter(pk=shop.producer.pk).update(name=FORMULA)
    Offer.objects.filter(pk=shop.bag.pk).update(label="@SUM(1)")
    shop.bag.refresh_from_db()
    shop.bag.product.refresh_from_db()
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4))
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    deliver_order(actor=shop.as_.lan, order=order)
    Order.objects.update(buyer_name=FORMULA, buyer_note="+1")
    lan, found = client_of(shop.lan), 0
    base = f"/ban-hang/noi/{shop.producer.pk}/"
    for path in (
        reverse("orders:figures", args=[shop.producer.pk]) + "?tep=xlsx",
        reverse("orders:book", args=[shop.producer.pk]) + "?tep=xlsx",
    ):
        answer = lan.get(path)
        assert answer.status_code == 200, path
        data = b"".join(answer) if answer.streaming else answer.content
        cells = _cells(data)
        assert not [cell for cell in cells if is_live(cell)], path
        found += sum("HYPERLINK" in cell for cell in cells)
    assert found >= 2
    assert FORMULA.replace('"', "&quot;") in lan.get(base).content.decode()
