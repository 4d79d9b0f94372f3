"""The share kit's page: a caption with no more than the record contains, and who may see it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from courses.live.record import record_of
from members.models import Milestone
from members.notices.enums import MilestoneKind
from orders.share.caption import caption_of
from products.models import Product
from tests.factories.products import CertificateFactory


@pytest.fixture
def product(shop):
    shop.product.story = (
        "Nhà tôi trồng mận trên đồi từ năm 1998. Ăn vào chữa khỏi bệnh tiểu đường. Mận hữu cơ tốt nhất."
    )
    shop.product.origin, shop.product.season_months = "", [5, 6]
    shop.product.save()
    return shop.product


def test_the_caption_is_the_record_and_nothing_else(shop, product):
    CertificateFactory(product=product, producer=shop.producer, number="OCOP-7", stars=4)
    paper = shop.producer.certificates.get()
    record = record_of(product)
    until = f"{paper.valid_until:%d/%m/%Y}"
    assert caption_of(record).text == (
        "Mận hậu Mộc Châu: 25.000 đ/túi 500 g.\n"
        "Vườn nhà Lan, Phường Mộc Châu, Tỉnh Sơn La.\n\n"
        "Nhà tôi trồng mận trên đồi từ năm 1998.\n\n"
        f"Tháng có hàng: 5, 6.\nGiấy OCOP 4 sao số OCOP-7, có giá trị đến {until}.\n\n"
        f"Xem ai làm, làm ở đâu: {record.url}\n\n"
        "#MậnHậuMộcChâu #MộcChâu #SơnLa #OCOP #OCOP4Sao #Piêu"
    )


def test_an_unsupported_claim_is_left_out_with_a_notice(product):
    caption = caption_of(record_of(product))
    assert [one.sentence for one in caption.left_out] == [
        "Ăn vào chữa khỏi bệnh tiểu đường.",
        "Mận hữu cơ tốt nhất.",
    ]
    assert "OCOP" not in caption.text and "hữu cơ" not in caption.text


def test_an_empty_field_is_no_sentence(shop):
    shop.product.unit, shop.product.story = "", ""
    text = caption_of(record_of(shop.product)).text
    assert text.startswith("Vườn nhà Lan, ") and "None" not in text and ": ." not in text


@pytest.mark.slow
def test_share_kit_is_for_the_seller_and_shows_three_pictures_text_and_poster(client, shop, product):
    address = reverse("orders:share", args=[product.pk])
    assert client.get(address).status_code == 302
    client.force_login(shop.lan)
    page = client.get(address).content.decode()
    assert page.count("data-share-picture=") == 3 and "#MậnHậuMộcChâu" in page
    assert "2 câu trong chuyện của sản phẩm chưa đưa vào" in page and "Sản phẩm chưa có ảnh" in page
    assert (
        reverse("orders:share", args=[product.pk])
        in client.get(reverse("products:manage", args=[product.pk])).content.decode()
    )
    poster = client.get(reverse("orders:poster", args=[product.pk])).content.decode()
    assert "<svg" in poster and "25.000 đ/túi 500 g" in poster
    client.force_login(shop.hoa)
    for name in ("orders:share", "orders:poster"):
        assert client.get(reverse(name, args=[product.pk])).status_code == 404


def shared(user) -> list[str]:
    rows = Milestone.objects.filter(user=user, kind=MilestoneKind.GOODS_SHARED, undone_at=None)
    return list(rows.values_list("subject", flat=True))


@pytest.mark.slow
def test_sharing_is_recorded_once_for_her_who_shared_and_for_nobody_else(client, shop, product):
    address = reverse("orders:shared", args=[product.pk])
    client.force_login(shop.hoa)
    assert client.post(address).status_code == 404
    assert not shared(shop.hoa)
    client.force_login(shop.lan)
    kit = reverse("orders:share", args=[product.pk])
    page = client.get(kit).content.decode()
    assert f'action="{address}"' in page and "Chị đã chia sẻ rồi" not in page
    assert 'href="https://zalo.me/"' in page and "sharer.php?u=http" in page
    for _time in range(2):
        assert client.post(address).headers["Location"] == kit
    assert shared(shop.lan) == [f"product:{product.pk}"]
    page = client.get(kit).content.decode()
    assert "Chị đã chia sẻ rồi" in page and f'action="{address}"' not in page


def test_goods_that_buyers_dont_see_cant_be_shared(client, shop, product):
    Product.objects.filter(pk=product.pk).update(state="submitted")
    client.force_login(shop.lan)
    assert client.post(reverse("orders:shared", args=[product.pk])).status_code == 404
    assert not shared(shop.lan)


def test_the_overlay_of_a_livestream_says_the_same(client, shop, product):
    CertificateFactory(product=product, producer=shop.producer, stars=4)
    page = client.get(reverse("courses:live_overlay", args=[product.slug])).content.decode()
    assert "25.000 đ/túi 500 g" in page and "OCOP 4 sao" in page
