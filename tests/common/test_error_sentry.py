"""Errors reach a Sentry server where one is named, with what a mail says and nothing personal."""

from __future__ import annotations

import gzip
import json
import logging
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from backend.common.error_sentry import SentryHandler
from tests.common import test_error_mail
from tests.common.test_error_mail import PERSONAL, request_that_fails

logger = logging.getLogger(__name__)

pytestmark = pytest.mark.databases


@pytest.fixture
def sentry(settings):
    """A Sentry server of the test's own: the envelopes that it got."""
    got: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            zipped = self.headers.get("Content-Encoding") == "gzip"
            got.append((gzip.decompress(body) if zipped else body).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Server)
    thread = Thread(target=server.serve_forever)
    thread.start()
    settings.SENTRY_DSN = f"http://key@127.0.0.1:{server.server_port}/1"
    handler = next(each for each in logging.getLogger().handlers if isinstance(each, SentryHandler))

    def envelopes() -> list[str]:
        handler.client().close(timeout=20)
        handler._client = None
        return got

    yield envelopes
    server.shutdown()
    thread.join()
    server.server_close()


def event(envelope: str) -> dict:
    return next(part for line in envelope.splitlines() if "level" in (part := json.loads(line)))


def test_an_error_is_sent_with_its_lines_and_nothing_personal(client, settings, sentry):
    settings.ROOT_URLCONF = test_error_mail.__name__
    assert request_that_fails(client).status_code == 500
    (envelope,) = sentry()
    sent = event(envelope)
    assert sent["transaction"] == "POST /loi/<str:code>/"
    assert [(each["type"], each["value"]) for each in sent["exception"]["values"]] == [
        ("IntegrityError", ""),
        ("OperationalError", "database or disk is full"),
    ]
    frames = sent["exception"]["values"][-1]["stacktrace"]["frames"]
    assert frames[-1]["function"] == "fail"
    assert [each for each in (*PERSONAL, "203.0.113.77") if each in envelope] == []


def test_values_of_a_logged_line_are_not_sent(sentry):
    logger.error("Erasing %s failed", PERSONAL[1])
    (envelope,) = sentry()
    assert event(envelope)["message"] == "Erasing %s failed"
    assert PERSONAL[1] not in envelope
