"""Notices to browsers: encrypted by RFC 8291, signed by us, sent once, only to push services."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from members.acting import Actor
from members.models import NoticeDelivery, PushSubscription
from members.notices import web_push
from members.notices.actions.notices import notify
from members.notices.actions.push import MAX_BROWSERS, PushError, add_browser
from members.notices.tasks import deliver_notice_task
from tests.factories.members import HoaFactory, LanFactory

AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
KEY = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
PUBLIC = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
GOOD = "https://updates.push.services.mozilla.com/wpush/v2/abc"


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def own_key(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(raw(text), "big"), ec.SECP256R1())


BROWSER = own_key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")
BROWSER_PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"


def opened(sealed: bytes, auth: str = AUTH) -> bytes:
    """Decrypt as a browser does (RFC 8188, RFC 8291); a separate implementation."""
    salt, size = sealed[:16], sealed[20]
    sender = sealed[21 : 21 + size]
    shared = BROWSER.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))

    def derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
        return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)

    secret = derived(shared, raw(auth), b"WebPush: info\0" + raw(BROWSER_PUBLIC) + sender, 32)
    key = derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    plain = AESGCM(key).decrypt(nonce, sealed[21 + size :], None)
    assert plain[-1:] == b"\x02"
    return plain[:-1]


@pytest.fixture
def on(settings):
    settings.WEB_PUSH_KEY, settings.WEB_PUSH_CONTACT = KEY, "mailto:hoi@example.vn"
    settings.WEBHOOKS_ALLOW_LOCAL = True
    return settings


class Peer(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 201


class Handler(BaseHTTPRequestHandler):
    server: Peer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def peer():
    server = Peer()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_example_of_rfc_8291_comes_out_byte_for_byte():
    sealed = web_push.encrypted(
        b"When I grow up, I want to be a watermelon",
        p256dh=BROWSER_PUBLIC, auth=AUTH, salt=raw("DGv6ra1nlYgDCS1FRnbzlw"), key=own_key(KEY),
    )  # fmt: skip
    assert base64.urlsafe_b64encode(sealed).decode().rstrip("=") == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@pytest.mark.django_db
def test_push_notice_is_encrypted_signed_and_sent_once(on, peer):
    lan = LanFactory()
    endpoint = f"http://127.0.0.1:{peer.server_port}/push/1"
    add_browser(actor=Actor.of(lan), endpoint=endpoint, p256dh=BROWSER_PUBLIC, auth=AUTH)
    notify(user=lan, kind="x", title="Có đơn mới", body="2 kg mận", url="/ban-hang/")
    delivery = NoticeDelivery.objects.get(channel="push")
    deliver_notice_task.call(delivery_id=delivery.pk)
    deliver_notice_task.call(delivery_id=delivery.pk)  # sent once
    [(headers, body)] = peer.got
    assert json.loads(opened(body)) == {
        "owner": str(lan.ref),
        "title": "Có đơn mới",
        "body": "2 kg mận",
        "url": "/ban-hang/",
    }
    assert headers["Content-Encoding"] == "aes128gcm" and int(headers["TTL"]) > 0
    token, key = headers["Authorization"].removeprefix("vapid t=").split(", k=")
    claims = jwt.decode(
        token, own_key(KEY).public_key(), ["ES256"], audience=f"http://127.0.0.1:{peer.server_port}"
    )
    assert (key, claims["sub"]) == (PUBLIC, "mailto:hoi@example.vn")
    delivery.refresh_from_db()
    assert delivery.state == "sent"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "state", "left", "attempts"),
    [(410, "sent", 0, 1), (503, "failed", 1, 1), (400, "failed", 1, 5)],
)
def test_answer_of_a_push_service_sets_the_state_of_the_delivery(on, peer, status, state, left, attempts):
    lan = LanFactory()
    add_browser(
        actor=Actor.of(lan),
        endpoint=f"http://127.0.0.1:{peer.server_port}/1",
        p256dh=BROWSER_PUBLIC,
        auth=AUTH,
    )
    peer.status = status
    notify(user=lan, kind="x", title="Tin")
    delivery = NoticeDelivery.objects.get(channel="push")
    deliver_notice_task.call(delivery_id=delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, PushSubscription.objects.count(), delivery.attempts) == (state, left, attempts)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("endpoint", "p256dh", "auth"),
    [
        ("https://10.0.0.1/x", BROWSER_PUBLIC, AUTH),
        ("https://fcm.googleapis.com.evil.example/x", BROWSER_PUBLIC, AUTH),
        ("https://user@fcm.googleapis.com/x", BROWSER_PUBLIC, AUTH),
        ("http://fcm.googleapis.com/x", BROWSER_PUBLIC, AUTH),
        (GOOD, "BB", AUTH),
        (GOOD, BROWSER_PUBLIC, "x"),
        ("https://[", BROWSER_PUBLIC, AUTH),
    ],
)
def test_only_push_services_and_whole_keys_are_stored(on, settings, endpoint, p256dh, auth):
    settings.WEBHOOKS_ALLOW_LOCAL = False
    with pytest.raises(PushError):
        add_browser(actor=Actor.of(LanFactory()), endpoint=endpoint, p256dh=p256dh, auth=auth)
    assert not PushSubscription.objects.exists()


@pytest.mark.django_db
def test_pages_offer_it_where_it_is_on_and_take_it_back(client, on):
    lan, hoa = LanFactory(), HoaFactory()
    client.force_login(lan)
    fields = {"endpoint": GOOD, "p256dh": BROWSER_PUBLIC, "auth": AUTH}
    assert f'data-push="{PUBLIC}"' in client.get("/thong-bao/").content.decode()
    assert "Máy này sẽ báo" in client.post("/thong-bao/may-nay/", fields, follow=True).content.decode()
    for number in range(MAX_BROWSERS + 2):
        add_browser(actor=Actor.of(lan), endpoint=f"{GOOD}{number}", p256dh=BROWSER_PUBLIC, auth=AUTH)
    assert PushSubscription.objects.filter(user=lan).count() == MAX_BROWSERS
    add_browser(actor=Actor.of(hoa), endpoint=GOOD, p256dh=BROWSER_PUBLIC, auth=AUTH)
    assert PushSubscription.objects.get(endpoint=GOOD).user == hoa  # the phone belongs to another member now
    client.post("/thong-bao/may-nay/", {"act": "off"})
    assert not PushSubscription.objects.filter(user=lan).exists()
    on.WEB_PUSH_KEY = ""
    assert "data-push" not in client.get("/thong-bao/").content.decode()
