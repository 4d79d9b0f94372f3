"""An officer decides about the displayed state: if it changed since, the decision is refused and the page is rendered again."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from backend.ledger.models import Entry
from members.acting import Actor
from members.models import Notice
from products.certificates.actions.certificates import add_certificate, update_certificate
from products.listing.actions.listing import submit_product
from products.photos.actions import attach_photo
from products.producers.actions.producers import update_producer
from products.products.actions.products import set_first_quantity, update_product
from tests.api import client_of, problems
from tests.factories.products import PhotoFactory
from tests.layout import without_layout

CHANGED = "Thông tin đã đổi sau khi chị mở trang này."
FALSE_CLAIM = "Uống là khỏi ung thư."


@pytest.fixture
def submitted(product, lan, mai):
    set_first_quantity(actor=Actor.of(lan), product=product, quantity="50")
    return submit_product(actor=Actor.of(lan), product=product)


@pytest.fixture
def paper(product, lan, mai):
    return add_certificate(
        actor=Actor.of(lan),
        producer=product.producer,
        product=product,
        kind="gi",
        number="GI-1",
        issuer="Cục Sở hữu trí tuệ",
        issued_date=timezone.localdate(),
        scan=PhotoFactory(producer=product.producer),
    )


@pytest.fixture
def officer(client, mai) -> Client:
    client.force_login(mai)
    return client


@pytest.fixture
def api(mai) -> APIClient:
    return client_of(mai)


def mark_on(html: str) -> str:
    return re.findall(r'name="seen" value="(\w{32})"', html)[0]


def change_words(product, lan):
    update_product(actor=Actor.of(lan), product=product, changes={"story": FALSE_CLAIM})


def change_photos(product, lan):
    attach_photo(actor=Actor.of(lan), product=product, photo=PhotoFactory(producer=product.producer))


@pytest.mark.databases
@pytest.mark.slow
@pytest.mark.parametrize("change", [change_words, change_photos])
def test_product_changed_after_the_review_page_loaded_is_not_listed(officer, submitted, lan, change):
    url = reverse("products:review", args=[submitted.pk])
    old = mark_on(officer.get(url).content.decode())
    change(submitted, lan)
    before = (Entry.objects.count(), Notice.objects.count())
    refused = officer.post(url, {"act": "list", "seen": old})
    html = refused.content.decode()
    submitted.refresh_from_db()
    assert (refused.status_code, submitted.state) == (409, "submitted")
    assert (Entry.objects.count(), Notice.objects.count()) == before
    assert CHANGED in html
    if change is change_words:
        assert FALSE_CLAIM in html
    assert officer.post(url, {"act": "list", "seen": mark_on(html)})["Location"] == reverse("products:desk")
    submitted.refresh_from_db()
    assert submitted.state == "listed"


@pytest.mark.parametrize("sent", [{}, {"seen": ""}, {"seen": "0" * 32}])
def test_listing_without_a_valid_review_mark_is_refused(officer, submitted, sent):
    assert (
        officer.post(reverse("products:review", args=[submitted.pk]), {"act": "list"} | sent).status_code
        == 409
    )
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_certificate_changed_after_the_review_page_loaded_is_not_verified(officer, paper, lan):
    url = reverse("products:review_certificate", args=[paper.pk])
    old = mark_on(officer.get(url).content.decode())
    update_certificate(actor=Actor.of(lan), certificate=paper, changes={"number": "GI-2"})
    refused = officer.post(url, {"act": "verify", "seen": old})
    html = refused.content.decode()
    paper.refresh_from_db()
    assert (refused.status_code, paper.state) == (409, "submitted")
    assert CHANGED in html
    assert "GI-2" in html
    officer.post(url, {"act": "verify", "seen": mark_on(html)})
    paper.refresh_from_db()
    assert paper.state == "verified"


@pytest.mark.usefixtures("unverified")
def test_producer_changed_after_the_page_loaded_is_not_verified(officer, producer, lan):
    old = mark_on(officer.get(reverse("products:verify_producer", args=[producer.pk])).content.decode())
    update_producer(actor=Actor.of(lan), producer=producer, changes={"name": "Hộ Vàng Thị Súa"})
    url = reverse("products:verify_producer", args=[producer.pk])
    refused = officer.post(url, {"act": "verify", "how": "visit", "seen": old})
    html = without_layout(refused.content.decode())
    producer.refresh_from_db()
    assert (refused.status_code, producer.verified_at) == (409, None)
    assert CHANGED in html
    assert "Hộ Vàng Thị Súa" in html
    saw = {"saw_birth_date": "1", "saw_personal_id": "1"}
    officer.post(url, {"act": "verify", "how": "visit", "seen": mark_on(html)} | saw)
    producer.refresh_from_db()
    assert producer.verified_at is not None


@pytest.mark.databases
@pytest.mark.slow
def test_api_requires_the_current_review_mark(api, submitted, paper, producer, lan):
    acts = {
        f"/api/v1/producers/{producer.pk}/": "verify",
        f"/api/v1/products/{submitted.pk}/": "list",
        f"/api/v1/certificates/{paper.pk}/": "verify",
    }
    old = {url: {"seen": api.get(url).json()["seen"]} for url in acts}
    change_words(submitted, lan)
    update_certificate(actor=Actor.of(lan), certificate=paper, changes={"number": "GI-2"})
    update_producer(actor=Actor.of(lan), producer=producer, changes={"identity_code": "0123456789"})
    for url, act in acts.items():
        bare = api.post(f"{url}{act}/")
        assert (bare.status_code, problems(bare)) == (400, [("required", "seen")])
        refused = api.post(f"{url}{act}/", old[url])
        assert (refused.status_code, problems(refused)) == (409, [("changed_since_seen", None)])
    for row in (submitted, paper, producer):
        row.refresh_from_db()
    assert (submitted.state, paper.state, producer.verified_at) == ("submitted", "submitted", None)
    for url, act in acts.items():
        saw = {"saw_birth_date": True, "saw_personal_id": True} if "producers" in url else {}
        assert api.post(f"{url}{act}/", {"seen": api.get(url).json()["seen"]} | saw).status_code == 200
