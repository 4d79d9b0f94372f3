"""Store the buyer's form in the session while a code is awaited or amounts change; nobody types it twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

KEY = "checkout"
WORDS = "beside the basket"
WRITTEN = ("name", "phone", "unit", "commune", "landmark", "note")
LIFETIME = dt.timedelta(hours=1)


def keep(request: HttpRequest, fields: Mapping[str, str], phone: str) -> None:
    """Store the form's `fields` and the code's number (E.164) in this session, for LIFETIME."""
    request.session[KEY] = {"said": dict(fields), "phone": phone, "at": timezone.now().isoformat()}


def pending_of(request: HttpRequest) -> dict[str, Any] | None:
    """Return {"said": form fields, "phone": number} that wait for a code; None if there are none."""
    stored = request.session.get(KEY)
    if not isinstance(stored, dict) or not isinstance(stored.get("said"), dict):
        return None
    if dt.datetime.fromisoformat(stored["at"]) < timezone.now() - LIFETIME:
        forget(request)
        return None
    return stored


def remember(request: HttpRequest, data: Mapping[str, Any]) -> None:
    """Store the buyer's fields while the amounts of the basket are changed."""
    fields = {name: str(data.get(name, "")) for name in WRITTEN if data.get(name)}
    ways = {name: str(text) for name, text in data.items() if name.startswith(("delivery-", "payment-"))}
    if fields or ways:
        request.session[WORDS] = {
            "said": fields | ways,
            "for": _member_ref(request),
            "at": timezone.now().isoformat(),
        }


def written(request: HttpRequest) -> dict[str, str]:
    """Return the buyer's fields that `remember` stored within LIFETIME.

    Empty for another buyer: the next person at a shared phone must not read them.
    """
    stored = request.session.get(WORDS)
    if (
        not isinstance(stored, dict)
        or not isinstance(stored.get("said"), dict)
        or stored.get("for") != _member_ref(request)
    ):
        return {}
    if dt.datetime.fromisoformat(stored["at"]) < timezone.now() - LIFETIME:
        request.session.pop(WORDS, None)
        return {}
    return stored["said"]


def _member_ref(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    return str(actor.member.ref) if actor else ""


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
    request.session.pop(WORDS, None)
