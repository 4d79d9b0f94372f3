"""After all retention terms a product's text is on no page, in no file and in no row."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from orders.duties.actions import RetentionNotOver, forget_product
from orders.duties.gaps import gaps_on
from products.listing.actions.listing import retire_product
from products.models import Photo, Product, ProductPhoto
from products.products.actions.facts import publish_facts
from products.products.actions.products import update_product
from products.products.auditing import compare_facts
from tests.factories.products import PhotoFactory
from traceability.auditing.pages import compare_pages
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.models import LabelRun, OriginVersion
from traceability.scans.origin.addresses import origin_path
from traceability.scans.origin.lookup import codec

pytestmark = pytest.mark.databases

TEXTS = {
    "story": "Vườn trên đồi",
    "usage": "Ăn tươi",
    "storage": "Chỗ mát",
    "warnings": "Có hạt",
    "origin": "Bản Áng",
}
TEN_YEARS = dt.timedelta(days=3660)


@pytest.fixture
def left(shop, settings, tmp_path, time_machine, client):
    """Lan's plums with every text and recording, off the list for ten years; the files in the store."""
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(dt.datetime(2026, 12, 1, 5, tzinfo=dt.UTC), tick=False)
    Product.objects.filter(pk=shop.product.pk).update(ocop_set=1, season_months=[5], listed_at=timezone.now())
    ProductPhoto.objects.filter(product=shop.product).delete()
    shop.photo = PhotoFactory(
        producer=shop.producer,
        is_public=True,
        master=default_storage.save("man.jpg", ContentFile(b"jpg")),
        variants={},
    )
    ProductPhoto.objects.create(product=shop.product, photo=shop.photo)
    update_product(actor=shop.as_.lan, product=shop.product, changes=TEXTS)
    shop.voice = default_storage.save("voices/lan.mp3", ContentFile(b"ID3"))
    shop.former = default_storage.save("voices/mai.mp3", ContentFile(b"ID3"))
    shop.product.former_voices.create(file=shop.former)
    Product.objects.filter(pk=shop.product.pk).update(voice=shop.voice, voice_type="audio/mpeg")
    shop.product.refresh_from_db()
    publish_facts(actor=None, product=shop.product)
    LabelRun.objects.create(
        lot=shop.lot,
        code=code_for(shop.product),
        count=5,
        layout="a4-65",
        key_version=codec().current,
        origin="",
        state=RunState.READY,
    )
    lot_page(shop, client)
    retire_product(actor=shop.as_.lan, product=shop.product)
    shop.product.refresh_from_db()
    lot_page(shop, client)
    time_machine.move_to(timezone.now() + TEN_YEARS, tick=False)
    return shop


def lot_page(shop, client) -> str:
    return client.get(origin_path(shop.lot), HTTP_ACCEPT="text/html").text


@pytest.mark.slow
def test_no_text_is_left_anywhere(left, client, django_capture_on_commit_callbacks):
    page = reverse("products:detail", args=[left.product.slug])
    assert TEXTS["story"] in client.get(page).text and TEXTS["usage"] in lot_page(left, client)
    with django_capture_on_commit_callbacks(execute=True):
        forget_product(left.product, on=timezone.localdate())
    left.product.refresh_from_db()
    assert client.get(page).status_code == 200 and left.product.name in client.get(page).text
    client.force_login(left.lan)
    for read in (
        client.get(page).text,
        lot_page(left, client),
        client.get(f"/api/v1/products/{left.product.pk}/").text,
        client.get(reverse("products:manage", args=[left.product.pk])).text,
        json.dumps(list(left.product.changes.values_list("fields", flat=True)), ensure_ascii=False),
        json.dumps(list(OriginVersion.objects.values_list("facts", flat=True)), ensure_ascii=False),
    ):
        assert not [words for words in TEXTS.values() if words in read]
    assert not Photo.objects.filter(pk=left.photo.pk).exists()
    assert not default_storage.exists("man.jpg") and not default_storage.exists(left.voice)
    assert not default_storage.exists(left.former)
    assert not left.product.voice and not left.product.season_months


def test_facts_erased_on_time_give_no_gap_and_agree_with_the_ledger(left, client, time_machine):
    forget_product(left.product, on=timezone.localdate())
    time_machine.move_to(timezone.now() + dt.timedelta(minutes=1), tick=False)
    before = OriginVersion.objects.count()
    assert left.lot.code in lot_page(left, client)  # from now on the page shows less, and is published so
    assert OriginVersion.objects.count() == before + 1
    found = [gap for duty, gap in gaps_on(timezone.localdate()) if duty.id == "retention"]
    assert found == []
    assert not list(compare_facts())[:-1] and not list(compare_pages())[:-1]


def test_a_product_that_must_be_stored_keeps_every_word(left, time_machine):
    time_machine.move_to(timezone.now() - TEN_YEARS + dt.timedelta(days=400), tick=False)
    with pytest.raises(RetentionNotOver):
        forget_product(left.product, on=timezone.localdate())
    left.product.refresh_from_db()
    assert left.product.story == TEXTS["story"] and Photo.objects.filter(pk=left.photo.pk).exists()
    assert default_storage.exists(left.voice)
