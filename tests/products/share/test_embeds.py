"""Cards in other websites, and a producer's own page at a short address."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from backend.common import qr
from products.search.actions import refresh_card
from products.share.embeds import HEIGHT, LEAST_WIDTH, WIDTH
from products.share.views.shopfront import short_address
from tests.factories.products import CertificateFactory, ListedProductFactory


@pytest.fixture
def product(db):
    product = ListedProductFactory(slug="man-hau", name='Mận "hậu" <b>', photos=0)
    CertificateFactory(product=product, stars=4)
    return product


def get_oembed(client, **query):
    return client.get(
        "/oembed", {"url": f"{settings.PUBLIC_ORIGIN}/products/man-hau/", "format": "json", **query}
    )


def test_the_page_of_a_product_leads_to_its_answer_and_that_to_the_card(client, product):
    page = client.get("/products/man-hau/").content.decode()
    found = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page)
    link = urlsplit(unescape(found[1]))
    assert parse_qs(link.query) == {
        "url": [f"{settings.PUBLIC_ORIGIN}/products/man-hau/"],
        "format": ["json"],
    }
    answer = client.get(f"{link.path}?{link.query}")
    data = answer.json()
    assert (data["version"], data["type"], data["width"], data["height"]) == ("1.0", "rich", WIDTH, HEIGHT)
    assert answer["Access-Control-Allow-Origin"] == "*"
    src = re.search(r'<iframe src="([^"]+)"', data["html"])[1]
    assert 'title="Mận &quot;hậu&quot; &lt;b&gt;"' in data["html"]
    assert client.get(urlsplit(src).path).status_code == 200


def test_embed_respects_the_requested_size(client, product):
    assert get_oembed(client, maxwidth="300", maxheight="160").json()["width"] == 300
    small = get_oembed(client, maxwidth=str(LEAST_WIDTH - 1)).json()
    assert small["type"] == "link" and not small.keys() & {"html", "width", "thumbnail_url"}
    assert get_oembed(client, maxheight="149").json()["type"] == "link"
    assert "thumbnail_url" in get_oembed(client).json()
    assert (
        get_oembed(client, maxwidth="-5").json()["width"]
        == get_oembed(client, maxwidth="9999").json()["width"]
        == WIDTH
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "https://elsewhere.vn/products/man-hau/",
        "javascript:alert(1)",
        "/products/man-hau/",
        "http://[::1",
    ],
)
def test_oembed_of_another_address_is_not_found(client, product, url):
    assert client.get("/oembed", {"url": url}).status_code == 404
    assert client.get("/oembed", {"url": f"{settings.PUBLIC_ORIGIN}/products/khac/"}).status_code == 404
    assert get_oembed(client, format="xml").status_code == 501


def test_every_website_may_frame_the_card_and_only_the_card(client, product):
    answer = client.get("/nhung/man-hau/")
    page = answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "script-src" not in policy and "default-src 'none'" in policy
    assert "X-Frame-Options" not in answer and not answer.cookies and "Cookie" not in answer.get("Vary", "")
    assert "<script" not in page and "OCOP 4 sao" in page and "45.000 đ/kg" in page and "&lt;b&gt;" in page
    assert 'target="_blank" rel="noopener"' in page
    other = client.get("/products/man-hau/")
    assert other["X-Frame-Options"] == "DENY" and "frame-ancestors 'none'" in other["Content-Security-Policy"]


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_framed_card_is_marked_in_a_demo_and_only_there(client, product, settings, is_demo):
    settings.PIEU_DEMO = is_demo
    assert ("Bản dùng thử: dữ liệu minh hoạ" in client.get("/nhung/man-hau/").content.decode()) is is_demo
    product.state = "retired"
    product.save()
    assert ("Bản dùng thử: dữ liệu minh hoạ" in client.get("/nhung/man-hau/").content.decode()) is is_demo


def test_card_of_an_unlisted_product_is_not_found(client, product):
    product.state = "retired"
    product.save()
    answer = client.get("/nhung/man-hau/")
    assert answer.status_code == 404 and "không còn bán" in answer.content.decode()
    assert "frame-ancestors *" in answer["Content-Security-Policy"] and get_oembed(client).status_code == 404


def test_producer_has_a_page_at_the_short_address_of_the_printed_code(client, product):
    producer = product.producer
    refresh_card(product=product)
    page = client.get(f"/s/{producer.pk}/").content.decode()
    assert producer.name in page and "<b>45.000 đ</b><span>/kg</span>" in page and "tel:" not in page
    text = short_address(producer)
    assert qr.is_alphanumeric(text) and text.endswith(f"/S/{producer.pk}")
    assert client.get(f"/S/{producer.pk}").url == f"/s/{producer.pk}/"
    sheet = client.get(f"/s/{producer.pk}/ma/").content.decode()
    assert "<svg" in sheet and f"/s/{producer.pk}" in sheet
    assert f'href="/s/{producer.pk}/"' in client.get("/products/man-hau/").content.decode()


def test_the_code_of_a_producer_without_listed_products_answers_without_its_name(client, product):
    product.state = "draft"
    product.save()
    answer = client.get(f"/S/{product.producer_id}", follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200 and "Gian hàng này đang tạm đóng" in page and "noindex" in page
    assert product.producer.name not in page and 'href="/products/"' in page
    assert client.get(f"/s/{product.producer_id + 1}/").status_code == 404
    assert client.get(f"/s/{product.producer_id}/ma/").status_code == 404
