"""Raise an alarm, and let its asker leave a number afterwards."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from backend.common.phones import parse_phone
from backend.common.text import nfc
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.models import Branch, User
from union.models import Alarm

MOST_OF_TEXT = 4000
MOST_OF_WHEN = 120


@transaction.atomic
def raise_alarm(
    *,
    text: str,
    kinds: Iterable[str],
    branch: Branch | None,
    phone: str | None,
    asker: User | None,
    by: User | None,
    key: str,
) -> Alarm:
    """Store what a woman in danger wrote, for duty officers alone, and ring the first of them.

    Args:
        text: her words, which are never refused: more than MOST_OF_TEXT characters are cut.
        kinds: kinds of danger, such as those of union.questions.triage; may be empty.
        branch: where she is, if known: a chapter, a commune or the province.
        phone: her number in any spelling, if she left it and a call is wanted.
        asker: her account. by: the officer who writes on her behalf.
        key: the idempotency key of the request, at most 64 characters; a repetition returns the same alarm.

    Raises:
        PhoneError: `phone` is no Vietnamese number.
    """
    alarm, is_new = Alarm.objects.get_or_create(
        key=key[:64],
        defaults={
            "text": nfc(text)[:MOST_OF_TEXT],
            "kinds": sorted(set(kinds)),
            "branch": branch,
            "phone": parse_phone(phone) if phone else "",
            "asker": asker,
            "by": by,
        },
    )
    if is_new:
        append_entry(
            kind="alarm.raised",
            subject=f"alarm:{alarm.ref}",
            payload=states(alarm),
            by=by.ref if by else None,
        )
    return alarm
