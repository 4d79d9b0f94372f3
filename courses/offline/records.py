"""Parse and check the records that phones write, and correct their clocks.

`data` by kind, with the keys of the published content:

    step_done         {"course": slug, "version": number, "lesson": key, "step": key}
    attempt_started   the same and "attempt": UUID
    answer            {"attempt": UUID, "question": key, "response": {…}}
    attempt_finished  {"attempt": UUID}
    asked             {"course": slug, "version": number, "lesson": key, "step": key or "", "text": "…"}

courses/quizzes/responses.py describes `response`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common.errors import DomainError
from courses.offline.enums import RecordKind

MOST_RECORDS = 200
MOST_DATA = 20_000
MAX_SEQUENCE = 2**53 - 1
CLOCK_TOLERANCE = timedelta(minutes=5)

_OF_A_STEP = {"course": str, "version": int, "lesson": str, "step": str}
SHAPES: dict[str, dict[str, type]] = {
    RecordKind.STEP_DONE: _OF_A_STEP,
    RecordKind.ATTEMPT_STARTED: {**_OF_A_STEP, "attempt": UUID},
    RecordKind.ANSWER: {"attempt": UUID, "question": str, "response": dict},
    RecordKind.ATTEMPT_FINISHED: {"attempt": UUID},
    RecordKind.ASKED: {**_OF_A_STEP, "text": str},
}


class RecordInvalid(DomainError):
    """The record is invalid; nothing of it was stored."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as its phone sent it; `at` by the phone's clock."""

    id: UUID
    device: str
    sequence: int
    kind: str
    at: datetime
    data: dict[str, Any]


def read_record(raw: Any) -> Record:
    """Return the parsed record. Raises RecordInvalid."""
    if not isinstance(raw, dict):
        raise _invalid()
    sequence, device, data = raw.get("sequence"), raw.get("device"), raw.get("data")
    id_, at = _uuid(raw.get("id")), read_moment(raw.get("at"))
    shape = SHAPES.get(str(raw.get("kind")))
    if id_ is None or at is None or shape is None or not isinstance(data, dict):
        raise _invalid()
    if type(sequence) is not int or not 0 <= sequence <= MAX_SEQUENCE:
        raise _invalid()
    if not isinstance(device, str) or not 0 < len(device) <= 64 or not device.isprintable():
        raise _invalid()
    fields: dict[str, Any] = {}
    for name, kind in shape.items():
        value: Any = data.get(name)
        if kind is UUID:
            value = str(_uuid(value) or "")
            kind = str
            if not value:
                raise _invalid()
        if type(value) is not kind:
            raise _invalid()
        fields[name] = value
    try:
        text = json.dumps(fields, allow_nan=False)
    except (ValueError, RecursionError):
        raise _invalid() from None
    if len(text) > MOST_DATA or "\\u0000" in text:
        raise _invalid()
    if "\\ud" in text:
        # A field's limit may have cut a surrogate pair. The unpaired half can't be stored; the rest of the
        # text can.
        fields = json.loads(json.dumps(fields, ensure_ascii=False).encode(errors="replace"))
    return Record(id_, device, sequence, str(raw["kind"]), at, fields)


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def _invalid() -> RecordInvalid:
    return RecordInvalid(_("Máy chủ không đọc được bản ghi này."), code="record_invalid")


def read_moment(text: Any) -> datetime | None:
    """Return the moment in `text`, an ISO 8601 text with an offset; None if it is invalid or implausible.

    The year must be from 1970 to 2199, and the offset at most 14 hours: PostgreSQL rejects one of sixteen.
    """
    try:
        moment = parse_datetime(text) if isinstance(text, str) else None
    except ValueError:
        return None
    if moment is None or not 1970 <= moment.year < 2200:
        return None
    ahead = moment.utcoffset()
    return moment if ahead is not None and abs(ahead) <= timedelta(hours=14) else None


def happened_at(at: datetime, offset: timedelta, now: datetime) -> datetime:
    """Convert the phone's moment `at` to the server's clock; never in the future.

    `offset`: how far the server's clock is ahead of the phone's.
    """
    return min(at + offset, now)


def written_at(headers: Mapping[str, str]) -> datetime | None:
    """Return when the phone wrote the form that its outbox sends now, by the server's clock.

    None if the headers have no time.
    """
    wrote, sent = (read_moment(headers.get(name, "")) for name in ("X-Entry-Created", "X-Device-Time"))
    now = timezone.now()
    return happened_at(wrote, now - sent, now) if wrote and sent else None


def clock_words(offset: timedelta) -> str:
    """Return a sentence about a phone's clock `offset` behind the server's; "" if it is right.

    A negative offset is a clock ahead.
    """
    if abs(offset) <= CLOCK_TOLERANCE:
        return ""
    behind = offset > timedelta(0)
    minutes = round(abs(offset).total_seconds() / 60)
    days, hours = minutes // 1440, minutes // 60
    if days:
        span = ngettext("%(n)s ngày", "%(n)s ngày", days) % {"n": days}
    elif hours:
        span = ngettext("%(n)s giờ", "%(n)s giờ", hours) % {"n": hours}
    else:
        span = ngettext("%(n)s phút", "%(n)s phút", minutes) % {"n": minutes}
    if behind:
        return _(
            "Đồng hồ máy này chậm %(span)s. Piêu đã tính lại giờ theo máy chủ; chị chỉnh lại đồng hồ của máy."
        ) % {"span": span}
    return _(
        "Đồng hồ máy này nhanh %(span)s. Piêu đã tính lại giờ theo máy chủ; chị chỉnh lại đồng hồ của máy."
    ) % {"span": span}
