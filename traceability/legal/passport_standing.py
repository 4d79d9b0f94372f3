"""What became of a passport since it was published: papers that ended, steps declared wrong, and what it would say otherwise now.

A published version stays as it is, it is pinned in the ledger; whoever reads it must not be told today that a revoked paper is in force.
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
    """What a passport names and nobody stands behind any more: `papers` as (number, issuer), `events` by their ids."""

    papers: frozenset[tuple[str, str]] = frozenset()
    events: frozenset[str] = frozenset()


def ended_of(row: Passport) -> Ended:
    """Papers of `row` that were revoked or ran out, and its steps that were declared wrong. Two queries."""
    facts = row.facts or {}
    named = {(paper["number"], paper["issuer"]) for paper in facts["certificates"]}
    in_force = (
        {(paper.number, paper.issuer) for paper in certificates_of(row.lot.product)} if named else set()
    )
    told = {event["id"] for event in facts["events"]}
    standing = {event.urn for event in Event.objects.standing().filter(lot_links__lot=row.lot)}
    return Ended(frozenset(named - in_force), frozenset(told - standing))


@dataclass(frozen=True, slots=True)
class Changed:
    """A part of a passport that would be said otherwise now, as its page names it; `day` since when, where the book tells."""

    name: str
    day: dt.date | None = None

    def __str__(self) -> str:
        return f"{self.name} ({format_date(self.day)})" if self.day else self.name


def changed_since(row: Passport, lot: Lot) -> list[Changed]:
    """What a passport of `lot` published now would say otherwise than `row`; empty where the same. Its new words are not told: they
    were not published.
    """
    with override("vi"):  # as it was published
        now = passport_facts(lot)
    before = row.facts or {}
    names = {
        "name": _("Tên sản phẩm"),
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
    changed = [key for key in keys if _said(before, key) != _said(now, key)]
    days = _days(row, lot) if changed else {}
    return [Changed(str(names.get(key, key)), days.get(key)) for key in changed]


def changed_words(row: Passport, changed: Iterable[Changed]) -> str:
    """The same as one sentence for whoever reads the passport, "" where nothing is."""
    said = ", ".join(map(str, changed))
    if not said:
        return ""
    return _("Thông tin đã đổi sau khi công bố bản này ngày %(day)s: %(said)s. Nơi làm ra chưa công bố bản mới.") % {
        "day": format_date(timezone.localdate(row.published_at)), "said": said,
    }  # fmt: skip


# What of a passport stands in the published facts of its product, by its name there.
_OF_PRODUCT = {
    "name": "name", "gtin": "gtin", "origin": "origin", "warnings": "warnings", "ingredients": "ingredients",
    "netContent": "net_content", "storage": "storage", "usage": "usage",
}  # fmt: skip


def _days(row: Passport, lot: Lot) -> dict[str, dt.date]:
    """Since when parts of `row` are otherwise, as far as the book tells: words of the product, and steps."""
    told: dict[str, dt.date] = {}
    versions = [
        (facts.since, json.loads(facts.body))
        for facts in lot.product.facts.exclude(body="").order_by("version")
    ]
    for key, field in _OF_PRODUCT.items():
        # The first version since that says what is said now, and all after it do.
        since: dt.datetime | None = None
        for at, said in versions:
            if said.get(field, "") == (getattr(lot.product, field) or ""):
                since = since or at
            else:
                since = None
        if since is not None and since > row.published_at:
            told[key] = timezone.localdate(since)
    newest = Event.objects.filter(lot_links__lot=lot, recorded_at__gt=row.published_at).aggregate(
        at=Max("recorded_at")
    )["at"]
    if newest is not None:
        told["events"] = timezone.localdate(newest)
    return told


def _said(facts: dict[str, Any], key: str) -> Any:
    return facts.get(key) or ""
