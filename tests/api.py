"""Helpers of the API's tests in every app."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Model
from drf_spectacular.generators import SchemaGenerator
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from backend.common.models import IdempotencyKey
from backend.ledger.models import Entry
from members.models import Notice
from tests.keyed import KeyedAPIClient


def client_of(user: Any = None) -> APIClient:
    """Return a client with the token of `user`, or an anonymous one without `user`."""
    client = KeyedAPIClient()
    if user:
        token, _made = Token.objects.get_or_create(user=user)
        client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
    return client


@cache
def schema() -> dict[str, Any]:
    """Return the API's schema, generated once per process; treat it as read-only."""
    return SchemaGenerator().get_schema(request=None, public=True)


def send_twice(client: APIClient, method: str, url: str, body: Any = None, *, status: int = 200) -> Any:
    """Send the same request with the same key twice, check that the second only repeats the answer, and return it."""
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = getattr(client, method)(url, body, headers=key)
    assert first.status_code == status, first.content
    done = Entry.objects.count(), Notice.objects.count()
    again = getattr(client, method)(url, body, headers=key)
    assert (again.status_code, again.json()) == (status, first.json())
    assert (Entry.objects.count(), Notice.objects.count()) == done
    return first.json()


def problems(response: Any) -> list[tuple[str, str | None]]:
    """Check the shape of the errors, and return (code, field) of each."""
    body = response.json()
    assert set(body) == {"type", "errors"}
    assert body["type"] == (
        "validation_error" if response.status_code == 400 and body["errors"][0]["attr"] else body["type"]
    )
    assert all(set(error) == {"code", "detail", "attr"} and error["detail"] for error in body["errors"])
    return sorted((error["code"], error["attr"]) for error in body["errors"])


def everything(models: Iterable[type[Model]]) -> list[Any]:
    """Return all rows of `models` and the counts of ledger entries and keys, which a refusal must not change."""
    rows = [list(model._default_manager.order_by("pk").values()) for model in models]
    return [*rows, Entry.objects.count(), IdempotencyKey.objects.count(), Notice.objects.count()]
