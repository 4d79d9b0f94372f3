"""Compare API tokens with the ledger, and name what entries state of account changes and recovery tickets.

A token without its entry opens an account to somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backend.ledger.auditing import CHUNK, Finding, entries_of
from backend.ledger.row_values import Stated
from members.models import AccountChange, ApiToken, RecoveryTicket
from members.people.actions.changes import subject_of

MADE, REVOKED = "account.token_made", "account.token_revoked"


def token_payload(token: ApiToken) -> dict[str, Any]:
    """Return what the entry of a new token pins. The hash of a random token tells nothing about it."""
    return {
        "token": token.pk,
        "key": token.key_hash,
        "scopes": token.scopes,
        "until": token.expires_at.isoformat(timespec="seconds"),
        "made": token.created_at.isoformat(),
    }


def compare_tokens() -> Iterator[Finding | int]:
    """Yield a Finding for each token that nobody made so, or that was revoked. The last value is the number of tokens.

    A token of before scopes has no name and only needs an entry that the member made one.
    """
    count = 0
    made, earlier = {}, set()
    for entry, payload in entries_of(MADE):
        if "token" in payload:
            made[payload["token"]] = entry.subject, payload
        else:
            earlier.add(entry.subject)
    revoked = {payload.get("token") for _entry, payload in entries_of(REVOKED)}
    for token in ApiToken.objects.select_related("user").order_by("pk").iterator(CHUNK):
        count += 1
        subject = subject_of(token.user)
        if token.pk in made:
            whose, stated = made[token.pk]
            # Entries of before it was stated have no moment.
            own = token_payload(token)
            is_known = whose == subject and token.pk not in revoked
            is_known = is_known and own.items() <= {"made": own["made"], **stated}.items()
        else:
            is_known = not token.name and subject in earlier
        if not is_known:
            yield Finding(
                subject,
                "một mã cho phần mềm nói khác sổ cái / a token for software differs from the ledger",
            )
    yield count


STATED = (
    Stated(
        AccountChange,
        subject=lambda change: f"member:{change.user.ref}",
        stated=("kind", "happened_at"),
        people=("user", "by"),
    ),
    Stated(
        RecoveryTicket,
        subject=lambda ticket: f"member:{ticket.user.ref}",
        stated=("kind", "created_at", "expires_at", "used_at"),
        people=("user", "created_by"),
        pinned=("code_hash",),
    ),
)
