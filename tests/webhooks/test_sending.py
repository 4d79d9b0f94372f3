"""From an order to a webhook: signed by Standard Webhooks, retried, given up, and never sent to private addresses."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from standardwebhooks import Webhook, WebhookVerificationError

from backend.common import posting
from backend.common.posting import AddressRefused, checked_url, post, public_addresses
from backend.ledger import row_states
from backend.ledger.actions import append_entry
from backend.ledger.auditing import Finding
from backend.ledger.taking_up import record_earlier_rows
from backend.webhooks.actions.deliveries import replay_delivery, replay_failed, send_test
from backend.webhooks.actions.endpoints import add_endpoint, renew_secret, turn_off
from backend.webhooks.enums import RETENTION, SCHEDULE, DeliveryState, OffReason
from backend.webhooks.models import Delivery, Endpoint, Message
from backend.webhooks.sending import LEASE, try_delivery
from backend.webhooks.tasks import forget_messages, send_delivery, send_overdue
from members.models import Notice
from orders.complaints.actions import complain
from orders.models import BankFeed, Review, Transfer
from orders.orders.actions.steps import cancel_order, confirm_order
from orders.shops.actions.shops import close_offer
from products.listing.actions.listing import retire_product
from tests.orders.conftest import order_of
from traceability.recalls.actions.recalls import recall_lot

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
KINDS = ["order.placed", "order.confirmed", "order.cancelled", "lot.recalled", "product.retired"]


@pytest.fixture
def hearing(shop, listener) -> tuple[Endpoint, str]:
    return add_endpoint(actor=shop.as_.lan, producer=shop.producer, url=listener.url, kinds=KINDS)


def test_an_order_is_sent_signed_and_an_independent_reader_accepts_it(shop, listener, hearing):
    endpoint, secret = hearing
    order = order_of(shop)
    [delivery] = Delivery.objects.all()
    assert try_delivery(delivery.pk) is None
    [(headers, body)] = listener.got
    message = Webhook(secret).verify(body, headers)
    assert message == {
        "type": "order.placed",
        "timestamp": message["timestamp"],
        "data": {"producer": shop.producer.pk, "order": order.number, "state": "placed", "total": order.total, "isPaid": False},
    }  # fmt: skip
    assert headers["webhook-id"] == Message.objects.get().uid and "." not in headers["webhook-id"]
    assert headers["content-type"] == "application/json"
    for word in (order.buyer_name, order.buyer_phone, str(order.ref), str(order.purchase.ref)):
        assert word not in body.decode()
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"placed", b"packed"), headers)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.status, delivery.answer) == ("sent", 1, 200, "ok")
    assert try_delivery(delivery.pk) is None and len(listener.got) == 1, "a task may run twice"


@pytest.mark.slow
def test_each_chosen_kind_is_sent_and_no_other(shop, listener, hearing):
    order = order_of(shop)
    confirm_order(actor=shop.as_.lan, order=order)
    cancel_order(actor=shop.as_.lan, order=order, reason="Hết hàng")
    recall_lot(actor=shop.as_.lan, lot=shop.lot, reason="Mốc")
    retire_product(actor=shop.as_.lan, product=shop.product)
    order_of(shop, offer=shop.fish)
    Endpoint.objects.update(kinds=["order.shipped"])
    order_of(shop, offer=shop.fish)
    assert list(Message.objects.order_by("pk").values_list("kind", flat=True)) == [
        "order.placed", "order.confirmed", "order.cancelled", "lot.recalled", "product.retired",
    ]  # fmt: skip
    data = [
        json.loads(body)["data"] for body in Message.objects.order_by("pk").values_list("body", flat=True)
    ]
    assert [each.get("state") for each in data[:3]] == ["placed", "confirmed", "cancelled"]
    assert (data[3]["code"], data[4]["product"]) == ("MAN-1", shop.product.pk)


def test_the_unions_own_software_hears_of_every_producer(shop, listener):
    shop.thu.is_staff = True
    shop.thu.save()
    add_endpoint(actor=shop.as_.thu, producer=None, url=listener.url, kinds=["order.placed"])
    order_of(shop)
    order_of(shop, count=1, offer=shop.fish)
    assert Delivery.objects.count() == 2


def test_an_undone_event_is_not_sent(shop, hearing):
    with transaction.atomic():
        order_of(shop)
        assert Delivery.objects.count() == 1
        assert DBTaskResult.objects.filter(task_path=send_delivery.module_path).count() == 1
        transaction.set_rollback(True)
    assert not Delivery.objects.exists() and not Message.objects.exists()
    assert not DBTaskResult.objects.filter(task_path=send_delivery.module_path).exists()


def test_event_without_endpoints_costs_one_query(shop, django_assert_num_queries):
    from backend.ledger.actions import append_entry  # noqa: PLC0415

    with transaction.atomic(), django_assert_num_queries(2):
        append_entry(kind="order.placed", subject="order:x", payload={}, by=None)
    with transaction.atomic(), django_assert_num_queries(1):
        append_entry(kind="event", subject="x", payload={}, by=None)


@pytest.mark.slow
def test_delivery_is_retried_by_the_schedule_and_given_up_after_three_days(shop, listener, hearing):
    listener.status, listener.answer = 500, b"<h1>loi</h1>" * 99
    order_of(shop)
    [delivery] = Delivery.objects.all()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for attempt in range(1, len(SCHEDULE)):
            again = try_delivery(delivery.pk)
            pause = SCHEDULE[attempt]
            assert pause <= again - timezone.now() <= pause * 1.1
            clock.shift(pause * 0.99)
            assert try_delivery(delivery.pk) is None and len(listener.got) == attempt, "not before it is due"
            clock.move_to(again)
        assert try_delivery(delivery.pk) is None
    assert sum(SCHEDULE, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)
    assert len(listener.got) == 10 and len({headers["webhook-id"] for headers, _body in listener.got}) == 1
    assert len({headers["webhook-timestamp"] for headers, _body in listener.got}) == 10
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status, delivery.attempts) == ("failed", 500, 10)
    assert len(delivery.answer) == 500
    endpoint = Endpoint.objects.get()
    assert (endpoint.is_on, endpoint.off_reason) == (False, OffReason.FAILING)
    assert Notice.objects.get(kind="webhook.off").user == shop.lan
    order_of(shop, count=1)
    assert Delivery.objects.count() == 1, "a disabled endpoint gets nothing"


def test_an_endpoint_that_took_others_meanwhile_stays_on(shop, listener, hearing):
    order_of(shop)
    Delivery.objects.update(attempts=9)
    Endpoint.objects.update(heard_at=timezone.now() + timedelta(seconds=1))
    listener.status = 404
    assert try_delivery(Delivery.objects.get().pk) is None
    assert (Delivery.objects.get().state, Endpoint.objects.get().is_on) == ("failed", True)


def test_endpoint_that_answers_410_is_disabled_and_waiting_messages_can_be_resent(shop, listener, hearing):
    order_of(shop)
    order_of(shop, count=1)
    first, second = Delivery.objects.order_by("pk")
    listener.status = 410
    assert try_delivery(first.pk) is None
    assert Endpoint.objects.get().off_reason == OffReason.GONE
    assert try_delivery(second.pk) is None and len(listener.got) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.FAILED}


def test_retry_after_is_heeded(shop, listener, hearing):
    listener.status, listener.headers = 503, {"Retry-After": "3600"}
    order_of(shop)
    again = try_delivery(Delivery.objects.get().pk)
    assert again - timezone.now() > timedelta(minutes=59)


def test_a_redirect_is_a_failure_and_is_not_followed(shop, listener, hearing):
    listener.status, listener.headers = 302, {"Location": listener.url}
    order_of(shop)
    assert try_delivery(Delivery.objects.get().pk) is not None
    assert (len(listener.got), Delivery.objects.get().status) == (1, 302)


def test_no_answer_is_recorded_and_tried_again(shop, listener, hearing):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        Endpoint.objects.update(url=f"http://127.0.0.1:{free.getsockname()[1]}/")
    order_of(shop)
    assert try_delivery(Delivery.objects.get().pk) is not None
    row = Delivery.objects.get()
    assert (row.status, row.state) == (None, "waiting") and "ConnectionRefused" in row.error


@pytest.mark.slow
def test_endpoint_that_answers_byte_by_byte_times_out(listener, monkeypatch):
    monkeypatch.setattr(posting, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
    assert answer.status is None and "không trả lời" in answer.error


def stub_name_servers(monkeypatch, *addresses: str) -> None:
    """A name with several addresses; no name server runs here."""
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]
    real = socket.getaddrinfo
    monkeypatch.setattr(
        posting.socket,
        "getaddrinfo",
        lambda host, *asked, **more: answers if host == "ten.example.vn" else real(host, *asked, **more),
    )


def test_the_next_address_of_a_name_is_tried_where_the_first_leads_nowhere(listener, monkeypatch):
    stub_name_servers(monkeypatch, "127.0.0.9", "127.0.0.1")
    port = listener.url.partition("127.0.0.1:")[2].partition("/")[0]
    assert post(f"http://ten.example.vn:{port}/", b"{}", {}).status == 200
    assert len(listener.got) == 1


def test_name_lookup_without_an_answer_times_out(monkeypatch):
    asked = threading.Event()
    monkeypatch.setattr(posting, "SECONDS", 0.1)
    monkeypatch.setattr(posting.socket, "getaddrinfo", lambda *args, **more: asked.wait(30) and [])
    try:
        assert post("https://ten.example.vn/", b"{}", {}).error == "Không tìm thấy máy có tên này."
    finally:
        asked.set()


def test_a_killed_sender_leaves_it_to_the_next_after_its_lease(shop, listener, hearing):
    order_of(shop)
    [delivery] = Delivery.objects.all()
    Delivery.objects.update(next_at=timezone.now() + LEASE)  # claimed, and then killed
    assert try_delivery(delivery.pk) is None and send_overdue() == 0
    with time_machine.travel(timezone.now() + LEASE + timedelta(minutes=3)):
        assert send_overdue() == 1
        assert try_delivery(delivery.pk) is None
    assert len(listener.got) == 1


def test_a_new_secret_and_that_of_before_both_sign_for_a_day(shop, listener, hearing):
    endpoint, old = hearing
    new = renew_secret(actor=shop.as_.lan, endpoint=endpoint)
    assert new != old and old not in str(Endpoint.objects.values().get())
    send_test(actor=shop.as_.lan, endpoint=endpoint)
    try_delivery(Delivery.objects.latest("pk").pk)
    for secret in (new, old):
        Webhook(secret).verify(listener.got[-1][1], listener.got[-1][0])
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1)):
        send_test(actor=shop.as_.lan, endpoint=endpoint)
        try_delivery(Delivery.objects.latest("pk").pk)
        headers, body = listener.got[-1]
        Webhook(new).verify(body, headers)
        with pytest.raises(WebhookVerificationError):
            Webhook(old).verify(body, headers)


def test_replayed_it_has_the_same_id_and_bytes(shop, listener, hearing):
    order_of(shop)
    [delivery] = Delivery.objects.all()
    try_delivery(delivery.pk)
    replay_delivery(actor=shop.as_.lan, delivery=delivery)
    try_delivery(delivery.pk)
    (first, body), (second, again) = listener.got
    assert first["webhook-id"] == second["webhook-id"] and body == again
    Delivery.objects.update(state=DeliveryState.FAILED)
    assert replay_failed(actor=shop.as_.lan, endpoint=delivery.endpoint) == 1
    turn_off(actor=shop.as_.lan, endpoint=delivery.endpoint)
    with pytest.raises(Exception, match="đang tắt"):
        replay_delivery(actor=shop.as_.lan, delivery=delivery)


def test_messages_go_after_thirty_days(shop, hearing):
    order_of(shop)
    assert forget_messages() == 0
    with time_machine.travel(timezone.now() + RETENTION + timedelta(hours=1)):
        assert forget_messages() == 1 and not Delivery.objects.exists()
    assert differences() == []


def differences() -> list[str]:
    """Return the audit's findings on stored messages, as readable sentences."""
    found = row_states.compare_states("webhooks.Message")
    return [each.words() for each in found if isinstance(each, Finding)]


def test_the_audit_names_a_planted_changed_or_deleted_message(shop, hearing):
    record_earlier_rows()
    order_of(shop)
    assert Message.objects.count() == 1 and differences() == []
    planted = Message.objects.create(kind="order.paid", producer=shop.producer, body='{"type":"order.paid"}')
    assert any("a row that no entry states" in words for words in differences())
    planted.delete()
    rows = Message.objects.all()
    body = rows.get().body
    rows.update(body=body.replace("order.placed", "order.paid"))
    assert len(differences()) == 1
    rows.update(body=body)
    assert differences() == []
    rows.delete()
    assert any("a row is gone" in words for words in differences())


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://example.vn/", "url_scheme"),
        ("ftp://example.vn/", "url_scheme"),
        ("example.vn", "url_scheme"),
        ("https://", "url_form"),
        ("https://user:pass@example.vn/", "url_form"),
        ("https://example.vn/#x", "url_form"),
        ("https://example.vn:99999/", "url_scheme"),
        ("https://exa mple.vn/", "url_form"),
        ("https://example.vn/\r\nx: y", "url_form"),
        ("https://example.vn/" + "a" * 500, "url_form"),
        ("https://localhost/", "url_inner"),
        ("https://db.internal/", "url_inner"),
        ("https://127.0.0.1/", "url_inner"),
        ("https://10.1.2.3/", "url_inner"),
        ("https://169.254.169.254/latest", "url_inner"),
        ("https://100.64.0.1/", "url_inner"),
        ("https://0.0.0.0/", "url_inner"),
        ("https://224.0.0.1/", "url_inner"),
        ("https://[::1]/", "url_inner"),
        ("https://[fd00::1]/", "url_inner"),
        ("https://[fe80::1]/", "url_inner"),
        ("https://[::ffff:127.0.0.1]/", "url_inner"),
        ("https://[::ffff:a00:1]/", "url_inner"),
        ("https://[64:ff9b::7f00:1]/", "url_inner"),
        ("https://[2002:7f00:1::]/", "url_inner"),
        ("https://[::127.0.0.1]/", "url_inner"),
        ("https://[::ffff:0:127.0.0.1]/", "url_inner"),
        ("https://[fec0::1]/", "url_inner"),
    ],
)
def test_forbidden_addresses_are_refused(shop, url, code):
    with pytest.raises(AddressRefused) as refused:
        add_endpoint(actor=shop.as_.lan, producer=shop.producer, url=url, kinds=KINDS)
    assert (refused.value.code, refused.value.field) == (code, "url")
    assert not Endpoint.objects.exists()


def test_public_addresses_are_taken():
    for url in ("https://pieu.example.vn/x?y=1", "https://8.8.8.8:8443/", "https://[2606:4700::1111]/"):
        assert checked_url(f" {url} ") == url
    assert public_addresses("8.8.8.8", 443) == ["8.8.8.8"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "::1", "10.0.0.7"])
def test_a_name_that_leads_inside_is_refused_when_it_is_looked_up(host):
    """Written in forms that only the resolver can read, too."""
    with pytest.raises(AddressRefused):
        public_addresses(host, 443)


def test_a_name_that_resolves_to_a_private_address_gets_nothing(shop, listener, hearing, settings):
    """The name is resolved at each attempt, and the resolved address is checked: the name alone looks harmless."""
    settings.WEBHOOKS_ALLOW_LOCAL = False
    port = listener.url.partition("127.0.0.1:")[2].partition("/")[0]
    Endpoint.objects.update(url=checked_url(f"https://127.1:{port}/"))
    order_of(shop)
    assert try_delivery(Delivery.objects.get().pk) is not None
    assert listener.got == []
    row = Delivery.objects.get()
    assert row.status is None and "địa chỉ công khai" in row.error


def test_tls_is_checked_against_the_name(listener, monkeypatch, tmp_path):
    certificate = certificate_for("localhost", tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener.server.socket = context.wrap_socket(listener.server.socket, server_side=True)
    port = listener.server.server_port
    assert post(f"https://localhost:{port}/", b"{}", {}).error.startswith("TLS")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert post(f"https://localhost:{port}/", b"{}", {}).status == 200
    assert post(f"https://127.0.0.1:{port}/", b"{}", {}).error.startswith("TLS"), "another name"
    assert len(listener.got) == 1


def certificate_for(name: str, folder: Path) -> Path:
    """A key and a self-signed certificate in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = timezone.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def test_offers_reviews_complaints_and_transfers_are_sent_without_the_buyers_text(shop, listener):
    kinds = ["offer.saved", "offer.closed", "complaint.sent", "review.written", "transfer.received"]
    add_endpoint(actor=shop.as_.lan, producer=shop.producer, url=listener.url, kinds=kinds)
    complain(
        kind="complaint",
        text="Nhận thiếu 2 kg",
        producer=shop.producer,
        product=shop.product,
        contact_phone="0912345678",
    )
    order = order_of(shop)
    close_offer(actor=shop.as_.lan, offer=shop.bag)
    review = Review.objects.create(product=shop.product, line=order.lines.get(), stars=5, words="Ngon")
    append_entry(kind="review.written", subject=f"review:{review.pk}", payload={}, by=None)
    feed = BankFeed.objects.create(producer=shop.producer)
    row = Transfer.objects.create(
        feed=feed, number="1", amount=25_000, made_at=timezone.now(), content="Ha tra tien"
    )
    append_entry(
        kind="transfer.received",
        subject=f"producer:{shop.producer.ref}",
        payload={"transfer": row.pk},
        by=None,
    )
    bodies = [json.loads(body) for body in Message.objects.order_by("pk").values_list("body", flat=True)]
    assert [(each["type"], each["data"]["producer"]) for each in bodies] == [
        (kind, shop.producer.pk)
        for kind in ("complaint.sent", "offer.closed", "review.written", "transfer.received")
    ]
    assert bodies[1]["data"]["isOpen"] is False and bodies[3]["data"]["amount"] == 25_000
    for word in ("Nhận thiếu", "0912345678", "Ngon", "Ha tra tien"):
        assert word not in str(bodies)
