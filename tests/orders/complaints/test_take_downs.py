"""A take-down removes the sale, its text, pictures and voice from every place."""

from __future__ import annotations

import dataclasses
import json
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common.models import ShortLink
from backend.ledger.checkpoints import extend_log
from members.models import Notice
from orders.complaints.actions import complain, decide_take_down, object_to
from orders.errors import WrongState
from orders.orders.actions.steps import cancel_order, confirm_order
from products.listing.actions.listing import list_product, retire_product, submit_product
from products.models import Photo, Product, ProductPhoto
from products.products.actions.facts import publish_facts
from products.products.actions.products import update_product
from products.share.facts import picture_address, share_facts
from tests.api import client_of as program
from tests.factories.products import PhotoFactory, picture
from tests.orders.conftest import BUYER, order_of
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.models import LabelRun
from traceability.scans.origin.addresses import origin_path
from traceability.scans.origin.lookup import codec

pytestmark = pytest.mark.databases

STORY = "Uống là khỏi hẳn"


@pytest.fixture
def published(shop, settings, tmp_path) -> SimpleNamespace:
    """Lan's plums with a story, a photo of their own and a voice, published, and a lot with labels."""
    settings.MEDIA_ROOT, settings.VAR_DIR = tmp_path / "media", tmp_path / "var"
    settings.VAR_DIR.mkdir()
    product = shop.product
    ProductPhoto.objects.filter(product=product).delete()
    shop.photo = PhotoFactory(
        producer=product.producer,
        is_public=True,
        master=default_storage.save("master.jpg", ContentFile(picture(1200, 900))),
        variants={"og.jpg": {"path": default_storage.save("og.jpg", ContentFile(picture(600, 400)))}},
    )
    ProductPhoto.objects.create(product=product, photo=shop.photo)
    voice = default_storage.save("voices/lan.mp3", ContentFile(b"ID3"))
    Product.objects.filter(pk=product.pk).update(
        story=STORY,
        voice=voice,
        voice_type="audio/mpeg",
        ocop_set=1,
        origin="Sơn La",
        season_months=[5],
        listed_at=timezone.now(),
    )
    product.refresh_from_db()
    publish_facts(actor=None, product=product)
    code = code_for(product)
    LabelRun.objects.create(
        lot=shop.lot,
        code=code,
        count=5,
        layout="a4-65",
        key_version=codec().current,
        origin="",
        state=RunState.READY,
    )
    shop.page, shop.lot_page = f"/products/{product.slug}/", origin_path(shop.lot)
    shop.share = picture_address(product, share_facts(product), "the").removeprefix(settings.PUBLIC_ORIGIN)
    shop.files = [
        reverse("products:photo", args=[shop.photo.key, "og.jpg"]),
        reverse("products:voice", args=[product.pk]),
        shop.share,
    ]
    return shop


def status(client, url: str) -> int:
    """Read to its end, which closes a file and leaves the test's connection open."""
    answer = client.get(url)
    assert answer.getvalue()
    return answer.status_code


def take_down(shop) -> None:
    request = complain(kind="take_down", text="Nói khỏi bệnh", producer=shop.producer, product=shop.product)
    decide_take_down(actor=shop.as_.thu, complaint=request, takes_down=True, reason="Nói như thuốc")
    shop.product.refresh_from_db()


def lot_page(shop, client) -> str:
    return client.get(shop.lot_page, HTTP_ACCEPT="text/html").content.decode()


@pytest.mark.slow
def test_texts_are_hidden_from_everybody_after_a_take_down(published, client):
    assert STORY in client.get(published.page).text and "og.jpg" in lot_page(published, client)
    assert [status(client, url) for url in published.files] == [200, 200, 200]
    take_down(published)
    page = client.get(published.page)
    assert page.status_code == 200 and "đã bị gỡ khỏi sàn theo yêu cầu" in page.text
    assert (
        published.product.name in page.text
        and published.producer.name in page.text
        and published.lot.code in page.text
    )
    for gone in (STORY, "ld+json", "og:image", "<audio", str(published.photo.key)):
        assert gone not in page.text, gone
    assert [status(client, url) for url in published.files] == [404, 404, 404]
    of_lot = lot_page(published, client)
    assert "đã bị gỡ khỏi sàn theo yêu cầu" in of_lot and "đã gỡ theo yêu cầu" in of_lot
    for gone in ("og.jpg", "<audio", "Đặt mua loại này", "ld+json", str(published.photo.key)):
        assert gone not in of_lot, gone
    version = published.lot.origin_versions.latest("number")
    assert version.facts["product"]["story"] == version.facts["photo"] == version.facts["voice"] == ""
    assert version.facts["product"]["name"] == published.product.name
    client.force_login(published.lan)
    assert [status(client, url) for url in published.files[:2]] == [200, 200]


def test_a_proof_of_before_opens_no_words_that_a_request_took_down(published, client):
    lot_page(published, client)
    extend_log()
    proof = reverse("traceability:proof-file", args=[published.lot.pk])
    assert STORY in json.dumps(client.get(proof).json(), ensure_ascii=False)
    take_down(published)
    extend_log()
    assert STORY not in json.dumps(client.get(proof).json(), ensure_ascii=False)


@pytest.mark.slow
def test_a_take_down_lasts_until_an_officer_lists_it_again(published, client):
    take_down(published)
    product = update_product(
        actor=published.as_.lan, product=published.product, changes={"story": "Mận chua ngọt"}
    )
    assert "og.jpg" not in lot_page(published, client) and status(client, published.files[0]) == 404
    submit_product(actor=published.as_.lan, product=product)
    assert status(client, published.files[1]) == 404
    list_product(actor=published.as_.thu, product=product)
    assert "Mận chua ngọt" in client.get(published.page).text and "og.jpg" in lot_page(published, client)
    assert [status(client, url) for url in published.files[:2]] == [200, 200]


def test_goods_unlisted_before_the_decision_are_taken_down_all_the_same(published, client):
    request = complain(
        kind="take_down", text="Nói khỏi bệnh", producer=published.producer, product=published.product
    )
    retire_product(actor=published.as_.lan, product=published.product)
    assert "og.jpg" in lot_page(published, client) and STORY in client.get(published.page).text
    decide_take_down(actor=published.as_.thu, complaint=request, takes_down=True, reason="Nói như thuốc")
    assert "og.jpg" not in lot_page(published, client) and STORY not in client.get(published.page).text


def test_a_photo_that_another_product_shows_goes_on_being_shown(published, client):
    other = Product.objects.create(
        producer=published.producer,
        name="Mơ",
        price=1,
        unit="kg",
        slug="mo",
        state="listed",
        listed_at=timezone.now(),
    )
    ProductPhoto.objects.create(product=other, photo=published.photo)
    take_down(published)
    assert status(client, published.files[0]) == 200
    assert Photo.objects.get(pk=published.photo.pk).is_public


@pytest.mark.slow
def test_an_open_order_of_taken_down_goods_shows_it_and_cannot_be_accepted(published, client):
    taken, waits = (
        confirm_order(actor=published.as_.lan, order=order_of(published, 2)),
        order_of(published, 2),
    )
    take_down(published)
    with pytest.raises(WrongState, match="đã bị gỡ khỏi sàn") as refused:
        confirm_order(actor=published.as_.lan, order=waits)
    assert refused.value.code == "product_taken_down"
    answer = program(published.lan).post(f"/api/v1/orders/{waits.number}/confirm/", {}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "product_taken_down")
    waits.refresh_from_db()
    assert waits.state == "placed"
    # Taking down again what was taken down before changes nothing, and is no error.
    assert confirm_order(actor=published.as_.lan, order=taken).state == "confirmed"
    off = f"{published.product.name} đã bị gỡ khỏi sàn theo yêu cầu, ngày"
    assert off in client.get(f"/don/{waits.ref}/").text and off in client.get(f"/don/{taken.ref}/").text
    client.force_login(published.lan)
    page = client.get(f"/ban-hang/don/{waits.number}/").text
    assert off in page and "Chị không nhận đơn này được nữa" in page and "/buoc/confirmed/" not in page
    page = client.get(f"/ban-hang/don/{taken.number}/").text
    assert off in page and "Chị hỏi cán bộ Hội trước khi giao" in page
    (data,) = program(published.lan).get(f"/api/v1/orders/{waits.number}/standing/").json()["taken_down"]
    assert data["product"] == published.product.pk != waits.lines.get().pk
    cancel_order(actor=published.as_.lan, order=waits, reason="bị gỡ")
    assert off not in client.get(f"/ban-hang/don/{waits.number}/").text


@pytest.mark.slow
def test_the_sellers_page_says_why_a_product_was_taken_down_until_it_is_listed_again(published, client):
    client.force_login(published.lan)
    at, off = (
        f"/san-pham-cua-toi/{published.product.pk}/",
        "Sản phẩm này đã bị gỡ khỏi sàn theo yêu cầu, ngày",
    )
    retire_product(actor=published.as_.lan, product=published.product)
    assert off not in client.get(at).text
    submit_product(actor=published.as_.lan, product=published.product)
    list_product(actor=published.as_.thu, product=published.product)
    published.product.refresh_from_db()
    take_down(published)
    request = published.product.complaints.get()
    page = client.get(at).text
    assert off in page and "Vì sao: Nói như thuốc" in page and page.index(off) < page.index("gửi duyệt lại")
    assert f'href="/khieu-nai/viec/{request.pk}/"' in page and "nêu ý kiến" in page
    object_to(actor=published.as_.lan, complaint=request, words="Tôi chỉ nói mận ngon")
    assert "Xem yêu cầu gỡ và ý kiến đã nêu" in client.get(at).text
    submit_product(actor=published.as_.lan, product=published.product)
    list_product(actor=published.as_.thu, product=published.product)
    assert off not in client.get(at).text


@pytest.mark.slow
def test_both_sides_of_an_open_order_are_notified_of_a_take_down_once(published):
    waiting, over, other = (
        order_of(published, 1),
        order_of(published, 1),
        order_of(published, 1, published.fish),
    )
    own_order = order_of(published, 1, buyer=dataclasses.replace(BUYER, account=published.as_.minh))
    cancel_order(actor=published.as_.lan, order=over, reason="Mưa đá")
    before = DBTaskResult.objects.filter(task_path="backend.common.background.send_sms").count()
    take_down(published)
    kinds = Notice.objects.filter(kind__startswith="order.taken-down")
    assert sorted(kinds.filter(user=published.lan).values_list("url", flat=True)) == sorted(
        reverse("orders:sale", args=[order.number]) for order in (waiting, own_order)
    )
    (notice,) = kinds.filter(user=published.minh)
    assert notice.url == f"/don/{own_order.ref}/" and "đã bị gỡ khỏi sàn theo yêu cầu" in notice.title
    sent = DBTaskResult.objects.filter(task_path="backend.common.background.send_sms").order_by(
        "enqueued_at"
    )[before:]
    texts = [row.args_kwargs["kwargs"]["text"] for row in sent]
    targets = [ShortLink.objects.get(pk=text.rpartition("/t/")[2]).target for text in texts]
    assert targets == [f"/don/{waiting.ref}/"] and "đã bị gỡ" in texts[0]
    assert over.number not in texts[0] and other.number not in texts[0]
    assert not kinds.filter(user=published.hoa).exists()
