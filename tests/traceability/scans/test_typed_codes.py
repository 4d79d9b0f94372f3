"""A label's code typed into the search of products."""

import pytest

from tests.factories.products import ListedProductFactory, ProducerFactory, ProductFactory
from traceability.labels.actions.codes import code_for
from traceability.models import Lot
from traceability.scans.registration import looks_like_serial

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def lot() -> Lot:
    product = ListedProductFactory(name="Mận hậu", producer=ProducerFactory(name="Vườn nhà Lan"))
    code_for(product)
    return Lot.objects.create(product=product, code="MHM2607-1", quantity=5, unit="kg")


def test_a_lots_code_leads_to_its_page_when_no_product_reads_so(client, lot):
    page = client.get("/products/", {"q": " mhm2607-1 "}).content.decode()
    assert "Lô hàng mang mã này" in page
    assert "Vườn nhà Lan" in page
    path = page.split('rows__link" href="')[1].split('"')[0]
    assert client.get(path, headers={"accept": "text/html"}).status_code == 200


def test_a_lot_of_a_product_that_is_not_listed_is_not_found_by_its_code(client, lot):
    hidden = Lot.objects.create(product=ProductFactory(), code="AN2607-1", quantity=5, unit="kg")
    code_for(hidden.product)
    page = client.get("/products/", {"q": hidden.code}).content.decode()
    assert "Lô hàng mang mã này" not in page
    assert "Không tìm thấy sản phẩm nào" in page


def test_a_labels_letters_lead_to_the_page_that_counts_guesses(client):
    page = client.get("/products/", {"q": "6e6b 5m53 8jj1 1p3e"}).content.decode()
    assert 'href="/tim-tem/?serial=6e6b%205m53%208jj1%201p3e"' in page


@pytest.mark.parametrize(
    "text", ["mật ong rừng hoa nhãn", "mat ong bac ha OI", "12 gói", "0912 345 678", "6E6B5M538JJ11P3"]
)
def test_words_and_numbers_are_no_serial(text):
    assert not looks_like_serial(text)
