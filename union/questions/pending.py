"""Store a question in the session while a code is awaited; nobody types it twice. Gone after the code, or an hour."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

KEY = "question_waiting"
LIFETIME = dt.timedelta(hours=1)


def keep(request: HttpRequest, fields: dict[str, Any], phone: str) -> None:
    """Store the form's `fields` and the number (E.164) that gets the code."""
    request.session[KEY] = {"fields": fields, "phone": phone, "at": timezone.now().isoformat()}


def pending_of(request: HttpRequest) -> dict[str, Any] | None:
    """Return {"fields": …, "phone": …} that waits for a code; None if there is none."""
    stored = request.session.get(KEY)
    if not isinstance(stored, dict):
        return None
    if dt.datetime.fromisoformat(stored["at"]) < timezone.now() - LIFETIME:
        forget(request)
        return None
    return stored


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
