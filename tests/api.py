"""What the API's tests of every app share."""

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
    """Software that asks as `user`, by token; nobody's without."""
    client = KeyedAPIClient()
    if user:
        token, _made = Token.objects.get_or_create(user=user)
        client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
    return client


@cache
def schema() -> dict[str, Any]:
    """The API's description, generated once in a process; treat it as read-only."""
    return SchemaGenerator().get_schema(request=None, public=True)


def send_twice(client: APIClient, method: str, url: str, body: Any = None, *, status: int = 200) -> Any:
    """Send the same with the same key twice; the first answer, which the second repeats without doing it again."""
    key = {"Idempotency-Key": str(uuid.uuid4())}
    first = getattr(client, method)(url, body, headers=key)
    assert first.status_code == status, first.content
    done = Entry.objects.count(), Notice.objects.count()
    again = getattr(client, method)(url, body, headers=key)
    assert (again.status_code, again.json()) == (status, first.json())
    assert (Entry.objects.count(), Notice.objects.count()) == done
    return first.json()


def problems(response: Any) -> list[tuple[str, str | None]]:
    """(code, field) of each error, after a look at the one shape."""
    body = response.json()
    assert set(body) == {"type", "errors"}
    assert body["type"] == (
        "validation_error" if response.status_code == 400 and body["errors"][0]["attr"] else body["type"]
    )
    assert all(set(error) == {"code", "detail", "attr"} and error["detail"] for error in body["errors"])
    return sorted((error["code"], error["attr"]) for error in body["errors"])


def everything(models: Iterable[type[Model]]) -> list[Any]:
    """All rows of `models`, and how much the ledger and the keys hold: a refusal leaves it as it was."""
    rows = [list(model._default_manager.order_by("pk").values()) for model in models]
    return [*rows, Entry.objects.count(), IdempotencyKey.objects.count(), Notice.objects.count()]
