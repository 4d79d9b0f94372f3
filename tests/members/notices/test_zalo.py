"""Notices by Zalo against a peer on this machine that speaks as Zalo documents: tokens that last, tokens that work once, refusals."""

from __future__ import annotations

import io
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone

from members.models import NoticeDelivery, User, ZaloAccess
from members.notices import sms, zalo
from members.notices.actions.notices import notify
from members.notices.tasks import deliver_notice_task
from members.notices.zalo import ZaloRefused, ZaloUnavailable, send_zalo

LAN = "+84912345678"


class Zalo(ThreadingHTTPServer):
    """Accept one refresh token at a time and the access token given for it."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.refresh, self.access, self.given = "refresh-0", "", 0
        self.error, self.status, self.received = 0, 200, []


class Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = (
        True  # headers and body are two packets: the second would wait for a delayed ACK
    )

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        peer = self.server
        if self.path == "/v4/oa/access_token":
            form = {name: values[0] for name, values in parse_qs(body).items()}
            wanted = {"app_id": "7", "grant_type": "refresh_token", "refresh_token": peer.refresh}
            if form != wanted or self.headers["secret_key"] != "app-secret":
                return self.answer({"error": -14014, "error_name": "Invalid refresh token"})
            peer.given += 1
            peer.refresh, peer.access = f"refresh-{peer.given}", f"access-{peer.given}"
            return self.answer(
                {"access_token": peer.access, "refresh_token": peer.refresh, "expires_in": "90000"}
            )
        if self.headers["access_token"] != peer.access:
            return self.answer({"error": -124, "message": "Access token is invalid"})
        peer.received.append(json.loads(body))
        return self.answer({"error": peer.error, "message": "", "data": {"msg_id": "1"}}, peer.status)

    def answer(self, data, status=200):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def peer(db, settings):
    server = Zalo()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.ZALO_APP_ID, settings.ZALO_APP_SECRET, settings.ZALO_TEMPLATE_ID = "7", "app-secret", "12"
    settings.ZALO_API_URL = f"http://127.0.0.1:{server.server_port}/message/template"
    settings.ZALO_OAUTH_URL = f"http://127.0.0.1:{server.server_port}/v4/oa/access_token"
    sms.outbox.clear()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def lan(peer):
    zalo.connect("refresh-0")
    return User.objects.create_user(
        full_name="Lò Thị Lan", password="246810", phone=LAN, phone_verified_at=timezone.now()
    )


def delivery_of(user) -> NoticeDelivery:
    notice = notify(user=user, kind="order.placed", title="Có đơn mới DH12345678", sms=True)
    return notice.deliveries.get()


def test_a_notice_goes_by_zalo_where_the_account_is_connected(peer, lan):
    delivery = delivery_of(lan)
    assert delivery.channel == "zalo"
    for _n in range(2):
        deliver_notice_task.call(delivery.pk)
    assert peer.received == [
        {
            "phone": "84912345678",
            "template_id": "12",
            "template_data": {"noi_dung": "Piêu: Có đơn mới DH12345678"},
            "tracking_id": f"notice-{delivery.pk}",
        }
    ]
    delivery.refresh_from_db()
    assert (delivery.state, sms.outbox) == ("sent", [])


@pytest.mark.parametrize("missing", ["ZALO_APP_ID", "ZALO_APP_SECRET", "ZALO_TEMPLATE_ID"])
def test_it_is_off_unless_all_of_it_is_set_and_connected(peer, settings, missing):
    user = User.objects.create_user(full_name="L", phone=LAN, phone_verified_at=timezone.now())
    assert delivery_of(user).channel == "sms"
    zalo.connect("refresh-0")
    setattr(settings, missing, "")
    assert notify(user=user, kind="x", title="y", sms=True).deliveries.get().channel == "sms"


def test_a_number_without_zalo_gets_an_sms(peer, lan):
    peer.error = -118
    delivery = delivery_of(lan)
    deliver_notice_task.call(delivery.pk)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("failed", "0912 *** 678: Zalo answered -118")
    other = NoticeDelivery.objects.get(channel="sms")
    deliver_notice_task.call(other.pk)
    assert [message.text for message in sms.outbox] == ["Piêu: Có đơn mới DH12345678"]
    deliver_notice_task.call(delivery.pk)
    assert NoticeDelivery.objects.count() == 2


def test_while_zalo_is_away_the_second_try_sends_an_sms(peer, lan):
    peer.status = 503
    delivery = delivery_of(lan)
    deliver_notice_task.call(delivery.pk)
    assert NoticeDelivery.objects.count() == 1
    deliver_notice_task.call(delivery.pk)
    assert NoticeDelivery.objects.filter(channel="sms").count() == 1


def test_a_token_is_renewed_before_it_ends_and_when_zalo_forgot_it(peer, lan):
    send_zalo(to=LAN, text="một", key="a")
    assert peer.given == 1
    ZaloAccess.objects.update(expires_at=timezone.now() + timedelta(minutes=9))
    send_zalo(to=LAN, text="hai", key="b")
    assert peer.given == 2
    peer.access = "another"
    send_zalo(to=LAN, text="ba", key="c")
    assert (peer.given, [each["tracking_id"] for each in peer.received]) == (3, ["a", "b", "c"])
    row = ZaloAccess.objects.get()
    assert "access-3" not in row.access_token and "refresh-3" not in row.refresh_token


def test_one_process_at_a_time_renews_it(peer, lan):
    ZaloAccess.objects.update(access_token="", renewing_until=timezone.now() + timedelta(seconds=20))
    with pytest.raises(ZaloUnavailable):
        send_zalo(to=LAN, text="x", key="a")
    assert peer.given == 1
    ZaloAccess.objects.update(renewing_until=timezone.now() - timedelta(seconds=1))
    send_zalo(to=LAN, text="x", key="a")
    assert peer.given == 2


def test_a_wrong_refresh_token_a_changed_key_and_plain_http_are_refused(peer, settings, lan):
    with pytest.raises(ZaloRefused):
        zalo.connect("refresh-0")
    zalo.connect("refresh-1")
    settings.SECRET_KEY = "another key than before, and long enough for all that"
    with pytest.raises(ZaloRefused, match="connect the account again"):
        send_zalo(to=LAN, text="x", key="a")
    settings.ZALO_API_URL = "http://example.org/message"
    settings.SECRET_KEY_FALLBACKS = []
    zalo.connect("refresh-2")
    with pytest.raises(ImproperlyConfigured):
        send_zalo(to=LAN, text="x", key="a")


def test_the_command_reads_the_token_and_prints_zalos_answer(peer, monkeypatch, settings):
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong\n"))
    with pytest.raises(CommandError, match="Zalo refused it"):
        call_command("zalo_connect", stdout=out)
    monkeypatch.setattr("sys.stdin", io.StringIO("refresh-0\n"))
    call_command("zalo_connect", stdout=out)
    assert zalo.is_on() and "Connected" in out.getvalue()
    settings.ZALO_APP_ID = ""
    with pytest.raises(CommandError, match="ZALO_APP_ID"):
        call_command("zalo_connect")
