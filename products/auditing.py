"""Certificates and published facts against what the ledger says of them, for `./run audit_log`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.pins import pin
from products.enums import CertificateState
from products.models import Certificate, ProductFacts

CHUNK = 1000
DECIDED = ("certificate.verified", "certificate.refused", "certificate.revoked")


def compare_certificates() -> Iterator[Finding | int]:
    """Every decision on a paper, as it last was: what was verified is what is shown."""
    count = 0
    last: dict[str, Entry] = {}
    for entry in Entry.objects.filter(kind__in=DECIDED).order_by("pk").iterator(CHUNK):
        last[entry.subject] = entry
    decided = (CertificateState.VERIFIED, CertificateState.REVOKED)
    rows = Certificate.objects.filter(state__in=decided).select_related("producer", "scan").order_by("pk")
    for row in rows.iterator(CHUNK):
        count += 1
        subject = f"certificate:{row.pk}"
        decision = last.get(subject)
        if decision is None or decision.kind != f"certificate.{row.state}":
            yield Finding(subject, "giấy chứng nhận không có mục / the certificate has no entry")
            continue
        try:
            said = json.loads(decision.body)["payload"]
        except (ValueError, KeyError):
            continue
        kept = {
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
        # A photo may be erased with whoever is on it; it can't be replaced.
        if row.scan is not None:
            kept["scan"] = row.scan.sha256
        for name, ours in kept.items():
            if ours != said.get(name):
                yield Finding(subject, f"{name} của giấy nói khác sổ cái / the certificate's {name} differs")
    yield count


def compare_facts() -> Iterator[Finding | int]:
    """What product pages said, against their pins."""
    count = 0
    pins = {}
    for subject, body in (
        Entry.objects.filter(kind="product.facts").values_list("subject", "body").iterator(CHUNK)
    ):
        try:
            said = json.loads(body)["payload"]
        except (ValueError, KeyError):
            continue
        pins[subject, said.get("version")] = said.get("pin")
    for row in ProductFacts.objects.order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"product:{row.product_id}"
        if pins.get((subject, row.version)) != row.pin:
            yield Finding(subject, f"bản {row.version} không có mục / facts have no entry")
        if row.salt is not None and pin(bytes(row.salt), row.body) != row.pin:
            yield Finding(subject, f"bản {row.version} không khớp với dấu / facts differ from their pin")
    yield count


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
