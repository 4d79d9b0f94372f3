import json
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.tasks import TaskContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common.phones import PhoneError
from members.notices import sms
from members.notices.sms import Sms, SmsRefused, SmsUnavailable, send_sms
from members.notices.tasks import SMS_RETRY_AFTER, send_sms_task

LAN = "+84912345678"


class Gateway(ThreadingHTTPServer):
    """A gateway on this machine that stores the requests and answers as configured."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), GatewayHandler)
        self.status, self.headers, self.received = 200, {}, []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1/send?country=VN"


class GatewayHandler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = (
        True  # headers and body are two packets: the second would wait for a delayed ACK
    )

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        stored = ("Authorization", "Content-Type", "Idempotency-Key")
        self.server.received.append((self.path, {k: self.headers[k] for k in stored}, body))
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *args):
        pass


@contextmanager
def serving():
    gateway = Gateway()
    thread = threading.Thread(target=gateway.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield gateway
    finally:
        gateway.shutdown()
        thread.join()
        gateway.server_close()


@pytest.fixture
def gateway(settings):
    with serving() as gateway:
        settings.SMS_BACKEND = "http"
        settings.SMS_HTTP_URL = gateway.url
        settings.SMS_HTTP_TOKEN = "secret-token"
        settings.SMS_SENDER = "PIEU"
        yield gateway


@pytest.fixture(autouse=True)
def empty_outbox(settings):
    settings.SMS_BACKEND = "memory"
    sms.outbox.clear()
    yield
    sms.outbox.clear()


def test_message_is_stored_when_the_backend_is_memory():
    send_sms(to="0912 345 678", text=" Mã của chị là 123456. ")
    assert sms.outbox == [Sms(LAN, "Mã của chị là 123456.")]


def test_message_is_printed_when_the_backend_is_console(settings, capsys):
    settings.SMS_BACKEND = "console"
    send_sms(to=LAN, text="Mã: 123456")
    assert capsys.readouterr().out == "[SMS] 0912 345 678: Mã: 123456\n"
    assert sms.outbox == []


def test_message_is_posted_with_token_and_key_when_the_backend_is_http(gateway):
    send_sms(to="0912345678", text="Chị có tin mới", key="notice-7")
    assert gateway.received == [
        (
            "/v1/send?country=VN",
            {
                "Authorization": "Bearer secret-token",
                "Content-Type": "application/json",
                "Idempotency-Key": "notice-7",
            },
            {"to": LAN, "text": "Chị có tin mới", "sender": "PIEU"},
        )
    ]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
def test_gateway_is_unavailable_when_it_asks_for_patience(gateway, status):
    gateway.status = status
    with pytest.raises(SmsUnavailable) as failed:
        send_sms(to=LAN, text="mã 123456")
    assert str(failed.value) == f"0912 *** 678: the gateway answered {status}"


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_message_is_refused_when_the_gateway_says_no(gateway, status):
    gateway.status = status
    with pytest.raises(SmsRefused):
        send_sms(to=LAN, text="mã 123456")


def test_redirect_is_not_followed_with_the_token(gateway):
    with serving() as elsewhere:
        gateway.status, gateway.headers = 307, {"Location": elsewhere.url}
        with pytest.raises(SmsRefused):
            send_sms(to=LAN, text="mã 123456")
        assert elsewhere.received == []


def test_gateway_is_unavailable_when_nobody_listens(settings):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings.SMS_BACKEND, settings.SMS_HTTP_URL = "http", f"http://127.0.0.1:{port}/"
    with pytest.raises(SmsUnavailable):
        send_sms(to=LAN, text="mã 123456")


def test_gateway_is_unavailable_when_it_never_answers(settings, monkeypatch):
    monkeypatch.setattr(sms, "TIMEOUT_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SMS_BACKEND, settings.SMS_HTTP_URL = "http", f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(SmsUnavailable):
            send_sms(to=LAN, text="mã 123456")


@pytest.mark.parametrize(
    "url", ["", "ftp://sms.example/send", "file:///etc/passwd", "http://sms.example/send"]
)
def test_configuration_is_refused_when_the_address_is_not_https(settings, url):
    settings.SMS_BACKEND, settings.SMS_HTTP_URL = "http", url
    with pytest.raises(ImproperlyConfigured):
        send_sms(to=LAN, text="mã 123456")


def test_configuration_is_refused_when_the_backend_is_unknown(settings):
    settings.SMS_BACKEND = "pigeon"
    with pytest.raises(ImproperlyConfigured):
        send_sms(to=LAN, text="mã 123456")


def test_message_is_refused_when_the_number_takes_none_or_the_text_is_empty():
    with pytest.raises(PhoneError):
        send_sms(to="0212 3852 000", text="chào chị")
    with pytest.raises(SmsRefused):
        send_sms(to=LAN, text="  ")
    assert sms.outbox == []


def test_long_message_is_cut():
    send_sms(to=LAN, text="a" * 1000)
    assert len(sms.outbox[0].text) == sms.MAX_LENGTH


def waiting():
    return [
        (row.args_kwargs["kwargs"], row.run_after)
        for row in DBTaskResult.objects.order_by("enqueued_at", "id")
    ]


@pytest.mark.django_db
def test_task_sends_with_its_own_id_as_key_when_run(task_context):
    context = task_context(send_sms_task, to=LAN, text="mã 123456")
    send_sms_task.func(context, to=LAN, text="mã 123456")
    assert sms.outbox == [Sms(LAN, "mã 123456", str(context.task_result.id))]


@pytest.mark.django_db
def test_task_tries_later_with_the_same_key_when_the_gateway_is_away(gateway, task_context):
    gateway.status = 503
    context = task_context(send_sms_task, to=LAN, text="mã 123456")
    DBTaskResult.objects.all().delete()
    before = timezone.now()
    send_sms_task.func(context, to=LAN, text="mã 123456")
    [(kwargs, run_after)] = waiting()
    key = str(context.task_result.id)
    assert kwargs == {"to": LAN, "text": "mã 123456", "key": key, "tries": 2}
    assert before + timedelta(seconds=SMS_RETRY_AFTER[0]) <= run_after
    assert run_after <= timezone.now() + timedelta(seconds=SMS_RETRY_AFTER[0])
    assert gateway.received[0][1]["Idempotency-Key"] == key


@pytest.mark.django_db
def test_task_gives_up_when_the_gateway_stays_away(gateway, task_context):
    gateway.status = 503
    context = task_context(send_sms_task, to=LAN, text="mã 123456")
    DBTaskResult.objects.all().delete()
    with pytest.raises(SmsUnavailable):
        send_sms_task.func(context, to=LAN, text="x", key="k", tries=len(SMS_RETRY_AFTER) + 1)
    assert waiting() == []


@pytest.mark.django_db
def test_task_does_not_try_again_when_the_gateway_refuses(gateway, task_context):
    gateway.status = 400
    context = task_context(send_sms_task, to=LAN, text="mã 123456")
    DBTaskResult.objects.all().delete()
    with pytest.raises(SmsRefused):
        send_sms_task.func(context, to=LAN, text="x")
    assert waiting() == []


@pytest.fixture
def task_context():
    def make(task, **kwargs):
        return TaskContext(task_result=task.enqueue(**kwargs))

    return make
