"""Compare the content of origin pages and passports with the pins in their entries."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched
from typing import Any

import rfc8785
from django.db.models import QuerySet

from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.pins import pin
from members.people.audit_comparisons import is_near, is_user
from traceability.lots.auditing.lots import payloads
from traceability.models import OriginVersion, Passport

CHUNK = 1000


def compare_pages() -> Iterator[Finding | int]:
    """Compare every published version of a lot's page with its ledger entry."""
    yield from _compare(OriginVersion.objects.order_by("lot", "pk"), "origin.published", "trang", "page")


def compare_passports() -> Iterator[Finding | int]:
    """Compare every published version of a lot's passport with its ledger entry."""
    versions = Passport.objects.select_related("by").order_by("lot", "pk")
    yield from _compare(versions, "passport.published", "hộ chiếu", "passport")


def _compare(versions: QuerySet[Any], kind: str, vi: str, en: str) -> Iterator[Finding | int]:
    """Compare `versions` with their ledger entries of `kind`; yield findings and the number of versions.

    `vi` and `en` name the object in the messages. An erased version has no salt; its number and pin stay.
    """
    count, matched = 0, set()
    for batch in batched(versions.iterator(CHUNK), CHUNK, strict=False):
        entries = payloads("lot", [row.lot_id for row in batch], (kind,))
        pins = {
            (lot_id, payload.get("version")): (entry, payload.get("pin"))
            for lot_id, rows in entries.items()
            for entry, payload in rows
        }
        for row in batch:
            count += 1
            subject, name = f"lot:{row.lot_id}", f"bản {row.number} của {vi}"
            known = pins.get((row.lot_id, row.number))
            matched.add(known[0].pk if known else 0)
            if known is not None and (
                not is_near(row.published_at, known[0].recorded_at)
                or (isinstance(row, Passport) and not is_user(row.by, known[0].by))
            ):
                yield Finding(
                    subject, f"{name}: ai, lúc nào nói khác sổ cái / who published it, or when, differs"
                )
            if known is None or known[1] != row.pin:
                yield Finding(subject, f"{name} không có mục / {en} version has no entry")
            if row.salt is not None and pin(bytes(row.salt), rfc8785.dumps(row.facts)) != row.pin:
                yield Finding(subject, f"{name} không khớp với dấu / {en} version differs from its pin")
            if (row.salt is None) != (row.erased_at is not None):
                yield Finding(subject, f"{name} bị bỏ muối / a salt is gone")
    for pk, subject in Entry.objects.filter(kind=kind).values_list("pk", "subject").iterator(CHUNK):
        if pk not in matched:
            yield Finding(subject, f"một bản của {vi} đã mất / a {en} version is gone")
    yield count
