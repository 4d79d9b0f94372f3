"""What origin pages said against the pins in their entries."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched

import rfc8785

from backend.ledger.auditing import Finding
from backend.ledger.pins import pin
from traceability.auditing.lots import payloads
from traceability.models import OriginVersion

CHUNK = 1000


def compare_pages() -> Iterator[Finding | int]:
    """A version that was erased has neither facts nor salt; its number and pin stay."""
    count = 0
    for batch in batched(OriginVersion.objects.order_by("lot", "pk").iterator(CHUNK), CHUNK, strict=False):
        said = payloads("lot", [row.lot_id for row in batch], ("origin.published",))
        pins = {
            (lot_id, told.get("version")): told.get("pin")
            for lot_id, rows in said.items()
            for _entry, told in rows
        }
        for row in batch:
            count += 1
            if pins.get((row.lot_id, row.number)) != row.pin:
                yield Finding(
                    f"lot:{row.lot_id}",
                    f"bản {row.number} của trang không có mục / page version has no entry",
                )
            if row.salt is not None and pin(bytes(row.salt), rfc8785.dumps(row.facts)) != row.pin:
                yield Finding(
                    f"lot:{row.lot_id}",
                    f"bản {row.number} của trang không khớp với dấu / page version differs from its pin",
                )
            if (row.salt is None) != (row.erased_at is not None):
                yield Finding(f"lot:{row.lot_id}", f"bản {row.number} của trang bị bỏ muối / a salt is gone")
    yield count
