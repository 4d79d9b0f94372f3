"""Helpers of the API's tests in every app."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from backend.common.models import IdempotencyKey
from backend.ledger.models import Entry
from members.models import ApiToken, Notice
from members.signing_in.actions.tokens import PREFIX
from members.signing_in.enums import Scope
from members.signing_in.token_authentication import hash_token
from tests.keyed import KeyedAPIClient


def client_of(user: Any = None) -> APIClient:
    """Return a client with the token of `user`, or an anonymous one without `user`."""
    client = KeyedAPIClient()
    if user:
        client.credentials(HTTP_AUTHORIZATION=f"Token {token_of(user)}")
    return client


def token_of(user: Any, *scopes: Scope) -> str:
    """Return a token of `user` with these scopes, or with all. The same call returns the same token.

    Its use was just written, so a request makes no query for that.
    """
    held = " ".join(scopes or Scope)
    key = PREFIX + hashlib.sha1(f"{user.pk} {held}".encode()).hexdigest()
    now = timezone.now()
    ApiToken.objects.get_or_create(
        user=user,
        key_hash=hash_token(key),
        scopes=held,
        defaults={"expires_at": now + timedelta(days=36_500), "last_used_at": now},
    )
    return key


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
