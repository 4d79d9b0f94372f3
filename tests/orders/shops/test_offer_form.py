"""The form of an offer: filled from the product, three questions, and no second offer of the same kind."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import translation

from orders.errors import OrderError
from orders.models import Offer
from orders.shops.actions.shops import save_offer
from orders.shops.forms import OfferForm

SAME = {"label": "Túi nửa cân", "content": "500", "unit": "g", "price": "25.000"}


def arguments(shop, **changed) -> dict:
    return {
        "actor": shop.as_.lan, "product": shop.product, "label": "túi 500 g", "content": shop.bag.content, "unit": "kg",
        "price": 25_000, **changed,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("product", "lot_unit", "label", "content", "unit"),
    [
        ({"unit": "kg"}, "kg", "", "1", "kg"),
        ({"unit": "goi", "net_content": "500 g"}, "kg", "gói", "0,5", "kg"),
        ({"unit": "goi", "net_content": "500 g"}, "goi", "", "1", "goi"),
    ],
    ids=["loose", "packs from loose goods", "packs"],
)
def test_new_offer_is_filled_from_the_product(shop, product, lot_unit, label, content, unit):
    for name, value in ({"season_months": [5, 6], "ocop_set": 1} | product).items():
        setattr(shop.product, name, value)
    initial = OfferForm.first_of(shop.product, lot_unit).initial
    assert initial == {
        "label": label, "content": content, "unit": unit, "price": "45.000 đ", "season_months": [5, 6],
    }  # fmt: skip


def test_page_asks_three_questions_and_folds_the_rest(shop, client):
    client.force_login(shop.lan)
    page = client.get(reverse("orders:new-offer", args=[shop.product.pk])).content.decode()
    shown, folded = page.split("<details", 1)
    asked = re.findall(r'name="(\w+)"', shown.split("</h1>", 1)[1])
    assert [name for name in asked if name in OfferForm.base_fields] == ["content", "unit", "price"]
    assert {"label", "is_by_amount", "min_count", "break_from_1", "ready_date"} <= set(
        re.findall(r'name="(\w+)"', folded)
    )
    assert 'name="break_from_2"' not in page
    for gone in ("Một phần lấy bao nhiêu từ lô", "Ô dưới là bước", "10 40.000", "Số phần"):
        assert gone not in page


@pytest.mark.parametrize(
    ("content", "unit", "label"),
    [
        ("500", "g", "túi 500 g"), ("0,5", "kg", "túi 500 g"), ("10", "kg", "túi 10 kg"), ("0,75", "l", "chai 750 ml"),
        ("1", "kg", "kg"), ("10", "qua", "10 quả"), ("2", "m", "tấm 2 mét"),
    ],
)  # fmt: skip
def test_an_unnamed_piece_is_called_by_its_size(content, unit, label):
    with translation.override("en"):
        form = OfferForm({"content": content, "unit": unit, "price": "25.000"})
        assert form.is_valid() and form.cleaned_data["label"] == label


def test_a_changed_offer_shows_its_name(shop, client):
    client.force_login(shop.lan)
    page = client.get(reverse("orders:edit-offer", args=[shop.bag.pk])).content.decode()
    assert 'name="label"' in page.split("<details", 1)[0]


def test_an_identical_offer_is_refused_at_its_field(shop, client):
    client.force_login(shop.lan)
    refused = client.post(reverse("orders:new-offer", args=[shop.product.pk]), SAME)
    page = refused.content.decode().replace("\xa0", " ")
    assert refused.status_code == 400 and "Chị đang bán đúng như thế rồi: 25.000 đ/túi 500 g." in page
    assert Offer.objects.filter(product=shop.product).count() == 1


@pytest.mark.parametrize(
    "changed",
    [{"price": 24_000}, {"min_count": 2}, {"content": 1}, {"is_weighed": True}, {"season_months": [5]}],
    ids=lambda changed: next(iter(changed)),
)
def test_an_offer_that_differs_is_accepted(shop, changed):
    assert save_offer(**arguments(shop, **changed)).pk != shop.bag.pk


def test_the_same_offer_is_saved_again_and_reopened_only_without_a_twin(shop):
    assert save_offer(**arguments(shop, offer=shop.bag)).pk == shop.bag.pk
    closed = Offer.objects.create(
        product=shop.product, label="túi", content="0.5", unit="kg", price=25_000, is_open=False
    )
    with pytest.raises(OrderError) as caught:
        save_offer(**arguments(shop, offer=closed))
    assert (caught.value.field, caught.value.code) == ("price", "offer_twin")
    closed.refresh_from_db()
    assert not closed.is_open
    Offer.objects.filter(pk=shop.bag.pk).update(is_open=False)
    assert save_offer(**arguments(shop, offer=closed)).is_open


def test_an_open_offer_does_not_become_the_twin_of_another(shop, client):
    other = save_offer(**arguments(shop, price=24_000))
    client.force_login(shop.lan)
    refused = client.post(reverse("orders:edit-offer", args=[other.pk]), SAME)
    form = refused.context["form"]
    assert (refused.status_code, list(form.errors), form["label"].value()) == (400, ["price"], "Túi nửa cân")
    assert "Chị đang bán đúng như thế rồi: 25.000 đ/túi 500 g." in refused.text.replace("\xa0", " ")
    other.refresh_from_db()
    assert (other.label, other.price) == ("túi 500 g", 24_000)
    assert (
        client.post(reverse("orders:edit-offer", args=[other.pk]), SAME | {"price": "23.000"}).status_code
        == 302
    )


def test_buyers_are_asked_in_the_offers_own_unit(shop, client):
    page = client.get(f"/products/{shop.product.slug}/").content.decode()
    assert "Mua mấy túi 500 g?" in page and "Số phần" not in page
