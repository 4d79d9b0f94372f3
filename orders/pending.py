"""What a buyer wrote at the basket, while she waits for the code: nothing has to be typed twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

KEY = "checkout"
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


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
