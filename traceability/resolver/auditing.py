"""Compare links of codes with the pins of their texts, and check which are active."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import rfc8785

from backend.ledger.auditing import Finding, readable
from backend.ledger.models import Entry
from backend.ledger.pins import pin
from members.people.audit_comparisons import is_near, is_user, who_and_when
from traceability.models import CodeLink
from traceability.resolver.enums import LinkEnd
from traceability.resolver.link_addresses import media_type_of

CHUNK = 1000
ADDED = ("link.added", "link.changed")
ENDED = {"link.removed": LinkEnd.REMOVED, "link.taken_down": LinkEnd.TAKEN_DOWN}


def compare_links() -> Iterator[Finding | int]:
    """Compare the targets, dates and texts of links with their entries.

    Also check that active links were not ended, and that ended ones were.
    """
    count = 0
    added: dict[Any, tuple[Entry, dict[str, Any]]] = {}
    ended: dict[Any, tuple[str, Entry, dict[str, Any]]] = {}
    for entry in Entry.objects.filter(kind__in=(*ADDED, *ENDED)).order_by("pk").iterator(CHUNK):
        try:
            payload = json.loads(entry.body)["payload"]
        except (ValueError, KeyError):
            continue
        if entry.kind in ADDED:
            added[payload.get("link")] = entry, payload
            if payload.get("previous"):
                ended[payload["previous"]] = LinkEnd.REPLACED, entry, payload
        else:
            ended[payload.get("link")] = ENDED[entry.kind], entry, payload
    rows = CodeLink.objects.select_related("lot", "added_by", "on_behalf_of", "ended_by")
    for row in rows.order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"lot:{row.lot_id}" if row.lot_id else f"product:{row.product_id}"
        adding = added.pop(row.pk, None)
        if adding is None or adding[0].subject != subject:
            yield Finding(
                adding[0].subject if adding else subject, "liên kết không có mục / a link has no entry"
            )
            continue
        entry, payload = adding
        for name in readable(_differences(row, entry, payload, ended.get(row.pk))):
            yield Finding(subject, f"{name} của liên kết nói khác sổ cái / the link's {name} differs")
    for entry, _payload in added.values():
        yield Finding(entry.subject, "một liên kết đã mất / a link is gone")
    yield count


def _differences(
    row: CodeLink, entry: Entry, payload: dict[str, Any], end: tuple[str, Entry, dict[str, Any]] | None
) -> Iterator[str]:
    how, ending, last = end or ("", None, {})
    yield from who_and_when(entry, row, "added_by", "added_at")
    if ending is None:
        if row.ended_at is not None or row.ended_by is not None:
            yield "ended_at"
    elif not is_near(row.ended_at, ending.recorded_at) or not is_user(row.ended_by, ending.by):
        yield "ended_at"
    is_pinned = how == LinkEnd.TAKEN_DOWN and "pin" in last
    if (pin(bytes(row.salt), row.ended_reason) != last["pin"]) if is_pinned else row.ended_reason:
        yield "ended_reason"
    if row.lot is not None and row.lot.product_id != row.product_id:
        yield "product"
    words = rfc8785.dumps({"url": row.url, "title": row.title})
    for name, ours, theirs in (
        ("link_type", row.link_type, payload["type"]),
        ("language", row.language, payload["language"]),
        ("country", row.country, payload["country"]),
        ("from_date", row.from_date and row.from_date.isoformat(), payload["from_date"]),
        ("until_date", row.until_date and row.until_date.isoformat(), payload["until_date"]),
        ("pin", row.pin, payload["pin"]),
        ("url", pin(bytes(row.salt), words), row.pin),
        ("ended_how", row.ended_how, how),
        ("media_type", row.media_type, media_type_of(row.url)),
        ("previous", row.previous_id, payload["previous"]),
    ):
        if ours != theirs:
            yield name
