"""Compare certificates and published facts with the ledger, for `./run audit_log`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.pins import pin
from members.models import User
from products.certificates.enums import CertificateState
from products.models import Certificate, Producer, ProductFacts

CHUNK = 1000
UNDECIDED = (CertificateState.DRAFT, CertificateState.SUBMITTED)
SECONDS = 45  # most time between a row and its entry
DECIDED = ("certificate.verified", "certificate.refused", "certificate.revoked")


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
            "decisionDate": _iso(row.decision_date),
            "issued": _iso(row.issued_date),
            "validUntil": _iso(row.valid_until),
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
        if row.decided_at is None or abs((row.decided_at - decision.recorded_at).total_seconds()) > SECONDS:
            yield Finding(
                subject, "ngày duyệt của giấy nói khác sổ cái / when the certificate was decided differs"
            )
        # A photo may be erased with the person it shows; it can't be replaced.
        if row.scan is not None:
            current["scan"] = row.scan.sha256
        for name, value in current.items():
            if value != payload.get(name):
                yield Finding(subject, f"{name} của giấy nói khác sổ cái / the certificate's {name} differs")
    yield count


def compare_producers() -> Iterator[Finding | int]:
    """Compare the verifications of producers with the ledger: by whom, when and how. Yield the Findings.

    Buyers see these verifications. The last value yielded is the number of producers compared.
    """
    count = 0
    last: dict[str, Entry] = {}
    for entry in (
        Entry.objects.filter(kind__in=("producer.verified", "producer.unverified"))
        .order_by("pk")
        .iterator(CHUNK)
    ):
        last[entry.subject] = entry
    for row in Producer.objects.select_related("verified_by").order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"producer:{row.ref}"
        verification = last.get(subject)
        if verification is None or verification.kind == "producer.unverified":
            agrees = row.verified_at is None and not (row.saw_birth_date or row.saw_personal_id)
        else:
            agrees = (
                row.verified_at is not None
                and abs((row.verified_at - verification.recorded_at).total_seconds()) <= SECONDS
                and _is_by(row.verified_by, verification.on_behalf_of or verification.by)
                and _is_so(row, json.loads(verification.body)["payload"])
            )
        if not agrees:
            yield Finding(
                subject, "xác minh nơi sản xuất nói khác sổ cái / who verified the producer differs"
            )
    yield count


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


def compare_facts() -> Iterator[Finding | int]:
    """Compare each published version of a product page with its pin in the ledger. Yield the Findings.

    The last value yielded is the number of versions compared.
    """
    count = 0
    pins = {}
    for subject, body in (
        Entry.objects.filter(kind="product.facts").values_list("subject", "body").iterator(CHUNK)
    ):
        try:
            payload = json.loads(body)["payload"]
        except (ValueError, KeyError):
            continue
        pins[subject, payload.get("version")] = payload.get("pin")
    for row in ProductFacts.objects.order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"product:{row.product_id}"
        if pins.get((subject, row.version)) != row.pin:
            yield Finding(subject, f"bản {row.version} không có mục / facts have no entry")
        # Erased: text and salt are gone, the pin stays.
        if (row.body or row.salt) and pin(bytes(row.salt), row.body) != row.pin:
            yield Finding(subject, f"bản {row.version} không khớp với dấu / facts differ from their pin")
    yield count


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
