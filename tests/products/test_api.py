"""Producers, products and papers over the API: Lan may, Minh and Hoa may not, and repeated requests count once."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from backend.ledger.models import Entry
from backend.ledger.row_states import STATED
from members.models import Consent
from products.certificates.enums import CertificateState
from products.models import (
    Certificate,
    Photo,
    Producer,
    ProducerPerson,
    Product,
    ProductChange,
    ProductDecision,
    ProductPhoto,
)
from products.products.enums import ProductState
from tests.api import client_of, everything, problems, send_twice
from tests.factories.products import (
    CertificateFactory,
    ListedProductFactory,
    PhotoFactory,
    ProducerFactory,
    ProductFactory,
)
from tests.factories.traceability import LotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

ROWS = (Producer, Product, ProductChange, ProductDecision, ProductPhoto, Certificate, Photo)
API = "/api/v1"
SAW = {"saw_birth_date": True, "saw_personal_id": True}


@pytest.fixture
def owner(lan):
    return client_of(lan)


@pytest.fixture
def officer(mai):
    return client_of(mai)


def mark_field(client, url: str) -> dict[str, str]:
    return {"seen": client.get(url).json()["seen"]}


# --- Producers ------------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("unverified")
def test_producer_is_changed_and_its_verification_ends_with_its_name(owner, officer, producer):
    url = f"{API}/producers/{producer.pk}/"
    assert send_twice(officer, "post", f"{url}verify/", mark_field(officer, url) | SAW)["verified_at"]
    stored = send_twice(owner, "patch", url, {"about": "Nhà tôi trồng mận.", "address": "bản Hua Tạt"})
    assert (stored["about"], stored["address"], stored["verified_at"] is None) == (
        "Nhà tôi trồng mận.",
        "bản Hua Tạt",
        False,
    )
    assert send_twice(owner, "patch", url, {"name": "Vườn Lan"})["verified_at"] is None
    producer.refresh_from_db()
    assert (producer.name, producer.verified_by) == ("Vườn Lan", None)


def test_producer_shows_only_an_own_portrait(owner, lan, hoa, producer):
    own, strange = PhotoFactory(producer=producer), PhotoFactory(uploaded_by=hoa)
    url = f"{API}/producers/{producer.pk}/"
    send_twice(owner, "patch", url, {"portrait": str(own.key)})
    before = everything(ROWS)
    refused = owner.patch(url, {"portrait": str(strange.key)})
    assert (refused.status_code, problems(refused)) == (400, [("invalid", "portrait")])
    assert everything(ROWS) == before
    producer.refresh_from_db()
    assert producer.portrait == own


def test_producer_says_every_field_that_is_wrong(owner, producer):
    before = everything(ROWS)
    answer = owner.patch(f"{API}/producers/{producer.pk}/", {"kind": "farm", "unit": 1, "name": "x" * 121})
    assert answer.status_code == 400
    assert problems(answer) == [
        ("does_not_exist", "unit"),
        ("invalid_choice", "kind"),
        ("max_length", "name"),
    ]
    assert everything(ROWS) == before


@pytest.mark.usefixtures("unverified")
def test_verification_is_taken_back_by_an_officer(officer, producer):
    url = f"{API}/producers/{producer.pk}/"
    officer.post(f"{url}verify/", mark_field(officer, url) | SAW)
    assert send_twice(officer, "post", f"{url}unverify/")["verified_at"] is None
    acts = Entry.objects.exclude(kind=STATED).order_by("pk")
    assert list(acts.values_list("kind", flat=True)) == [
        "producer.verified",
        "producer.unverified",
    ]


def test_owner_cannot_verify_an_own_producer(owner, producer):
    before = everything(ROWS)
    for act in ("verify", "unverify"):
        assert owner.post(f"{API}/producers/{producer.pk}/{act}/", {"seen": "0"}).status_code == 403
    assert everything(ROWS) == before


def test_producers_cost_the_same_at_1_and_3_rows_and_show_phones_that_may_be(
    owner, lan, producer, django_assert_num_queries
):
    Producer.objects.update(phone="+84912000001")
    # token, the user's branches as an officer, rows
    with django_assert_num_queries(3):
        [row] = owner.get(f"{API}/producers/").json()["results"]
    assert row["phone"] == ""
    Consent.objects.create(user=lan, purpose="public_phone")
    ProducerFactory(owner=lan, phone="+84912000002", kind="cooperative")
    ProducerPerson.objects.create(producer=ProducerFactory(phone="+84912000003"), user=lan, role="helper")
    with django_assert_num_queries(3):
        rows = owner.get(f"{API}/producers/").json()["results"]
    assert [row["phone"] for row in rows] == ["+84912000001", "+84912000002", ""]


# --- Products -------------------------------------------------------------------------------------------------------------
def test_product_that_is_not_whole_is_sent_for_help_only(owner, producer):
    product = ProductFactory(producer=producer, ocop_set=None, origin="")
    LotFactory(product=product)
    url = f"{API}/products/{product.pk}/submit/"
    before = everything(ROWS)
    refused = owner.post(url, {})
    assert refused.status_code == 400
    assert ("listing_incomplete", "ocop_set") in problems(refused)
    assert everything(ROWS) == before
    assert send_twice(owner, "post", url, {"wants_help": True})["state"] == ProductState.SUBMITTED
    product.refresh_from_db()
    assert product.help_asked_at is not None


def test_whole_product_is_submitted(owner, product):
    LotFactory(product=product)
    assert (
        send_twice(owner, "post", f"{API}/products/{product.pk}/submit/", {})["state"]
        == ProductState.SUBMITTED
    )
    product.refresh_from_db()
    assert product.help_asked_at is None


def test_history_shows_changes_and_decisions_to_owner_and_officer_only(
    owner, officer, lan, producer, minh, hoa
):
    product = ListedProductFactory(producer=producer)
    owner.patch(f"{API}/products/{product.pk}/", {"price": 50_000})
    owner.post(f"{API}/products/{product.pk}/retire/")
    url = f"{API}/products/{product.pk}/history/"
    retired, changed = owner.get(url).json()
    assert (retired["state"], changed["fields_changed"], changed["was_listed"], changed["by"]) == (
        "retired",
        {"price": [45_000, 50_000]},
        True,
        str(lan),
    )
    assert officer.get(url).json() == [retired, changed]
    for stranger in (minh, hoa):
        assert client_of(stranger).get(url).status_code == 404
    assert client_of().get(url).status_code == 401


def test_last_product_is_copied_once_a_key(owner, producer, minh):
    ListedProductFactory(producer=producer, name="Mận hậu")
    made = send_twice(owner, "post", f"{API}/products/copy-last/", status=201)
    assert (made["name"], made["state"], len(made["photos"])) == ("Mận hậu", "draft", 1)
    assert Product.objects.count() == 2
    nothing = client_of(minh).post(f"{API}/products/copy-last/")
    assert (nothing.status_code, problems(nothing)) == (400, [("nothing_to_copy", None)])


@pytest.mark.slow
def test_photos_are_put_first_and_taken_off(owner, producer):
    product = ProductFactory(producer=producer, photos=2)
    first, second = (link.photo for link in product.photo_links.all())
    url = f"{API}/products/{product.pk}/photos"
    moved = send_twice(owner, "post", f"{url}/{second.key}/first/")
    assert [photo["key"] for photo in moved["photos"]] == [str(second.key), str(first.key)]
    left = send_twice(owner, "delete", f"{url}/{second.key}/")
    assert [photo["key"] for photo in left["photos"]] == [str(first.key)]
    assert not Photo.objects.filter(pk=second.pk).exists()


def test_last_photo_of_a_listed_product_stays(owner, producer):
    product = ListedProductFactory(producer=producer)
    before = everything(ROWS)
    answer = owner.delete(f"{API}/products/{product.pk}/photos/{product.photo_links.get().photo.key}/")
    assert (answer.status_code, problems(answer)) == (400, [("last_photo", "photo")])
    assert everything(ROWS) == before


def test_invalid_voice_is_refused_at_its_field(owner, product):
    before = everything(ROWS)
    url = f"{API}/products/{product.pk}/voice/"
    answer = owner.post(url, {"voice": SimpleUploadedFile("a.mp3", b"not a sound")}, format="multipart")
    assert answer.status_code == 400
    assert [attr for _code, attr in problems(answer)] == ["voice"]
    assert everything(ROWS) == before
    assert send_twice(owner, "delete", url)["id"] == product.pk


# --- Papers ---------------------------------------------------------------------------------------------------------------
def test_refused_paper_is_mended_and_waits_again(owner, officer, producer):
    scan, better = PhotoFactory(producer=producer), PhotoFactory(producer=producer)
    paper = CertificateFactory(
        product=ListedProductFactory(producer=producer), state=CertificateState.SUBMITTED, scan=scan
    )
    url = f"{API}/certificates/{paper.pk}/"
    refused = send_twice(officer, "post", f"{url}refuse/", {"reason": "Ảnh mờ."})
    assert (refused["state"], refused["reason"]) == ("refused", "Ảnh mờ.")
    mended = send_twice(owner, "patch", url, {"scan": str(better.key), "number": "OCOP-9"})
    assert (mended["state"], mended["number"], mended["reason"]) == ("submitted", "OCOP-9", "")
    assert not Photo.objects.filter(pk=scan.pk).exists()
    assert send_twice(officer, "post", f"{url}verify/", mark_field(officer, url))["is_in_force"]
    locked = owner.patch(url, {"number": "OCOP-10"})
    assert (locked.status_code, problems(locked)) == (409, [("wrong_state", None)])


def test_paper_says_every_field_that_is_wrong(owner, producer):
    paper = CertificateFactory(
        product=ListedProductFactory(producer=producer), state=CertificateState.SUBMITTED
    )
    before = everything(ROWS)
    answer = owner.patch(f"{API}/certificates/{paper.pk}/", {"points": "60", "issued_date": "2999-01-01"})
    assert answer.status_code == 400
    assert problems(answer) == [("fields", "issued_date"), ("fields", "points")]
    assert everything(ROWS) == before


def test_paper_is_revoked_by_an_officer_with_a_reason(owner, officer, producer):
    paper = CertificateFactory(product=ListedProductFactory(producer=producer))
    url = f"{API}/certificates/{paper.pk}/revoke/"
    before = everything(ROWS)
    assert owner.post(url, {"reason": "Giấy giả."}).status_code == 403
    bad = officer.post(url, {"reason": " "})
    assert (bad.status_code, problems(bad)) == (400, [("blank", "reason")])
    assert everything(ROWS) == before
    assert send_twice(officer, "post", url, {"reason": "Giấy giả."})["state"] == CertificateState.REVOKED
    assert client_of().get(f"{API}/certificates/{paper.pk}/").status_code == 404


# --- Minh and Hoa ---------------------------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("is_listed", [True, False])
@pytest.mark.parametrize("who", ["minh", "hoa", "nobody"])
def test_strangers_cannot_write(request, producer, who, is_listed):
    make = ListedProductFactory if is_listed else ProductFactory
    product = make(producer=producer)
    key = product.photo_links.get().photo.key
    paper = CertificateFactory(product=product)
    client = client_of(None if who == "nobody" else request.getfixturevalue(who))
    before = everything(ROWS)
    for method, path, body in (
        ("patch", f"producers/{producer.pk}/", {"name": "Của tôi"}),
        ("post", f"producers/{producer.pk}/verify/", {"seen": "0"}),
        ("post", f"producers/{producer.pk}/unverify/", None),
        ("post", f"products/{product.pk}/submit/", {"wants_help": True}),
        ("delete", f"products/{product.pk}/photos/{key}/", None),
        ("post", f"products/{product.pk}/photos/{key}/first/", None),
        ("delete", f"products/{product.pk}/voice/", None),
        ("patch", f"certificates/{paper.pk}/", {"number": "1"}),
        ("post", f"certificates/{paper.pk}/revoke/", {"reason": "Giả"}),
    ):
        answer = getattr(client, method)(
            f"{API}/{path}", body, headers={"Idempotency-Key": str(uuid.uuid4())}
        )
        expected = {401} if who == "nobody" else {403, 404} if is_listed else {404}
        assert answer.status_code in expected, (path, answer.content)
        problems(answer)
    assert everything(ROWS) == before


# --- Làm hộ ---------------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("unverified")
def test_write_on_behalf_stores_officer_and_member(mai, lan, producer):
    client = Client()
    client.force_login(mai)
    assert client.post(reverse("members:start_helping", args=[lan.pk])).status_code == 302
    url = f"{API}/producers/{producer.pk}/"
    answer = client.patch(url, {"about": "Trồng mận."}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    entry = Entry.objects.get(kind="producer.changed")
    assert (entry.by, entry.on_behalf_of) == (mai.ref, lan.ref)
    # Acting for Lan, the officer can't verify Lan's certificate, though the officer could otherwise.
    refused = client.post(f"{url}verify/", {"seen": "0"}, content_type="application/json")
    assert refused.status_code == 403
    producer.refresh_from_db()
    assert producer.verified_at is None
