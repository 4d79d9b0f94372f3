"""Printed labels of a product that changed after an officer listed it."""

import gzip
from datetime import timedelta

import pytest
from django.utils import timezone

from products.models import Product, ProductDecision
from products.products.actions.facts import publish_facts
from products.products.enums import ProductState
from tests.factories.products import ListedProductFactory, PhotoFactory, ProducerFactory
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.models import Inquiry, LabelRun, Lot, OriginVersion
from traceability.scans.origin import pages
from traceability.scans.origin.addresses import origin_path
from traceability.scans.origin.lookup import codec

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_cached_pages():
    pages.forget_pages()


@pytest.fixture
def lot() -> Lot:
    """A product listed with one photo and a voice, and published so."""
    product = ListedProductFactory(
        producer=ProducerFactory(),
        name="Mận hậu Mộc Châu",
        voice="voices/listed.mp3",
        voice_type="audio/mpeg",
    )
    code = code_for(product)
    publish_facts(actor=None, product=product)
    lot = Lot.objects.create(product=product, code="A1", quantity=5, unit="kg")
    LabelRun.objects.create(
        lot=lot,
        code=code,
        count=5,
        layout="a4-65",
        key_version=codec().current,
        origin="",
        state=RunState.READY,
    )
    return lot


def leave(lot: Lot, state: str) -> None:
    """The product is unlisted, and its data is changed afterwards, as the actions do it."""
    product = lot.product
    ProductDecision.objects.create(product=product, state=state, decided_at=timezone.now())
    Product.objects.filter(pk=product.pk).update(
        state=state,
        name="Thuốc tiên",
        story="Chữa bách bệnh",
        voice="voices/new.mp3",
        facts_version=product.facts_version + 1,
    )
    photo = PhotoFactory(producer=product.producer, is_public=True)
    product.photo_links.update(position=1)
    product.photo_links.create(photo=photo, position=0)
    product.refresh_from_db()
    publish_facts(actor=None, product=product)


def body_of(client, lot: Lot) -> str:
    response = client.get(origin_path(lot), HTTP_ACCEPT="text/html", HTTP_ACCEPT_ENCODING="gzip")
    assert response.status_code == 200
    return gzip.decompress(response.content).decode()


@pytest.mark.parametrize("state", [ProductState.SUBMITTED, ProductState.RETURNED, ProductState.RETIRED])
@pytest.mark.parametrize("was_seen", [True, False])
def test_label_page_shows_listed_facts_after_the_product_left_the_list(client, lot, state, was_seen):
    listed_photo = lot.product.photo_links.get().photo
    if was_seen:
        before = body_of(client, lot)
        assert f"/anh/{listed_photo.key}/" in before and "<audio" in before
    leave(lot, state)
    page = body_of(client, lot)
    assert "Mận hậu Mộc Châu</h1>" in page
    assert "Thuốc tiên" not in page and "bách bệnh" not in page
    new_photo = lot.product.photo_links.first().photo
    assert f"/anh/{listed_photo.key}/" in page and f"/anh/{new_photo.key}/" not in page
    assert "<audio" not in page, "its address would play the new voice"
    facts = OriginVersion.objects.order_by("number").last().facts
    assert (facts["photo"], facts["voice"]) == (listed_photo.sha256, "")


def test_label_shows_no_photo_when_the_listed_one_is_gone(client, lot):
    listed_photo = lot.product.photo_links.get().photo
    leave(lot, ProductState.SUBMITTED)
    listed_photo.delete()
    page = body_of(client, lot)
    assert "/anh/" not in page


def test_label_keeps_the_listed_voice_while_it_is_the_same(client, lot):
    Product.objects.filter(pk=lot.product.pk).update(state=ProductState.RETIRED)
    ProductDecision.objects.create(product=lot.product, state=ProductState.RETIRED)
    assert "<audio" in body_of(client, lot)


def test_a_product_listed_again_shows_the_new_text(client, lot):
    leave(lot, ProductState.SUBMITTED)
    assert "Thuốc tiên" not in body_of(client, lot)
    product = lot.product
    product.state, product.listed_at = ProductState.LISTED, timezone.now()
    product.facts_version += 1
    product.save()
    assert "Thuốc tiên</h1>" in body_of(client, lot)


def test_version_of_the_page_is_used_if_no_facts_are_stored(client, lot):
    body_of(client, lot)
    lot.product.facts.all().delete()
    OriginVersion.objects.update(published_at=timezone.now() - timedelta(minutes=1))
    Product.objects.filter(pk=lot.product.pk).update(listed_at=timezone.now() - timedelta(hours=1))
    leave(lot, ProductState.RETIRED)
    lot.product.facts.all().delete()
    page = body_of(client, lot)
    assert "Mận hậu Mộc Châu</h1>" in page and "Thuốc tiên" not in page


def test_buyer_asks_about_the_listed_name(client, lot):
    leave(lot, ProductState.RETIRED)
    inquiry = Inquiry.objects.create(
        kind="question", text="Còn không?", lot=lot, producer=lot.product.producer
    )
    for address in (f"/lo/{lot.pk}/nhan/", f"/loi-nhan/{inquiry.ref}/"):
        page = client.get(address)
        assert page.status_code == 200, address
        assert "Mận hậu Mộc Châu" in page.content.decode()
        assert "Thuốc tiên" not in page.content.decode()
