"""Errors reach the operator by mail: without personal data, not in thousands, and never at a request's cost."""

from __future__ import annotations

import logging
import socketserver
import subprocess
import sys
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.core import mail
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest
from django.urls import path

from backend.common.error_mail import (
    HOUR,
    MAILS_PER_FAULT,
    MAILS_PER_HOUR,
    ErrorMailHandler,
    FaultLimit,
)
from backend.faults import server_error
from backend.urls import urlpatterns as project_urls
from tests.live import ROOT, project_env

PERSONAL = ("0912000777", "Nguyen Thi Lan", "quanh-khe", "cookie-of-lan", "ma-tem-9")
logger = logging.getLogger(__name__)

pytestmark = pytest.mark.databases


def fail(request: HttpRequest, code: str) -> None:
    name = request.POST.get("name")
    try:
        raise IntegrityError(f"UNIQUE: Key (phone, name)=({code}, {name}) exists")
    except IntegrityError as error:
        raise OperationalError(f"database or disk is full\nDETAIL: {name}") from error


urlpatterns = [path("loi/<str:code>/", fail), *project_urls]
handler500 = server_error


@pytest.fixture
def handler() -> ErrorMailHandler:
    """The handler that the settings connected."""
    return next(each for each in logging.getLogger().handlers if isinstance(each, ErrorMailHandler))


def request_that_fails(client):
    client.raise_request_exception = False
    client.cookies["session"] = PERSONAL[3]
    return client.post(
        f"/loi/{PERSONAL[4]}/?phone={PERSONAL[0]}",
        {"name": PERSONAL[1], "address": PERSONAL[2]},
        headers={"x-forwarded-for": "203.0.113.77", "referer": "https://pieu.example.vn/0912000777/"},
    )


def test_an_error_is_mailed_once_with_its_lines_and_nothing_personal(client, settings, handler):
    settings.ROOT_URLCONF, settings.ADMINS = __name__, ["thu@example.vn"]
    assert request_that_fails(client).status_code == 500
    handler.wait()
    (sent,) = mail.outbox  # Django's own handler would mail a second one, with the form
    assert sent.to == ["thu@example.vn"]
    assert sent.from_email == settings.SERVER_EMAIL
    assert sent.subject == f"{settings.EMAIL_SUBJECT_PREFIX}OperationalError: POST /loi/<str:code>/"
    assert "django.db.utils.OperationalError: database or disk is full\n" in sent.body
    assert "django.db.utils.IntegrityError\n" in sent.body
    assert "tests/common/test_error_mail.py" in sent.body
    whole = sent.message().as_string() + sent.body
    assert [each for each in (*PERSONAL, "203.0.113.77") if each in whole.replace("\n  ", "")] == []


def test_values_of_a_logged_line_stay_in_the_log(settings, handler):
    settings.ADMINS = ["thu@example.vn"]
    logger.error("Erasing %s failed", PERSONAL[1])
    handler.wait()
    (sent,) = mail.outbox
    assert "Erasing %s failed" in sent.body
    assert PERSONAL[1] not in sent.body + sent.subject


@pytest.mark.django_db
def test_what_strangers_do_is_no_fault(client, settings, handler):
    settings.ADMINS = ["thu@example.vn"]
    assert client.get("/", headers={"host": "scanner.example"}).status_code == 400
    handler.wait()
    assert mail.outbox == []


def test_nobody_is_mailed_without_addresses(settings, handler):
    assert settings.ADMINS == []
    logger.error("nobody reads this")
    handler.wait()
    assert mail.outbox == []


def test_one_fault_sends_few_mails_an_hour_and_then_states_how_many_more_there_were():
    limit = FaultLimit()
    allowed = [limit.withheld_before("disk", now=10.0 + second) for second in range(1000)]
    assert [each for each in allowed if each is not None] == [0] * MAILS_PER_FAULT
    assert limit.withheld_before("another", now=1010) == 0
    assert limit.withheld_before("disk", now=9 + HOUR) is None
    assert limit.withheld_before("disk", now=10 + HOUR) == 1001 - MAILS_PER_FAULT
    assert limit.withheld_before("disk", now=11 + HOUR) == 0


def test_many_different_faults_send_no_more_than_the_total():
    limit = FaultLimit()
    allowed = [limit.withheld_before(f"fault {number}", now=1.0) for number in range(1000)]
    assert len([each for each in allowed if each is not None]) == MAILS_PER_HOUR
    # Forgotten again: a table of faults must not grow for as long as the process lives.
    for hour in range(1, 4):
        limit.withheld_before("one", now=1.0 + hour * HOUR)
    assert len(limit._counts) == 1


def test_repeated_errors_of_one_line_are_one_fault(client, settings, handler):
    settings.ADMINS = ["thu@example.vn"]
    for number in range(10):
        logger.error("One line, number %s", number)
    handler.wait()
    assert len(mail.outbox) == MAILS_PER_FAULT


@contextmanager
def mail_server(*, silent: bool = False):
    """A mail server that appends each mail to `received`; a silent one doesn't greet until `released` is set."""

    class Peer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if silent:
                server.connected.set()
                server.released.wait(30)
                return
            self.wfile.write(b"220 ready\r\n")
            for line in map(bytes.upper, self.rfile):
                if line.startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    server.received.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                self.wfile.write(b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 ok\r\n")
                if line.startswith(b"QUIT"):
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Peer) as server:
        server.received, server.connected, server.released = [], Event(), Event()
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()


def test_a_mail_server_that_hangs_delays_no_request(client, settings, handler, capsys):
    settings.ROOT_URLCONF, settings.ADMINS = __name__, ["thu@example.vn"]
    with mail_server(silent=True) as server:
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": server.server_address[1], "timeout": 30},
            }
        }
        try:
            raise KeyError("a fault of its own")
        except KeyError:
            logger.exception("Something failed")
        assert server.connected.wait(20)
        # The server still says nothing, and the caller is here.
        assert handler._queue.unfinished_tasks == 1
        server.released.set()
        handler.wait()
    assert handler._queue.unfinished_tasks == 0
    assert "Error mail not sent: SMTPServerDisconnected" in capsys.readouterr().err


@pytest.mark.load  # a process for one question
def test_a_command_that_ends_at_once_mails_its_error_to_the_server_of_the_variables(tmp_path):
    with mail_server() as server:
        env = project_env(
            PIEU_ENV="demo",
            PIEU_VAR=str(tmp_path),
            PIEU_ADMINS="thu@example.vn, lan@example.vn",
            PUBLIC_ORIGIN="https://pieu.example.vn",
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(server.server_address[1]),
            DATABASE_URL="sqlite:///:memory:",
        )
        done = subprocess.run(
            [
                sys.executable,
                "manage.py",
                "shell",
                "-v",
                "0",
                "-c",
                "import logging; logging.error('on trial')",
            ],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            timeout=300,
        )
    assert (done.returncode, "not sent" in done.stderr) == (0, False), done.stderr
    (received,) = server.received
    assert "From: pieu@pieu.example.vn" in received
    assert "To: thu@example.vn, lan@example.vn" in received
    assert "on trial" in received
