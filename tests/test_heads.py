"""HEAD requests to the WSGI application itself: the test client would drop a body before the test could find it."""

import logging

import pytest
from django.test import RequestFactory

from backend.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def ask(method, path):
    """Return (status, headers, body) as a server gets them."""
    response_head = {}

    def start_response(status, headers, _exc_info=None):
        response_head.update(status=int(status[:3]), headers=dict(headers))

    request = RequestFactory().generic(method, path, HTTP_HOST="127.0.0.1")
    response = application(request.environ, start_response)
    try:
        body = b"".join(response)
    finally:
        if hasattr(response, "close"):
            response.close()
    return response_head["status"], response_head["headers"], body


@pytest.mark.parametrize(
    "path", ["/healthz", "/robots.txt", "/01/09521410002047", "/products/", "/khong-co/"]
)
def test_head_answers_like_get_without_a_body(path):
    status, headers, body = ask("GET", path)
    assert body
    head = ask("HEAD", path)
    assert head[0] == status
    assert head[1]["Content-Type"] == headers["Content-Type"]
    assert int(head[1]["Content-Length"]) > 0
    assert head[2] == b""


def test_a_refused_scan_writes_no_code_into_the_log(caplog):
    with caplog.at_level(logging.INFO):
        assert ask("GET", "/01/09521410002046/21/BC765145NJPKQB5T")[0] == 404
        assert ask("DELETE", "/01/09521410002046/21/BC765145NJPKQB5T")[0] == 405
    assert "BC765145NJPKQB5T" not in caplog.text
