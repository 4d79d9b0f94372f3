"""The landing page's household: verified, with a story of its own, the best rated one, and its face only if it agreed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from members.consent.enums import ConsentPurpose
from members.models import Consent
from products.models import ListingCard
from products.producers.enums import ProducerKind
from products.search.actions import refresh_card
from products.search.stories import HouseholdStory, household_story
from tests.factories.products import (
    ListedProductFactory,
    PhotoFactory,
    ProducerFactory,
    make_user,
)

pytestmark = pytest.mark.django_db

STORY = "Nhà tôi trồng mận từ năm 1998, trên nương của ông bà."


def household(name: str, **fields):
    fields = {"kind": ProducerKind.HOUSEHOLD, "about": STORY, "verified_at": timezone.now()} | fields
    producer = ProducerFactory(name=name, **fields)
    refresh_card(product=ListedProductFactory(producer=producer))
    return producer


def rate(producer, score: int) -> None:
    ListingCard.objects.filter(product__producer=producer).update(rating_score=score)


def test_the_best_rated_household_tells_and_of_equals_the_newest(django_assert_num_queries):
    first = household("Hộ Lò Thị Lan")
    second = household("Hộ Hà Thị Minh")
    with django_assert_num_queries(1):
        assert household_story().producer == second
    rate(first, 4_500)
    with django_assert_num_queries(1):
        assert household_story().producer == first


def test_nobody_tells_without_a_story_or_verification_or_goods(client):
    household("Hộ không kể", about="")
    household("Hộ chưa xác minh", verified_at=None, grace_until_date=timezone.localdate())
    household("Hợp tác xã", kind=ProducerKind.COOPERATIVE)
    household("Hộ nghỉ bán", is_active=False)
    ProducerFactory(
        name="Hộ chưa có hàng", kind=ProducerKind.HOUSEHOLD, about=STORY, verified_at=timezone.now()
    )
    assert household_story() is None
    assert 'class="household"' not in client.get("/").text


def test_the_portrait_shows_only_with_consent_else_the_goods_photo():
    producer = household("Hộ Lò Thị Lan")
    lan = make_user("Lò Thị Lan")
    producer.people.create(user=lan, role="owner")
    producer.portrait = PhotoFactory(producer=producer)
    producer.save()
    product = producer.products.get()
    goods = product.photo_links.get().photo
    assert household_story() == HouseholdStory(producer, goods)
    consent = Consent.objects.create(user=lan, purpose=ConsentPurpose.PUBLIC_PHOTO)
    assert household_story() == HouseholdStory(producer, producer.portrait)
    Consent.objects.filter(pk=consent.pk).update(withdrawn_at=timezone.now())
    assert household_story() == HouseholdStory(producer, goods)


def test_home_shows_the_story_and_leads_to_its_page(client):
    producer = household("Hộ Lò Thị Lan")
    home = client.get("/").text
    assert STORY in home
    assert f'href="/s/{producer.pk}/"' in home


def test_home_leads_to_goods_by_price(client):
    household("Hộ Lò Thị Lan")
    home = client.get("/").text
    assert 'href="/products/?gia-den=50000"' in home
    assert 'href="/products/?gia-tu=50000&amp;gia-den=200000"' in home
    assert 'href="/products/?gia-tu=200000"' in home
    assert client.get("/products/?gia-tu=50000&gia-den=200000").status_code == 200
