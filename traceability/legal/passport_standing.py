"""Changes since a passport was published: ended papers, steps declared wrong, and content that differs.

A published version stays unchanged, because it is pinned in the ledger. Its readers must still learn that a
paper was revoked.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.common.dates import format_date
from traceability.legal.passport import passport_facts
from traceability.models import Event, Lot, Passport
from traceability.scans.origin.facts import certificates_of


@dataclass(frozen=True, slots=True)
class Ended:
    """Parts of a passport that are no longer valid: `papers` as (number, issuer), `events` by id."""

    papers: frozenset[tuple[str, str]] = frozenset()
    events: frozenset[str] = frozenset()


def ended_of(row: Passport) -> Ended:
    """Return the papers of `row` that were revoked or expired, and its steps that were declared wrong.

    Two queries.
    """
    facts = row.facts or {}
    named = {(paper["number"], paper["issuer"]) for paper in facts["certificates"]}
    in_force = (
        {(paper.number, paper.issuer) for paper in certificates_of(row.lot.product)} if named else set()
    )
    published = {event["id"] for event in facts["events"]}
    standing = {event.urn for event in Event.objects.standing().filter(lot_links__lot=row.lot)}
    return Ended(frozenset(named - in_force), frozenset(published - standing))


@dataclass(frozen=True, slots=True)
class Changed:
    """A part of a passport that differs now, by its name on the page.

    `day` is the day of the change, if recorded.
    """

    name: str
    day: dt.date | None = None

    def __str__(self) -> str:
        return f"{self.name} ({format_date(self.day)})" if self.day else self.name


def changed_since(row: Passport, lot: Lot) -> list[Changed]:
    """Return the parts in which a passport of `lot` published now would differ from `row`; empty if none.

    The new content is left out, because it was not published.
    """
    with override("vi"):  # as it was published
        now = passport_facts(lot)
    before = row.facts or {}
    names = {
        "name": _("Tên sản phẩm"),
        "nameEn": _("Tên tiếng Anh"),
        "gtin": _("Mã GTIN"),
        "lot": _("Số lô"),
        "maker": _("Nơi làm ra"),
        "origin": _("Xuất xứ"),
        "produced": _("Ngày sản xuất (NSX)"),
        "expiry": _("Hạn sử dụng (HSD)"),
        "events": _("Đường đi của lô"),
        "certificates": _("Giấy chứng nhận"),
        "warnings": _("Lưu ý an toàn"),
        "ingredients": _("Thành phần"),
        "nutrition": _("Bảng dinh dưỡng"),
        "netContent": _("Khối lượng, dung tích"),
        "storage": _("Bảo quản"),
        "usage": _("Cách dùng"),
        "photo": _("Hình ảnh"),
    }
    keys = [*names, *sorted({*before, *now} - names.keys())]
    changed = [key for key in keys if _value(before, key) != _value(now, key)]
    days = _days(row, lot) if changed else {}
    return [Changed(str(names.get(key, key)), days.get(key)) for key in changed]


def changed_words(row: Passport, changed: Iterable[Changed]) -> str:
    """Return one sentence that lists `changed` for readers of the passport; "" if nothing changed."""
    parts = ", ".join(map(str, changed))
    if not parts:
        return ""
    return _("Thông tin đã đổi sau khi công bố bản này ngày %(day)s: %(said)s. Nơi làm ra chưa công bố bản mới.") % {
        "day": format_date(timezone.localdate(row.published_at)), "said": parts,
    }  # fmt: skip


# Parts of a passport that are in its product's published facts, by their name there.
_OF_PRODUCT = {
    "name": "name", "gtin": "gtin", "origin": "origin", "warnings": "warnings", "ingredients": "ingredients",
    "netContent": "net_content", "storage": "storage", "usage": "usage",
}  # fmt: skip


def _days(row: Passport, lot: Lot) -> dict[str, dt.date]:
    """Return {part: the day of the change} of the parts of `row` that differ.

    Only the days of product texts and of steps are recorded.
    """
    days: dict[str, dt.date] = {}
    versions = [
        (facts.since, json.loads(facts.body))
        for facts in lot.product.facts.exclude(body="").order_by("version")
    ]
    for key, field in _OF_PRODUCT.items():
        # The first version since then that has the present content, as have all after it.
        since: dt.datetime | None = None
        for at, body in versions:
            if body.get(field, "") == (getattr(lot.product, field) or ""):
                since = since or at
            else:
                since = None
        if since is not None and since > row.published_at:
            days[key] = timezone.localdate(since)
    newest = Event.objects.filter(lot_links__lot=lot, recorded_at__gt=row.published_at).aggregate(
        at=Max("recorded_at")
    )["at"]
    if newest is not None:
        days["events"] = timezone.localdate(newest)
    return days


def _value(facts: dict[str, Any], key: str) -> Any:
    """Return a value of the facts; all empty values are equal."""
    return facts.get(key) or ""
