"""Compare API tokens and second factors with the ledger, and name what entries state of other rows.

A token, or a second factor, without its entry opens an account to somebody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator

from backend.ledger.actions import Fact
from backend.ledger.auditing import CHUNK, Finding, entries_of
from backend.ledger.canonical import canonical
from backend.ledger.models import Entry
from backend.ledger.row_values import Stated
from backend.ledger.taking_up import DONE
from members.models import AccountChange, ApiToken, RecoveryTicket
from members.people.actions.changes import subject_of

MADE, REVOKED = "account.token_made", "account.token_revoked"
FACTOR_ADDED, FACTOR_REMOVED = "account.factor_added", "account.factor_removed"
FACTORS = "second factors"


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


def factor_payload(factor: Authenticator) -> dict[str, Any]:
    """Return what the entry of a passkey, or of an app for codes, pins: all but its name and its last use.

    The hash of random keys tells nothing about them.
    """
    data = {name: value for name, value in factor.data.items() if name != "name"}
    made = factor.created_at.isoformat()
    return {
        "type": factor.type,
        "factor": sha256(canonical([str(factor.user.ref), factor.type, made, data])).hexdigest(),
    }


def compare_factors() -> Iterator[Finding | int]:
    """Yield a Finding for each second factor without an entry, and for each one that is gone without one.

    The last value is the number of factors. Older factors aren't accused before the clock has recorded them.
    """
    left: dict[str, str] = {}
    for entry, payload in entries_of(FACTOR_ADDED, FACTOR_REMOVED):
        if entry.kind == FACTOR_ADDED:
            left[str(payload.get("factor"))] = entry.subject
        else:
            left.pop(str(payload.get("factor")), None)
    is_recorded, count = Entry.objects.filter(kind=DONE, subject=FACTORS).exists(), 0
    for factor in Authenticator.objects.select_related("user").order_by("pk").iterator(CHUNK):
        count += 1
        subject = subject_of(factor.user)
        is_known = left.get(factor_payload(factor)["factor"]) == subject
        if is_known:
            del left[factor_payload(factor)["factor"]]
        elif is_recorded:
            yield Finding(
                subject,
                "một khoá đăng nhập không có trong sổ cái / a second factor that no entry states",
            )
    for subject in left.values():
        yield Finding(subject, "một khoá đăng nhập đã mất / a second factor is gone that the ledger states")
    yield count


def factors_of_before() -> Iterator[Fact]:
    """Yield a ledger fact for each second factor that has no entry yet."""
    recorded = {payload.get("factor") for _entry, payload in entries_of(FACTOR_ADDED)}
    for factor in Authenticator.objects.select_related("user").order_by("pk").iterator(CHUNK):
        if (payload := factor_payload(factor))["factor"] not in recorded:
            yield Fact(FACTOR_ADDED, subject_of(factor.user), payload)


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
