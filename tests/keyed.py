"""Clients that send a new idempotency key with each write to the API, as programs do, unless the test gives one."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.test import Client
from rest_framework.test import APIClient


class Keyed:
    def generic(self, method: str, path: str, *args: Any, headers: Any = None, **extra: Any) -> Any:
        is_write = method in ("POST", "PUT", "PATCH", "DELETE") and str(path).startswith("/api/")
        given = {name.lower() for name in headers or {}} | {name.lower() for name in extra}
        if is_write and not given & {"idempotency-key", "http_idempotency_key"}:
            headers = {**(headers or {}), "Idempotency-Key": uuid4().hex}
        return super().generic(method, path, *args, headers=headers, **extra)  # type: ignore[misc]


class KeyedClient(Keyed, Client):
    pass


class KeyedAPIClient(Keyed, APIClient):
    pass
