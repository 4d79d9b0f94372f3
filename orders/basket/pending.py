"""What a buyer wrote at the basket, while she waits for the code: nothing has to be typed twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

KEY = "checkout"
WORDS = "beside the basket"
WRITTEN = ("name", "phone", "unit", "commune", "landmark", "note")
KEPT = dt.timedelta(hours=1)


def keep(request: HttpRequest, said: Mapping[str, str], phone: str) -> None:
    """Keep the form's fields `said` and the number (E.164) that a code went to, for KEPT, in this session."""
    request.session[KEY] = {"said": dict(said), "phone": phone, "at": timezone.now().isoformat()}


def pending_of(request: HttpRequest) -> dict[str, Any] | None:
    """{"said": fields, "phone": number} that wait for a code, or None."""
    kept = request.session.get(KEY)
    if not isinstance(kept, dict) or not isinstance(kept.get("said"), dict):
        return None
    if dt.datetime.fromisoformat(kept["at"]) < timezone.now() - KEPT:
        forget(request)
        return None
    return kept


def remember(request: HttpRequest, data: Mapping[str, Any]) -> None:
    """Keep what she had written beside the basket when she changed its numbers."""
    fields = {name: str(data.get(name, "")) for name in WRITTEN if data.get(name)}
    ways = {name: str(text) for name, text in data.items() if name.startswith(("delivery-", "payment-"))}
    if fields or ways:
        request.session[WORDS] = {
            "said": fields | ways,
            "for": _whose(request),
            "at": timezone.now().isoformat(),
        }


def written(request: HttpRequest) -> dict[str, str]:
    """What `remember` kept in this session for KEPT, of whoever buys now: the next person at a shared phone reads none of it."""
    kept = request.session.get(WORDS)
    if (
        not isinstance(kept, dict)
        or not isinstance(kept.get("said"), dict)
        or kept.get("for") != _whose(request)
    ):
        return {}
    if dt.datetime.fromisoformat(kept["at"]) < timezone.now() - KEPT:
        request.session.pop(WORDS, None)
        return {}
    return kept["said"]


def _whose(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    return str(actor.member.ref) if actor else ""


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
    request.session.pop(WORDS, None)
