"""The word filter runs before every text that is shown without an officer's review, and before catalogues."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from backend.common.errors import FieldErrors
from orders.errors import OrderError
from orders.feeds.channels import CHANNELS
from orders.feeds.items import Trait, items_of, offers_for
from orders.models import Offer
from orders.reviews import actions as reviews
from orders.shops.actions.delivery import set_delivery
from orders.shops.actions.shops import save_offer, shop_of
from products.models import Product
from products.producers.actions.producers import update_producer
from tests.orders.reviews.test_reviews import review_of

pytestmark = pytest.mark.databases

HEALS = "gói chữa ung thư"


def offered(shop, label: str) -> Offer:
    return save_offer(
        actor=shop.as_.lan, product=shop.product, label=label, content=Decimal(1), unit="kg", price=50_000
    )


def brought(shop, **words):
    fields = {
        "delivers": True,
        "has_pickup": True,
        "pickup_words": "Chợ phiên",
        "delivery_words": "Xe khách",
    } | words
    return set_delivery(actor=shop.as_.lan, producer=shop.producer, **fields)


def test_an_offer_named_like_a_medicine_is_refused_at_its_name(shop):
    before = Offer.objects.count()
    with pytest.raises(OrderError, match="chữa ung thư") as refused:
        offered(shop, HEALS)
    assert (refused.value.field, Offer.objects.count()) == ("label", before)
    assert offered(shop, "túi 1 kg, không phải là thuốc").label.startswith("túi")


@pytest.mark.parametrize("field", ["delivery_words", "pickup_words"])
def test_words_of_delivery_pass_the_filter(shop, field):
    brought(shop)
    with pytest.raises(OrderError) as refused:
        brought(shop, **{field: "Gửi thuốc trị ho tận nhà"})
    saved_shop = shop_of(shop.producer)
    assert (refused.value.field, saved_shop.pickup_words, saved_shop.delivery_words) == (
        field,
        "Chợ phiên",
        "Xe khách",
    )


def test_producers_own_text_is_checked_for_watched_words(shop):
    with pytest.raises(FieldErrors) as refused:
        update_producer(actor=shop.as_.lan, producer=shop.producer, changes={"about": "Nhà có bài đặc trị"})
    assert "đặc trị" in refused.value.errors["about"]
    shop.producer.refresh_from_db()
    assert shop.producer.about == ""
    update_producer(actor=shop.as_.lan, producer=shop.producer, changes={"about": "Nhà trồng mận"})


def test_an_answer_to_a_review_passes_the_filter(shop):
    review = review_of(shop)
    with pytest.raises(OrderError) as refused:
        reviews.answer_review(actor=shop.as_.lan, review=review, answer="Ăn đều là khỏi bệnh chị ạ")
    review.refresh_from_db()
    assert (refused.value.field, review.answer, review.answered_at) == ("answer", "", None)
    assert (
        reviews.answer_review(actor=shop.as_.lan, review=review, answer="Cảm ơn chị").answer == "Cảm ơn chị"
    )


def test_a_label_of_before_the_filter_leaves_the_catalogues(shop):
    Offer.objects.filter(pk=shop.bag.pk).update(label=HEALS)
    item = next(iter(items_of(offers_for(Product.objects.filter(pk=shop.product.pk)))))
    assert item.traits == {Trait.HEALS}
    assert not [name for name, channel in CHANNELS.items() if not channel.lacking(item)]


def test_the_sellers_form_shows_it_at_the_field(shop, client):
    client.force_login(shop.lan)
    url = reverse("orders:new-offer", args=[shop.product.pk])
    page = client.post(
        url, {"label": HEALS, "content": "1", "unit": "kg", "price": "50000", "min_count": "1"}
    )
    assert page.status_code == 400 and "Chị bỏ lời “chữa ung thư”" in page.text
