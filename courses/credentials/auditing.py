"""Compare certificates with the ledger, both ways, for `./run audit_log`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from backend.ledger.actions import Fact
from backend.ledger.auditing import CHUNK, Finding, entries_of
from backend.ledger.models import Entry
from backend.ledger.pins import pin_values
from backend.ledger.taking_up import TAKEN_UP
from courses.credentials.enums import GIVEN_REASONS
from courses.credentials.models import Credential
from members.people.audit_comparisons import differing, is_near, is_user

ISSUED, SHOWN, REVOKED, RECORDED = (
    "credential.issued", "credential.shown", "credential.revoked", "credential.recorded",
)  # fmt: skip
KINDS = (ISSUED, SHOWN, REVOKED, RECORDED)
SHOWS = ("name", "results", "branch")


def recorded(row: Credential) -> dict[str, Any]:
    """Return what the entry of a certificate states of its row: the bit of its status, and a pin of the rest.

    {} once the salt is erased. Needs no query if `row.user` is loaded.
    """
    if row.salt is None:
        return {}
    return {
        "statusList": row.status_list,
        "statusIndex": row.status_index,
        "row": pin_values(
            bytes(row.salt),
            {
                "code": row.code,
                "enrolment": row.enrolment_id,
                "user": str(row.user.ref),
                "statement": row.statement,
                "name": row.name,
                "branchName": row.branch_name,
                "issuedAt": row.issued_at.isoformat(),
                "revokeNote": row.revoke_note,
            },
        ),
    }


@dataclass(slots=True)
class _Record:
    """What the entries about one certificate say together."""

    row: dict[str, Any] = field(default_factory=dict)
    shows: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(SHOWS, False))
    revoked: tuple[Entry, dict[str, Any]] | None = None


def compare_credentials() -> Iterator[Finding | int]:
    """Yield a Finding for each certificate that differs from its entries, lacks them, or is gone.

    A certificate without a salt must belong to an erased account, and must be empty and revoked. The last
    value yielded is the number of certificates.
    """
    count = 0
    records = _records()
    for row in Credential.objects.select_related("user", "enrolment", "revoked_by").iterator(CHUNK):
        count += 1
        own = records.pop(row.subject, None)
        if own is None:
            yield Finding(row.subject, "chứng nhận không có mục / the certificate has no entry")
            continue
        yield from differing(row.subject, "chứng nhận", "certificate", _differences(row, own))
    for subject in records:
        yield Finding(subject, "chứng nhận có mục mà đã mất / the certificate has an entry and is gone")
    yield count


def _records() -> dict[str, _Record]:
    found: dict[str, _Record] = {}
    for entry, payload in entries_of(*KINDS):
        own = found.setdefault(entry.subject, _Record())
        own.row |= {name: payload[name] for name in ("row", "statusList", "statusIndex") if name in payload}
        if entry.kind == SHOWN or payload.get(TAKEN_UP):
            own.shows = {name: payload.get(name, False) for name in SHOWS}
        if entry.kind == REVOKED or (payload.get(TAKEN_UP) and payload.get("reason")):
            own.revoked = entry, payload
    return found


def _differences(row: Credential, record: _Record) -> Iterator[str]:
    for name, ours in recorded(row).items():
        if record.row.get(name, ours) != ours:
            yield name
    if row.enrolment.user_id != row.user_id:
        yield "user"
    is_erased = row.salt is None
    if is_erased and not _is_emptied(row):
        yield "salt"
    shows = dict(zip(SHOWS, (row.shows_name, row.shows_results, row.shows_branch), strict=True))
    if shows != (dict.fromkeys(SHOWS, False) if is_erased else record.shows):
        yield "shows"
    if record.revoked is None:
        if row.revoked_at is not None or row.revoked_by_id is not None or row.revoke_note:
            yield "revoked_at"
        return
    entry, payload = record.revoked
    if row.revoked_at is None or not (payload.get(TAKEN_UP) or is_near(row.revoked_at, entry.recorded_at)):
        yield "revoked_at"
    if row.revoke_reason != payload["reason"]:
        yield "revoke_reason"
    is_given = payload["reason"] in {str(reason) for reason in GIVEN_REASONS}
    if not (is_user(row.revoked_by, entry.by) if is_given else row.revoked_by_id is None):
        yield "revoked_by"


def _is_emptied(row: Credential) -> bool:
    """Return True if the certificate is what an erasure leaves (own_data.erase_credentials)."""
    return (
        row.user.erased_at is not None
        and not (row.name or row.branch_name or row.revoke_note or row.statement["results"])
        and row.revoke_reason != ""
    )


def credentials_of_before() -> Iterator[Fact]:
    """Yield a fact for each certificate whose entries pin no row: it is older than these pins."""
    known = {entry.subject for entry, payload in entries_of(*KINDS) if "row" in payload}
    rows = Credential.objects.exclude(salt=None).select_related("user").order_by("issued_at", "pk")
    for row in rows.iterator(CHUNK):
        if row.subject in known:
            continue
        shows = dict(zip(SHOWS, (row.shows_name, row.shows_results, row.shows_branch), strict=True))
        reason = {"reason": row.revoke_reason} if row.revoked_at else {}
        by = row.revoked_by.ref if row.revoked_by else None
        yield Fact(RECORDED, row.subject, {**recorded(row), **shows, **reason}, by)
