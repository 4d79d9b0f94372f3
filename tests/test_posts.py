"""No POST ends with an error of the server, whatever its body is: multipart, empty, of the wrong type, cut off, or from a stranger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from backend.common.limits import SharedLimit
from members.models import User
from tests.orders.conftest import make_shop
from tests.shared_rows import building

MULTIPART = "multipart/form-data; boundary=b"
# Somebody signed in sends the first four.
BODIES = {
    "multipart": (b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--b--\r\n', MULTIPART),
    "multipart that is cut off": (b'--b\r\nContent-Disposition: form-data; name="a"; filename="x', MULTIPART),
    "a JSON list": (b'["a", null, {}]', "application/json"),
    "no UTF-8": (b"\xff\xfe=\x00&a=%ff%00", "application/x-www-form-urlencoded"),
    "multipart without a boundary": (b"a=b", "multipart/form-data"),
    "empty": (b"", "application/x-www-form-urlencoded"),
    "empty JSON": (b"", "application/json"),
    "a JSON number": (b"1e999", "application/json"),
    "an unknown type": (b"\x00\x01", "image/x-unknown"),
}
# A value for each part of an address; the rows of the world below are numbered from 1.
PARTS = {"int": "1", "str": "a", "slug": "a", "uuid": "00000000-0000-4000-8000-000000000001", "path": "a"}
PART = re.compile(r"<(?:(?P<kind>[^:>]+):)?(?P<name>[^>]+)>")


def addresses(resolver: Any = None, before: str = "") -> Iterator[str]:
    """Yield one path for each address of the project."""
    for each in (resolver or get_resolver()).url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            if "(?P" not in route:
                yield "/" + PART.sub(lambda part: PARTS.get(part["kind"] or "str", "1"), route)
        else:
            yield from addresses(each, route)


@pytest.fixture
def clients(db: None) -> dict[str, Client]:
    """A stranger, and somebody who may do everything; their requests raise no exception in the test."""
    shop = make_shop()
    User.objects.filter(pk=shop.thu.pk).update(is_staff=True, is_superuser=True)
    clients = {who: Client(raise_request_exception=False) for who in ("stranger", "officer")}
    clients["officer"].force_login(User.objects.get(pk=shop.thu.pk))
    return clients


@pytest.mark.slow
@pytest.mark.parametrize(("who", "most"), [("stranger", 9), ("officer", 4)])
def test_no_post_ends_with_an_error_of_the_server(clients, who, most, monkeypatch):
    monkeypatch.setattr(SharedLimit, "is_over", lambda *_who: False)
    paths = sorted(set(addresses()))
    assert len(paths) > 300
    failed = []
    for path in paths:
        for name, (body, content_type) in islice(BODIES.items(), most):
            with building():
                answer = clients[who].post(
                    path, body, content_type=content_type, HTTP_IDEMPOTENCY_KEY="a" * 32
                )
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                failed.append(f"{path}: {name}: {answer.status_code}")
    assert failed == []
