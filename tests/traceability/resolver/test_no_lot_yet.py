"""A listed product answers at its code before it has a lot; forged labels of it never do."""

from __future__ import annotations

import pytest

from tests.factories.products import ListedProductFactory, ProductFactory
from traceability.labels.actions.codes import code_for
from traceability.models import CodeLink, Lot, ProductCode, Scan

pytestmark = pytest.mark.django_db
GTIN = "09521234543213"
HTML = {"HTTP_ACCEPT": "text/html"}


@pytest.fixture(autouse=True)
def origin(settings):
    settings.PUBLIC_ORIGIN = "https://pieu.example.vn"


def test_browser_gets_a_page_for_a_product_without_lots(client):
    product = ListedProductFactory(name="Mận hậu", gtin=GTIN, net_content="500 g")
    for path, words in (
        (f"/01/{GTIN}", "Sản phẩm có trong sổ, chưa có lô hàng nào"),
        (f"/01/{GTIN}/10/KL8G", "Sổ không có lô này. Sản phẩm chưa có lô hàng nào"),
        (f"/xem/01/{GTIN}", "Sản phẩm có trong sổ, chưa có lô hàng nào"),
    ):
        response = client.get(path, **HTML)
        page = response.content.decode()
        assert response.status_code == 200 and words in page and f"/products/{product.slug}/" in page
        assert "<h1>Mận hậu</h1>" in page and "500 g" in page
        assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"
    assert client.get(path, **HTML, HTTP_IF_NONE_MATCH=response.headers["ETag"]).status_code == 304
    assert not ProductCode.objects.exists()  # reading the page creates no code


def test_other_clients_are_redirected_and_the_linkset_lists_the_producers_links(client):
    product = ListedProductFactory(name="Mận hậu", gtin=GTIN)
    CodeLink.objects.create(
        product=product, link_type="recipeInfo", url="https://a.example/", title="Mứt", salt=b"s", pin="p"
    )
    led = client.get(f"/01/{GTIN}?a=1")
    assert (led.status_code, led.headers["Location"]) == (
        307,
        f"https://pieu.example.vn/xem/01/{GTIN}?a=1",
    )
    (level,) = client.get(f"/01/{GTIN}?linkType=linkset").json()["linkset"]
    assert level["anchor"] == f"https://pieu.example.vn/01/{GTIN}"
    assert [link["href"] for link in level["https://gs1.org/voc/pip"]] == [
        f"https://pieu.example.vn/products/{product.slug}/"
    ]
    assert [link["href"] for link in level["https://gs1.org/voc/recipeInfo"]] == ["https://a.example/"]
    assert client.get(f"/01/{GTIN}?linkType=gs1:hasRetailers").status_code == 404


def test_labels_and_products_that_were_never_listed_are_in_no_book(client):
    draft = ProductFactory(gtin="09520000000004")
    listed = ListedProductFactory(gtin=GTIN)
    own = code_for(ProductFactory()).value
    for path in (
        f"/01/{draft.gtin}",
        f"/P/{own}",
        f"/01/{GTIN}/21/AAAAAAAAAAAAAAAA",
        f"/01/{GTIN}/10/A/21/X",
    ):
        assert client.get(path, **HTML).status_code == 404, path
    assert client.post(f"/01/{GTIN}").status_code == 200 and not Scan.objects.exists()
    # The first lot answers from then on.
    code_for(listed)
    Lot.objects.create(product=listed, code="A1", quantity=1, unit="kg")
    assert "chưa có lô hàng nào" not in client.get(f"/01/{GTIN}", **HTML).content.decode()


def test_retired_product_shows_its_last_listed_facts(client):
    product = ListedProductFactory(name="Mận hậu", gtin=GTIN)
    type(product).objects.filter(pk=product.pk).update(state="retired")
    page = client.get(f"/01/{GTIN}", **HTML).content.decode()
    assert "đã ngừng bán" in page and "Xem trang sản phẩm" not in page
