"""The API: the same rules as the pages, one error shape, a correct schema."""

import io
import re
from collections import Counter
from datetime import timedelta

import pytest
import schemathesis
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from openpyxl import Workbook

from backend.common.api.parsers import MAX_BYTES
from backend.law.library.actions.documents import DocumentFacts, add_document, add_provision
from backend.law.library.references import parse_ref
from backend.ledger.models import Entry
from backend.settings import VERSION
from backend.webhooks.actions.deliveries import send_test
from backend.webhooks.actions.endpoints import add_endpoint
from backend.wsgi import application
from courses.contests.actions.contests import add_round, create_contest
from courses.learning.actions.learning import start_course
from courses.models import Asked, HandIn, LiveClass, Meeting, Quiz
from courses.quizzes.actions.attempts import start_attempt
from members.acting import Actor
from members.models import Membership
from members.notices.actions.notices import notify
from orders.bank.actions.feeds import open_feed
from orders.basket.actions.placing import place_orders
from orders.basket.actions.wishes import Buyer, Wish
from orders.basket.limits import codes_an_hour
from orders.figures.thresholds import claims
from orders.models import ExchangeTemplate, Offer, Transfer
from orders.shops.enums import Delivery, Payment
from products.certificates.ocop import SETS
from products.models import Photo, Producer, Product, ProductImport
from products.producers.actions.people import invite_person
from products.products.enums import ProductState
from products.search.actions import refresh_card
from tests.api import client_of, problems, token_of
from tests.factories.courses import make_asset
from tests.factories.members import MinhFactory, chapter
from tests.factories.products import (
    CertificateFactory,
    ListedProductFactory,
    ProducerFactory,
    ProductFactory,
    make_branch,
    make_user,
)
from tests.factories.quizzes import quiz_version
from tests.factories.shops import make_shop_row
from tests.factories.traceability import LotFactory, make_event
from tests.people import LAN, MINH
from tests.shared_rows import building
from traceability.labels.actions import request_run
from traceability.labels.runs.rendering import make_sheet
from traceability.models import Event, Inquiry, LabelPrint, LabelRun, Lot

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def lan(branch):
    return make_user(LAN.full_name, branch=branch)


@pytest.fixture
def producer(lan, branch):
    producer = ProducerFactory(branch=branch)
    producer.people.create(user=lan)
    return producer


@pytest.mark.slow
def test_schema_names_the_version_of_the_program(client):
    info = client.get("/api/schema/", HTTP_ACCEPT="application/vnd.oai.openapi+json").json()["info"]
    assert info["version"] == VERSION


@pytest.mark.slow
def test_schema_has_no_warning():
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert "/api/v1/label-runs/" in out.getvalue()


def test_page_to_try_it_opens(client):
    page = client.get("/api/docs/").content.decode()
    assert "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js" in page
    for path in re.findall(r'"/static/([^"]+)"', page):
        assert finders.find(path), path
    assert not finders.find("drf_spectacular_sidecar/redoc/bundles/redoc.standalone.js")
    assert "//cdn" not in page and "<style" not in page


def test_body_nested_beyond_use_is_a_400(lan, producer):
    response = client_of(lan).generic(
        "POST", "/api/v1/products/", "[" * 100_000, content_type="application/json"
    )
    assert response.status_code == 400


@pytest.mark.parametrize("kind", ["json", "multipart"])
def test_body_too_large_is_a_413_and_nothing_is_stored(lan, producer, kind):
    client = client_of(lan)
    if kind == "json":
        body = b'{"name": "' + b"x" * MAX_BYTES + b'"}'
        response = client.generic("POST", "/api/v1/producers/", body, content_type="application/json")
    else:
        response = client.post("/api/v1/photos/", {"alt": "x" * 21_000_000}, format="multipart")
    assert (response.status_code, problems(response)) == (413, [("too_large", None)])
    assert (Producer.objects.count(), Photo.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("path", "body"),
    [("producers", '{"unit": "\\ud800", "name": "x"}'), ("attempts", '{"started_at": "0001-01-01"}')],
)
def test_half_a_character_and_a_moment_before_all_time_are_a_400(lan, path, body):
    response = client_of(lan).generic("POST", f"/api/v1/{path}/", body, content_type="application/json")
    assert (response.status_code, problems(response)) == (400, [("parse_error", None)])
    assert not Producer.objects.exists()


def test_more_fields_than_any_form_has_are_a_400(lan):
    fields = {f"field{number}": "x" for number in range(1_100)}
    response = client_of(lan).post("/api/v1/photos/", fields, format="multipart")
    assert (response.status_code, problems(response)) == (400, [("parse_error", None)])


def test_session_needs_its_csrf_token_and_a_wrong_token_gets_a_message(lan):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lan)
    response = browser.post("/api/v1/producers/", "{}", content_type="application/json")
    assert (response.status_code, problems(response)) == (403, [("permission_denied", None)])
    for scheme in ("Token x", "Bearer x", "Basic eDp5", "x"):
        wrong = client_of().get("/api/v1/producers/", headers={"Authorization": scheme})
        assert (wrong.status_code, problems(wrong)) == (401, [("authentication_failed", None)])
        assert wrong["WWW-Authenticate"] == "Token"


def test_the_root_leads_to_the_page_about_the_api(client):
    for root in ("/api/", "/api/v1/"):
        answer = client.get(root)
        assert (answer.status_code, answer["Location"]) == (302, "/api/docs/")
        assert client.post(root).status_code == 404


def test_facets_find_what_the_public_list_finds(lan, producer):
    plum = ListedProductFactory(producer=producer, name="Mận", season_months=list(range(1, 13)))
    tea = ListedProductFactory(producer=producer, name="Chè", ocop_set=4, season_months=[])
    CertificateFactory(product=tea, stars=4)
    for product in (plum, tea):
        refresh_card(product=product)
    for query, names in (
        ("stars=4", ["Chè"]), ("certificate=ocop", ["Chè"]), ("group=" + SETS[1].group.key, ["Mận"]), ("q=man", ["Mận"]),
        ("stars=5", []), ("in_season=true&stars=4", []),
    ):  # fmt: skip
        found = client_of().get(f"/api/v1/products/?{query}").json()["results"]
        assert [row["name"] for row in found] == names, query
    wrong = client_of().get("/api/v1/products/?stars=9")
    assert (wrong.status_code, problems(wrong)) == (400, [("invalid_choice", "stars")])


def test_a_filter_that_no_list_has_is_a_400_with_those_it_has(lan, producer):
    ProductFactory(producer=producer)
    wrong = client_of(lan).get("/api/v1/products/?stat=draft&page=1")
    assert (wrong.status_code, problems(wrong)) == (400, [("unknown_filter", "stat")])
    assert "page, page_size, producer, q, stars, state" in wrong.json()["errors"][0]["detail"]
    for known in ("state=draft", "page=1&page_size=5", "format=json&producer=1"):
        assert client_of(lan).get(f"/api/v1/products/?{known}").status_code == 200, known
    for value, status in (("yes", 400), ("x", 400), ("True", 200), ("false", 200), ("1", 200), ("", 200)):
        assert client_of().get(f"/api/v1/products/?in_season={value}").status_code == status, value
    # Lists without filters, and those with a cursor.
    assert client_of(lan).get("/api/v1/webhooks/?page=1").status_code == 200
    assert problems(client_of(lan).get("/api/v1/webhooks/?state=on")) == [("unknown_filter", "state")]


@pytest.mark.load  # every list of the API
def test_every_list_takes_all_parameters_that_its_description_names(spec, known, lan):
    client = client_of(lan)
    for found in spec.get_all_operations():
        operation = found.ok()
        if operation.method.upper() != "GET" or "{" in operation.path:
            continue
        for name in (parameter.name for parameter in operation.query):
            answer = client.get(operation.path, {name: ""})
            data = answer.json()["errors"] if answer.status_code == 400 else []
            assert "unknown_filter" not in {error["code"] for error in data}, (operation.path, name)


def test_unknown_address_is_json(client):
    assert client.get("/api/v1/no%0Athing/").json() == client.get("/api/v1/nothing/").json()
    response = client.get("/api/v1/nothing/")
    assert response.status_code == 404
    assert response.json()["errors"][0]["code"] == "not_found"


def test_draft_is_created_once_a_key(lan, producer):
    client, key = client_of(lan), "11111111-2222-3333-4444-555555555555"
    body = {"producer": producer.pk, "name": "Mận hậu", "price": 30000, "unit": "kg"}
    first = client.post("/api/v1/products/", body, headers={"Idempotency-Key": key})
    again = client.post("/api/v1/products/", body, headers={"Idempotency-Key": key})
    other = client.post("/api/v1/products/", body | {"name": "Đào"}, headers={"Idempotency-Key": key})
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()
    assert Product.objects.count() == 1


def test_an_action_is_carried_out_once_a_key(lan, producer):
    """Any POST is repeatable, also one without explicit support for a key (backend.common.api.idempotency.KeyedRouter)."""
    ProductFactory(producer=producer)
    client, key = client_of(lan), {"Idempotency-Key": "11111111-2222-3333-4444-555555555555"}
    first, again = (client.post("/api/v1/products/copy-last/", {}, headers=key) for _ in "ab")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert Product.objects.count() == 2
    Product.objects.update(state="returned")  # an untouched copy would be answered again
    assert client.post("/api/v1/products/copy-last/", {}).status_code == first.status_code
    assert Product.objects.count() == 3


@pytest.mark.parametrize("who", ["nobody", "hoa"])
def test_product_of_another_is_not_changed(who, lan, producer):
    product = ProductFactory(producer=producer, name="Mận hậu")
    listed = ListedProductFactory(producer=producer, name="Đào")
    client = client_of(None if who == "nobody" else make_user("Hoàng Thị Hoa"))
    for pk, expected in ((product.pk, {401, 404}), (listed.pk, {401, 403})):
        response = client.patch(f"/api/v1/products/{pk}/", {"name": "Của tôi"}, format="json")
        assert response.status_code in expected
    assert set(Product.objects.values_list("name", flat=True)) == {"Mận hậu", "Đào"}


def test_list_shows_listed_products_to_all_and_drafts_to_their_producer(lan, producer):
    ProductFactory(producer=producer, name="Nháp")
    ListedProductFactory(producer=producer, name="Đào")
    assert [p["name"] for p in client_of().get("/api/v1/products/").json()["results"]] == ["Đào"]
    assert {p["name"] for p in client_of(lan).get("/api/v1/products/").json()["results"]} == {"Đào", "Nháp"}


@pytest.mark.slow
def test_event_is_recorded_once_and_declared_wrong_once(lan, producer):
    product = ListedProductFactory(producer=producer)
    lot = Lot.objects.create(product=product, code="A1", quantity=5, unit="kg")
    client = client_of(lan)
    body = {
        "kind": "harvesting", "event_time": "2026-11-20T08:00:00+07:00", "event_id": "0b5e3c52-51b4-4b57-9a55-3a3f0a6f2c11",
        "lots": [{"lot": lot.pk, "role": "subject", "quantity": "5", "unit": "kg"}],
    }  # fmt: skip
    first = client.post("/api/v1/events/", body)
    assert first.status_code == 201, first.json()
    assert client.post("/api/v1/events/", body).status_code == 201
    assert Event.objects.count() == 1
    declared = client.post(f"/api/v1/events/{body['event_id']}/error/", {"reason": "did_not_occur"})
    assert declared.status_code == 201, declared.json()
    assert (
        client.post(f"/api/v1/events/{body['event_id']}/error/", {"reason": "did_not_occur"}).status_code
        == 409
    )
    assert Event.objects.count() == 2
    # The product's own people see both entries, everybody else neither.
    assert len(client.get("/api/v1/events/").json()["results"]) == 2
    assert client_of().get("/api/v1/events/").json()["results"] == []
    assert client_of(make_user("Hoàng Thị Hoa")).get("/api/v1/events/").json()["results"] == []


def test_event_in_the_future_is_refused_and_changes_nothing(lan, producer):
    product = ListedProductFactory(producer=producer)
    lot = Lot.objects.create(product=product, code="A1", quantity=5, unit="kg")
    entries = Entry.objects.count()
    body = {"kind": "growing", "event_time": "2099-01-01T08:00:00+07:00", "lots": [{"lot": lot.pk}]}
    response = client_of(lan).post("/api/v1/events/", body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["attr"] == "event_time"
    assert (Event.objects.count(), Entry.objects.count()) == (0, entries)


def test_label_runs_are_for_their_people_only(lan, producer):
    product = ListedProductFactory(producer=producer)
    lot = Lot.objects.create(product=product, code="A1", quantity=5, unit="kg")
    hoa = client_of(make_user("Hoàng Thị Hoa"))
    assert hoa.post("/api/v1/label-runs/", {"lot": lot.pk, "count": 5, "layout": "a4-65"}).status_code == 403
    assert LabelRun.objects.count() == 0
    made = client_of(lan).post("/api/v1/label-runs/", {"lot": lot.pk, "count": 5, "layout": "a4-65"})
    assert made.status_code == 201, made.json()
    assert hoa.get(f"/api/v1/label-runs/{made.json()['id']}/").status_code == 404
    assert hoa.get(f"/api/v1/lots/{lot.pk}/scans/").status_code == 403


def test_list_costs_the_same_at_1_and_3_rows(producer, django_assert_num_queries):
    ListedProductFactory(producer=producer)
    client = client_of()
    with django_assert_num_queries(3):
        client.get("/api/v1/products/")
    ListedProductFactory.create_batch(2, producer=producer)
    with django_assert_num_queries(3):
        assert len(client.get("/api/v1/products/").json()["results"]) == 3


@pytest.mark.databases
def test_only_an_officer_lists(lan, producer, branch):
    product = ListedProductFactory(producer=producer, state=ProductState.SUBMITTED)
    data = {"seen": client_of(lan).get(f"/api/v1/products/{product.pk}/").json()["seen"]}
    assert client_of(lan).post(f"/api/v1/products/{product.pk}/list/", data).status_code == 403
    product.refresh_from_db()
    assert product.state == ProductState.SUBMITTED
    officer = make_user("Cầm Thị Thu", officer_of=branch)
    response = client_of(officer).post(f"/api/v1/products/{product.pk}/list/", data)
    assert response.status_code == 200, response.json()


def whole_answers(environ, start_response):
    """Read the project's answer as a server does: to its end, then close it."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


@pytest.fixture
def spec(lan, producer, branch, settings, tmp_path, monkeypatch):
    """The schema as read by Lan, who is also staff, over one object of every kind."""
    settings.MEDIA_ROOT = tmp_path
    # The requests here represent many people in many networks.
    monkeypatch.setattr(codes_an_hour, "limit", 100_000)
    # A real handler closes connections between requests; here one transaction spans them, as with Django's own client.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    lan.is_staff = True
    lan.save()
    yield schemathesis.openapi.from_wsgi("/api/schema/", whole_answers)
    for signal in signals:
        signal.connect(close_old_connections)


def known_inquiry(lot) -> dict[str, object]:
    row = Inquiry.objects.create(kind="question", text="?", lot=lot, producer=lot.product.producer)
    return {"id": row.pk, "ref": str(row.ref)}


@pytest.fixture
def known(lan, producer, branch) -> dict[str, dict[str, object]]:
    """Return path parameters of existing objects, by the second part of an address."""
    product = ListedProductFactory(producer=producer)
    lot = LotFactory(product=product)
    run = request_run(actor=Actor.of(lan), lot=lot, count=3, layout="roll-50x30")
    make_sheet(run.pk)
    taken = LabelPrint.objects.create(run=run, kind="first", first=1, last=2, by=lan)
    photo = product.photo_links.get().photo
    return {
        "producers": {"id": producer.pk, "ref": str(lan.ref)},
        "invitations": {"id": invite_person(actor=Actor.of(lan), producer=producer, contact="0987654321").pk},
        "live-kits": {"id": product.pk},
        "products": {"id": product.pk, "key": str(photo.key)},
        "photos": {"key": str(photo.key)},
        "certificates": {"id": CertificateFactory(product=product).pk},
        "lots": {"id": lot.pk},
        "events": {"event_id": str(make_event(lot).event_id)},
        "label-runs": {"id": run.pk, "print_id": taken.pk},
        "inquiries": known_inquiry(lot),
        "notices": {"id": notify(user=lan, kind="test", title="Tin").pk},
        "branches": {"id": producer.branch_id},
        "memberships": {"id": Membership.objects.create(user=make_user(MINH.full_name), branch=branch).pk},
        "units": {"code": producer.unit_id},
        **known_order(product),
        "exchanges": {
            "ref": str(
                ExchangeTemplate.objects.create(name="Sàn", file=stored_workbook(), file_name="mau.xlsx").ref
            )
        },
        "share-kits": {"id": product.pk},
        "sales-figures": {"producer": producer.pk},
        "product-imports": {
            "ref": str(ProductImport.objects.create(producer=producer, file_name="hang.csv", by=lan).ref)
        },
        **dict.fromkeys(("bank-feeds", "card-accounts", "product-channels"), {"producer": producer.pk}),
        "transfers": known_transfer(lan, producer),
        "tax-claims": {"claim": claims()[0].id},
        "webhooks": known_webhook(lan, producer),
        **known_quizzes(lan),
        **known_contest(lan, branch),
        "law": known_law(),
    }


def known_law() -> dict[str, object]:
    facts = DocumentFacts(number="1/2020/NĐ-CP", kind="decree")
    document = add_document(actor=None, facts=facts)
    add_provision(actor=None, document=document, ref=parse_ref("1"))
    return {"slug": document.slug, "situation": "bi-chong-danh"}


def known_transfer(lan, producer) -> dict[str, object]:
    feed = open_feed(actor=Actor.of(lan), producer=producer)
    return {"id": Transfer.objects.create(feed=feed, number="1", amount=45_000, made_at=timezone.now()).pk}


def stored_workbook() -> str:
    """Return the place of an exchange's empty file in the media store."""
    book, out = Workbook(), io.BytesIO()
    book.active.append(["Tên hàng", "Giá"])
    book.save(out)
    return default_storage.save("exchanges/mau.xlsx", ContentFile(out.getvalue()))


def known_webhook(lan, producer) -> dict[str, object]:
    """Nothing is sent: no worker runs."""
    made = {
        "actor": Actor.of(lan),
        "producer": producer,
        "url": "https://a.example/",
        "kinds": ["order.placed"],
    }
    endpoint, _secret = add_endpoint(**made)
    delivery = send_test(actor=Actor.of(lan), endpoint=endpoint)
    return {"id": endpoint.pk, "delivery_id": delivery.pk}


def known_order(product) -> dict[str, dict[str, object]]:
    """Lan's offers, and an order of one with a known address."""
    Producer.objects.filter(pk=product.producer_id).update(verified_at=timezone.now())
    make_shop_row(product.producer)
    offer = Offer.objects.create(product=product, label="kg", content=1, unit="kg", price=45_000)
    seller = product.producer_id
    wish = Wish({offer.pk: 1}, Delivery.SHIP, Payment.ON_DELIVERY)
    proven = frozenset({"+84912345678"})
    buyer = Buyer(name="Thu Hà", phone="0912345678", place="Hà Nội", proven_phones=proven)
    order = place_orders(buyer=buyer, wishes={seller: wish}).orders.get()
    return {
        "offers": {"id": offer.pk},
        "purchases": {"ref": str(order.purchase.ref)},
        "shops": {"producer": seller},
        "orders": {"number": order.number, "ref": str(order.ref)},
    }


def known_contest(lan, branch) -> dict[str, dict[str, object]]:
    actor = Actor.of(lan)
    contest = create_contest(actor=actor, branch=branch, title="Luật mới", rules="", who="anyone")
    opens_at = timezone.now() + timedelta(days=1)
    round_ = add_round(
        actor=actor,
        contest=contest,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=7),
        ranking=["right"],
    )
    return {"organised-contests": {"slug": contest.slug}, "organised-rounds": {"id": round_.pk}}


def known_quizzes(lan) -> dict[str, dict[str, object]]:
    version = quiz_version(author=lan)
    attempt = start_attempt(actor=Actor.of(lan), version=version, lesson_key="mot", step_key="hoi")
    quiz = Quiz.objects.get()
    step = quiz.step
    return {
        "authored-courses": {"slug": version.course.slug},
        "authored-modules": {"id": step.lesson.module_id},
        "authored-lessons": {"id": step.lesson_id},
        "authored-steps": {"id": step.pk},
        "attempts": {"id": str(attempt.pk)},
        "question-banks": {"id": quiz.bank_id},
        "questions": {"id": quiz.bank.questions.all()[0].pk},
        "quizzes": {"step": quiz.step_id},
        "uploads": {"id": str(make_asset(uploaded_by=lan, state="uploading", upload_length=9).pk)},
        **known_gatherings(lan, version),
    }


def known_gatherings(lan, version) -> dict[str, dict[str, object]]:
    """A class and a meeting that Lan runs, a question to Lan, and work submitted to Lan."""
    enrolment = start_course(actor=Actor.of(MinhFactory()), course=version.course)
    asked = Asked.objects.create(course=version.course, lesson_key="mot", user=enrolment.user, text="?")
    work = HandIn.objects.create(enrolment=enrolment, lesson_key="hai", step_key="c", kind="handed_in")
    start = timezone.now() + timedelta(hours=1)
    held = LiveClass.objects.create(
        title="Lớp", branch=chapter(), trainer=lan, room="Nhà văn hoá", starts_at=start,
        ends_at=start + timedelta(hours=2), places=3,
    )  # fmt: skip
    material = held.materials.create(title="Bài", link="https://example.vn")
    meeting = Meeting.objects.create(branch=chapter(), version=version, lesson_key="mot", led_by=lan)
    return {
        "classes": {"id": held.pk, "material_id": material.pk},
        "meetings": {"id": str(meeting.pk)},
        "hand-ins": {"id": str(work.pk)},
        "asked": {"id": asked.pk},
    }


CHECKS = (
    schemathesis.checks.not_a_server_error,
    schemathesis.checks.status_code_conformance,
    schemathesis.checks.content_type_conformance,
    schemathesis.checks.response_schema_conformance,
)


def probe(
    operation, keys: dict[str, dict[str, str]], known: dict[str, dict[str, object]], times: int
) -> dict[str, Counter[int]]:
    """Call `operation` with generated requests, every second one about something that exists, each in the name of all of `keys`;
    the answers to each by status."""
    sent: dict[str, Counter[int]] = {who: Counter() for who in keys}
    there = known.get(operation.path.split("/")[3], {})

    @settings(
        max_examples=times, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def call(case):
        if sent["lan"].total() % 2 == 0:
            case.path_parameters |= {name: there[name] for name in case.path_parameters if name in there}
        for who, headers in keys.items():
            # The effects of one call must not be visible to the next.
            with building():
                response = case.call(headers=headers)
                transaction.set_rollback(True)
            sent[who][response.status_code] += 1
            case.validate_response(response, checks=CHECKS)

    call()
    return sent


@pytest.mark.load  # most of a minute, even with one request per address
@pytest.mark.parametrize("times", [1, pytest.param(5, marks=pytest.mark.everything)])
def test_schemathesis_finds_no_error_and_no_undocumented_answer(spec, known, lan, times):
    keys = {"lan": {"Authorization": f"Token {token_of(lan)}"}, "nobody": {}}
    answers: dict[str, Counter[int]] = {who: Counter() for who in keys}
    for found in spec.get_all_operations():
        for who, sent in probe(found.ok(), keys, known, times).items():
            answers[who] += sent
    for who, done in ((answers["lan"], 60), (answers["nobody"], 20)):
        assert who.total() > 150 * times
        assert 429 not in who
        # It passed the access checks: objects were found, and some requests succeeded.
        assert who[200] > done
