"""The buyer's form while a code is on its way, so that nothing has to be typed twice."""

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
    """Store the fields `said` and the code's number (E.164) in this session, for KEPT."""
    request.session[KEY] = {"said": dict(said), "phone": phone, "at": timezone.now().isoformat()}


def pending_of(request: HttpRequest) -> dict[str, Any] | None:
    """Return {"said": fields, "phone": number} that wait for a code, or None."""
    kept = request.session.get(KEY)
    if not isinstance(kept, dict) or not isinstance(kept.get("said"), dict):
        return None
    if dt.datetime.fromisoformat(kept["at"]) < timezone.now() - KEPT:
        forget(request)
        return None
    return kept


def remember(request: HttpRequest, data: Mapping[str, Any]) -> None:
    """Store the buyer's fields while the amounts of the basket are changed."""
    fields = {name: str(data.get(name, "")) for name in WRITTEN if data.get(name)}
    ways = {name: str(text) for name, text in data.items() if name.startswith(("delivery-", "payment-"))}
    if fields or ways:
        request.session[WORDS] = {
            "said": fields | ways,
            "for": _whose(request),
            "at": timezone.now().isoformat(),
        }


def written(request: HttpRequest) -> dict[str, str]:
    """Return what `remember` stored within KEPT, for the same buyer only.

    The next person at a shared phone reads none of it.
    """
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
