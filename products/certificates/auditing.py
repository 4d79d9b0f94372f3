"""Compare certificates and verifications of producers with the ledger, for `./run audit_log`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from backend.ledger.auditing import Finding, entries_of
from backend.ledger.models import Entry
from backend.ledger.row_values import Stated
from backend.ledger.taking_up import TAKEN_UP
from members.models import User
from members.people.audit_comparisons import is_near, iso
from products.certificates.enums import CertificateState
from products.models import Certificate, Producer, ProducerPerson
from products.producers.auditing import VERIFICATION_KINDS

CHUNK = 1000
UNDECIDED = (CertificateState.DRAFT, CertificateState.SUBMITTED)
DECIDED = ("certificate.verified", "certificate.refused", "certificate.revoked")
SENT = ("certificate.drafted", "certificate.submitted", "certificate.changed")

STATED = (
    Stated(
        Certificate,
        subject=lambda certificate: f"certificate:{certificate.pk}",
        stated=("state", "scan_is_public", "submitted_at"),
        people=("submitted_by",),
        pinned=("reason",),
    ),
)


def compare_certificates() -> Iterator[Finding | int]:
    """Compare certificates with the last decision on each in the ledger. Yield a Finding for each difference.

    The values of a decided certificate must be those in the entry. The last value yielded is the number of
    rows compared.
    """
    count = 0
    last: dict[str, Entry] = {}
    for entry in Entry.objects.filter(kind__in=DECIDED).order_by("pk").iterator(CHUNK):
        last[entry.subject] = entry
    # A verified paper stays verified or is revoked. A refused one may be corrected and submitted again.
    final = {subject for subject, entry in last.items() if entry.kind != "certificate.refused"}
    for pk in Certificate.objects.filter(state__in=UNDECIDED).values_list("pk", flat=True).iterator(CHUNK):
        if f"certificate:{pk}" in final:
            yield Finding(
                f"certificate:{pk}", "trạng thái của giấy nói khác sổ cái / the certificate's state differs"
            )
    decided = (CertificateState.VERIFIED, CertificateState.REFUSED, CertificateState.REVOKED)
    rows = (
        Certificate.objects.filter(state__in=decided)
        .select_related("producer", "scan", "decided_by")
        .order_by("pk")
    )
    for row in rows.iterator(CHUNK):
        count += 1
        subject = f"certificate:{row.pk}"
        decision = last.get(subject)
        if decision is None or decision.kind != f"certificate.{row.state}":
            yield Finding(subject, "giấy chứng nhận không có mục / the certificate has no entry")
            continue
        try:
            payload = json.loads(decision.body)["payload"]
        except (ValueError, KeyError):
            continue
        current = {
            "producer": str(row.producer.ref),
            "product": row.product_id,
            "kind": row.kind,
            "number": row.number,
            "decision": row.decision,
            "decisionDate": iso(row.decision_date),
            "issued": iso(row.issued_date),
            "validUntil": iso(row.valid_until),
            "stars": row.stars,
            "points": None if row.points is None else str(row.points),
        }
        for name, ours in (("issuer", row.issuer), ("issuingLevel", row.issuing_level)):
            if name in payload:
                current[name] = ours
        # An officer decides in the officer's own name, or in that of a helped member.
        current["decided_by"] = payload["decided_by"] = None
        if not _is_by(row.decided_by, decision.on_behalf_of or decision.by):
            payload["decided_by"] = "?"
        if not is_near(row.decided_at, decision.recorded_at):
            yield Finding(
                subject, "ngày duyệt của giấy nói khác sổ cái / when the certificate was decided differs"
            )
        # A photo may be erased with the person it shows; it can't be replaced.
        if row.scan is not None:
            current["scan"] = row.scan.sha256
        for name, value in current.items():
            if value != payload.get(name):
                yield Finding(subject, f"{name} của giấy nói khác sổ cái / the certificate's {name} differs")
    yield from _gone_certificates()
    yield count


def _gone_certificates() -> Iterator[Finding]:
    """Yield a Finding about the producer of each certificate that has entries and no row."""
    stored = {f"certificate:{pk}" for pk in Certificate.objects.values_list("pk", flat=True)}
    gone = {
        entry.subject: payload.get("producer")
        for entry, payload in entries_of(*DECIDED, *SENT)
        if entry.subject not in stored
    }
    for subject, producer in gone.items():
        yield Finding(
            f"producer:{producer}" if producer else subject,
            f"giấy {subject} đã mất / the certificate {subject} is gone",
        )


def compare_producers() -> Iterator[Finding | int]:
    """Compare the verifications of producers with the ledger: by whom, when and how. Yield the Findings.

    Buyers see these verifications. Of an unverified producer, compare whether it waits for an officer, and
    until when its listed products stay public. The last value yielded is the number of producers compared.
    """
    count, stored = 0, set()
    # Erasing its last person hides a producer.
    left = set(ProducerPerson.objects.exclude(user__erased_at=None).values_list("producer_id", flat=True))
    last = {entry.subject: (entry, payload) for entry, payload in entries_of(*VERIFICATION_KINDS)}
    for row in Producer.objects.select_related("verified_by").order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"producer:{row.ref}"
        stored.add(subject)
        verification, payload = last.get(subject, (None, {}))
        if verification is None or verification.kind != "producer.verified":
            agrees = row.verified_at is None and not (row.saw_birth_date or row.saw_personal_id)
            yield from _differing_wait(row, subject, verification, payload)
        else:
            agrees = (
                is_near(row.verified_at, verification.recorded_at)
                and _is_by(row.verified_by, verification.on_behalf_of or verification.by)
                and _is_so(row, payload)
            )
        if not row.is_active and row.pk not in left:  # nothing else hides a producer
            yield Finding(
                subject, "is_active của nơi sản xuất bị đổi / whether the producer is active differs"
            )
        if not agrees:
            yield Finding(
                subject, "xác minh nơi sản xuất nói khác sổ cái / who verified the producer differs"
            )
    recorded = {entry.subject for entry, _payload in entries_of("producer.created", *VERIFICATION_KINDS)}
    for subject in sorted(recorded - stored):
        yield Finding(subject, "nơi sản xuất đã mất / the producer is gone")
    yield count


def _differing_wait(
    row: Producer, subject: str, entry: Entry | None, payload: dict[str, Any]
) -> Iterator[Finding]:
    """Yield a Finding for each difference of an unverified producer's wait and grace from its last entry.

    An entry without `graceUntil` is older than the queue, which waiting_of_before records then.
    """
    if entry is not None and "graceUntil" not in payload:
        return
    is_returned = entry is not None and entry.kind == "producer.verification_returned"
    at = None if entry is None or payload.get(TAKEN_UP) else entry.recorded_at
    asked, returned = row.verification_asked_at, row.verification_returned_at
    moment, other = (returned, asked) if is_returned else (asked, returned)
    if (
        (moment is None) != (entry is None)
        or other is not None
        or (at is not None and moment is not None and not is_near(moment, at))
    ):
        yield Finding(subject, "việc chờ xác minh nói khác sổ cái / how long the producer waits differs")
    if payload.get("graceUntil", "") != (iso(row.grace_until_date) or ""):
        yield Finding(
            subject, "ngày hàng rời sàn nói khác sổ cái / until when unverified goods are public differs"
        )


def _is_so(row: Producer, payload: dict[str, Any]) -> bool:
    """Return True if the producer's way of verification and checked identity papers match the ledger payload.

    Older entries have fewer fields: a missing way matches any, a missing paper counts as not seen.
    """
    return (
        row.verified_how == payload.get("how", row.verified_how)
        and row.saw_birth_date == payload.get("sawBirthDate", False)
        and row.saw_personal_id == payload.get("sawPersonalId", False)
    )


def _is_by(user: User | None, ref: object) -> bool:
    if user is None:
        return ref is None or not User.objects.filter(ref=ref, erased_at=None).exists()
    return bool(user.ref == ref)
