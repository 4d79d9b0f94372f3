"""Goods sold by amount, in steps; and the one price that every page shows for a product."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.utils import timezone

from backend.ledger.models import Entry
from orders.basket.basket import parts_of
from orders.basket.forms.counts import CountsForm
from orders.errors import OrderError
from orders.models import Offer
from orders.orders.stock import stock_of
from orders.shops.actions.shops import close_offer, follow_price, offer_at_listing, save_offer
from orders.shops.forms import OfferForm
from products.models import ListingCard, Product
from products.products.prices import price_of
from products.share.facts import share_facts
from tests.layout import without_layout
from tests.orders.conftest import order_of
from traceability.models import Lot

pytestmark = pytest.mark.databases

HALF_KILOS = {
    "is_by_amount": "on", "content": "0,5", "unit": "kg", "price": "50.000", "min_count": "1,5",
    "break_from_1": "10", "break_price_1": "40.000",
}  # fmt: skip


@pytest.fixture
def by_amount(shop) -> Offer:
    """Plums at 50.000 đ/kg in steps of half a kilogram, from 1,5 kg on; 40.000 đ/kg from 10 kg on."""
    form = OfferForm(HALF_KILOS)
    assert form.is_valid(), form.errors
    offer = save_offer(actor=shop.as_.lan, product=shop.product, **form.cleaned_data)
    close_offer(actor=shop.as_.lan, offer=shop.bag)
    return offer


def test_an_amount_in_steps_is_stored_as_pieces_and_displayed_as_an_amount(shop, by_amount):
    offer = Offer.objects.get(pk=by_amount.pk)
    assert (offer.label, offer.price, offer.min_count) == ("kg", 25_000, 3)
    assert (offer.price_words(), offer.least_words) == ("50.000 đ/kg", "1,5 kg")
    assert offer.breaks_words == ["Từ 10 kg: 40.000 đ/kg"]
    again = OfferForm.of(offer).initial
    assert (again["price"], again["min_count"]) == ("50.000 đ", "1,5")
    assert (again["break_from_1"], again["break_price_1"]) == ("10", "40.000 đ")
    order = order_of(shop, 4, offer)
    line = order.lines.get()
    assert (line.quantity, line.amount, str(line), line.price_words) == (
        2,
        100_000,
        "2 kg Mận hậu Mộc Châu",
        "50.000 đ/kg",
    )
    (part,), _gone = parts_of({offer.pk: 20})
    assert (part.goods, part.rows[0].sum_words) == (400_000, "40.000 đ/kg × 10 kg")


@pytest.mark.parametrize(
    ("typed", "count"),
    [("1.5", 3), ("1,5", 3), ("2", 4), ("0", 0), ("", None), ("1.3", "bước 0,5"), ("1e3", "bước"), ("-0,5", "Số kg từ 0 đến 5.000."), ("99999", "Số kg từ 0 đến 5.000.")],
)  # fmt: skip
def test_an_amount_is_typed_in_steps(by_amount, typed, count):
    form = CountsForm({f"count-{by_amount.pk}": typed}, offers=[by_amount])
    if isinstance(count, str):
        assert count in form.errors[f"count-{by_amount.pk}"][0]
    else:
        assert form.is_valid() and form.counts == ({} if count is None else {by_amount.pk: count})


def test_less_than_the_least_amount_is_refused_in_its_words(shop, by_amount):
    with pytest.raises(OrderError, match="Mua ít nhất 1,5 kg."):
        order_of(shop, 2, by_amount)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"min_count": "1,2"}, "min_count"),
        ({"break_from_1": "10,2"}, "break_from_1"),
        ({"break_price_1": ""}, "break_price_1"),
        ({"content": "0,3", "price": "50.001"}, "price"),
        ({"is_by_amount": "", "label": "túi", "min_count": "1,5"}, "min_count"),
    ],
)
def test_an_amount_between_the_steps_is_refused_at_its_field(changed, field):
    form = OfferForm({**HALF_KILOS, **changed})
    assert not form.is_valid() and field in form.errors


@pytest.mark.slow
def test_one_price_is_shown_everywhere(shop, client, by_amount):
    def price_and_availability() -> list[str]:
        product = Product.objects.select_related("producer__unit__parent").get(pk=shop.product.pk)
        card = ListingCard.objects.get(product=product)
        page = client.get(f"/products/{product.slug}/").text
        data = json.loads(
            page.split('<script type="application/ld+json"', 1)[1].split(">", 1)[1].split("</script>")[0]
        )
        offers = next(each for each in (data if isinstance(data, list) else [data]) if "offers" in each)[
            "offers"
        ]
        price = price_of(product)
        assert price is not None and price.words in page
        assert (card.price, offers["price"], offers["priceSpecification"]["unitText"]) == (
            price.amount,
            price.amount,
            price.words.partition("/")[2],
        )
        return [share_facts(product).price, offers["availability"].rpartition("/")[2]]

    assert price_and_availability() == ["50.000 đ/kg", "InStock"]
    save_offer(
        actor=shop.as_.lan, product=shop.product, label="1 gói", content=Decimal(1), unit="kg", price=60_000, offer=by_amount
    )  # fmt: skip
    assert price_and_availability() == ["60.000 đ/gói", "InStock"]
    # The unit of the number is in its question; a part is named by the unit only if it is the unit itself.
    page = without_layout(client.get(f"/products/{shop.product.slug}/").text)
    assert "Mua mấy gói?" in page
    by_amount.refresh_from_db()
    assert by_amount.amount_words(10) == "10 phần"
    by_amount.label = "1 kg"
    assert by_amount.amount_words(10) == "10 kg"
    by_amount.content = Decimal("0.5")
    assert by_amount.amount_words(10) == "10 phần"
    shop.lot.delete()
    assert price_and_availability() == ["60.000 đ/gói", "OutOfStock"]


def test_listing_makes_an_offer_that_follows_the_product(shop):
    product, thu = shop.product, shop.as_.thu
    product.offers.all().delete()
    product.price, product.unit = 40_000, "goi"
    assert not offer_at_listing(actor=thu, product=product)  # its lot is counted in kg
    product.unit = "kg"
    assert offer_at_listing(actor=thu, product=product)
    offer = product.offers.get()
    assert (offer.label, offer.content, offer.price_words()) == ("kg", 1, "40.000 đ/kg")
    save_offer(
        actor=thu, product=product, label="kg", content=Decimal(1), unit="kg", price=40_000, offer=offer,
        breaks={5: 39_000, 10: 30_000},
    )  # fmt: skip
    product.price = 35_000
    follow_price(actor=thu, product=product, before=40_000)
    offer.refresh_from_db()
    assert (offer.price, list(offer.breaks.values_list("price", flat=True))) == (35_000, [30_000])
    # A second review of the officer creates no second entry.
    close_offer(actor=shop.as_.lan, offer=offer)
    assert not offer_at_listing(actor=thu, product=product)
    assert product.offers.count() == 1


def test_an_offer_is_closed_when_the_price_it_follows_makes_it_a_twin(shop):
    product, lan = shop.product, shop.as_.lan
    product.offers.all().delete()
    product.price, product.unit = 40_000, "kg"
    product.save()
    one_kg = {"product": product, "label": "kg", "content": Decimal(1), "unit": "kg"}
    follower = save_offer(actor=lan, price=40_000, **one_kg)
    several = save_offer(actor=lan, price=40_000, min_count=5, **one_kg)
    other = save_offer(actor=lan, price=35_000, **one_kg)
    product.price = 35_000
    follow_price(actor=lan, product=product, before=40_000)
    prices = {offer.pk: (offer.price, offer.is_open) for offer in product.offers.all()}
    assert prices == {follower.pk: (40_000, False), several.pk: (35_000, True), other.pk: (35_000, True)}
    assert Entry.objects.filter(kind="offer.closed", subject=f"product:{product.pk}").count() == 1


def test_the_content_of_a_piece_is_added_if_its_name_lacks_it():
    for label, content, unit, words in (
        ("túi", "0.5", "kg", "túi = 0,5 kg"),
        ("1 túi", "0.5", "kg", "túi = 0,5 kg"),
        ("thùng", "12", "chai", "thùng = 12 chai"),
        ("gói", "1", "kg", "gói = 1 kg"),
        ("túi 1500 g", "0.5", "kg", "túi 1500 g = 0,5 kg"),
        ("túi 500 g", "0.5", "kg", ""),
        ("thùng 10 kg", "10", "kg", ""),
        ("kg", "1", "kg", ""),
        ("1 chai", "1", "chai", ""),
    ):
        offer = Offer(label=label, content=Decimal(content), unit=unit, price=1)
        assert offer.content_words == words, label


def test_the_content_of_a_piece_is_next_to_its_price(shop, client):
    Offer.objects.filter(pk=shop.bag.pk).update(label="túi")
    client.force_login(shop.lan)
    for address in (
        f"/products/{shop.product.slug}/",
        f"/ban-hang/noi/{shop.producer.pk}/",
        f"/ban-hang/noi/{shop.producer.pk}/don-moi/",
    ):
        assert "(túi = 0,5 kg)" in client.get(address).content.decode(), address


def test_an_offer_in_a_unit_of_no_lot_is_refused_with_the_content_of_a_pack(shop):
    product, fields = shop.product, {"label": "gói", "content": Decimal(1), "price": 40_000}
    for unit, net, words in (
        ("goi", "Hộp 10 gói x 50 g", "tính bằng kg: chị giữ tên “gói”, ghi mỗi “gói” có 0,05 kg."),
        ("goi", "330 ml", "tính bằng kg, không bán theo gói được."),
        ("l", "500 g", "tính bằng kg, không bán theo lít được."),
    ):
        product.unit, product.net_content = unit, net
        product.save(update_fields=["unit", "net_content"])
        with pytest.raises(OrderError) as refused:
            save_offer(actor=shop.as_.lan, product=product, unit=unit, **fields)
        assert (refused.value.field, refused.value.code) == ("unit", "unit_unfit")
        assert str(refused.value.message).endswith(words), refused.value.message
    # With the data of this page there is something to sell.
    offer = save_offer(
        actor=shop.as_.lan, product=product, unit="kg", **fields | {"content": Decimal("0.05")}
    )
    assert stock_of([product.pk])[product.pk].pieces(offer) == 200
    # Pieces of another kind are no packs, either.
    Lot.objects.filter(pk=shop.lot.pk).update(unit="chai")
    with pytest.raises(OrderError, match="tính bằng chai, không bán theo gói được"):
        save_offer(actor=shop.as_.lan, product=product, unit="goi", **fields)
    # An offer without lots keeps its unit and gets another price; without any lot it may change to packs.
    assert (
        save_offer(
            actor=shop.as_.lan, product=product, unit="kg", offer=offer, **fields | {"price": 45_000}
        ).price
        == 45_000
    )
    Lot.objects.filter(pk=shop.lot.pk).update(state="closed")
    assert save_offer(actor=shop.as_.lan, product=product, unit="goi", **fields).unit == "goi"


@pytest.mark.slow
def test_saving_an_offer_warns_when_no_lot_has_its_unit(shop, client):
    Product.objects.filter(pk=shop.product.pk).update(unit="goi", net_content="500 g")
    client.force_login(shop.lan)
    at = f"/ban-hang/san-pham/{shop.product.pk}/them/"
    fields = {
        "label": "gói",
        "content": "1",
        "unit": "goi",
        "price": "40.000",
        "min_count": "1",
    }
    words = "người mua thấy hết hàng đến khi chị mở lô tính bằng gói"
    sold_by_weight = client.post(at, fields | {"unit": "kg", "label": "kg"}, follow=True).content.decode()
    assert "Đã lưu cách bán." in sold_by_weight and "người mua thấy hết hàng" not in sold_by_weight
    Lot.objects.filter(pk=shop.lot.pk).update(state="closed")
    assert words in client.post(at, fields, follow=True).content.decode()
    # A pre-order waits for its harvest.
    ready = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    preorder = client.post(
        at, fields | {"label": "gói lớn", "ready_date": ready, "promised": "20"}, follow=True
    ).content.decode()
    assert "Đã lưu cách bán." in preorder and words not in preorder
    Lot.objects.filter(pk=shop.lot.pk).update(state="open", unit="goi")
    assert words not in client.post(at, fields | {"label": "gói nhỏ"}, follow=True).content.decode()
