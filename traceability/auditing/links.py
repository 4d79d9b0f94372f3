"""Links of codes against the pins of their words, and whether they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import rfc8785

from backend.ledger.auditing import Finding, readable
from backend.ledger.models import Entry
from backend.ledger.pins import pin
from traceability.enums import LinkEnd
from traceability.models import CodeLink

CHUNK = 1000
ADDED = ("link.added", "link.changed")
ENDED = {"link.removed": LinkEnd.REMOVED, "link.taken_down": LinkEnd.TAKEN_DOWN}


def compare_links() -> Iterator[Finding | int]:
    """Where codes lead, from when to when, in which words; and that nothing standing was ended or the other way round."""
    count = 0
    told: dict[Any, tuple[str, dict[str, Any]]] = {}
    ended: dict[Any, str] = {}
    for entry in Entry.objects.filter(kind__in=(*ADDED, *ENDED)).order_by("pk").iterator(CHUNK):
        try:
            said = json.loads(entry.body)["payload"]
        except (ValueError, KeyError):
            continue
        if entry.kind in ADDED:
            told[said.get("link")] = entry.subject, said
            if said.get("previous"):
                ended[said["previous"]] = LinkEnd.REPLACED
        else:
            ended[said.get("link")] = ENDED[entry.kind]
    for row in CodeLink.objects.select_related("lot").order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"lot:{row.lot_id}" if row.lot_id else f"product:{row.product_id}"
        known, said = told.pop(row.pk, ("", {}))
        if known != subject:
            yield Finding(subject, "liên kết không có mục / a link has no entry")
            continue
        for name in readable(_differences(row, said, ended.get(row.pk, ""))):
            yield Finding(subject, f"{name} của liên kết nói khác sổ cái / the link's {name} differs")
    for subject, _said in told.values():
        yield Finding(subject, "một liên kết đã mất / a link is gone")
    yield count


def _differences(row: CodeLink, said: dict[str, Any], how: str) -> Iterator[str]:
    words = rfc8785.dumps({"url": row.url, "title": row.title})
    for name, ours, theirs in (
        ("link_type", row.link_type, said["type"]),
        ("language", row.language, said["language"]),
        ("country", row.country, said["country"]),
        ("from_date", row.from_date and row.from_date.isoformat(), said["from_date"]),
        ("until_date", row.until_date and row.until_date.isoformat(), said["until_date"]),
        ("pin", row.pin, said["pin"]),
        ("url", pin(bytes(row.salt), words), row.pin),
        ("ended_how", row.ended_how, how),
    ):
        if ours != theirs:
            yield name
