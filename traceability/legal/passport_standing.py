"""What became of a passport since it was published: papers that ended, steps declared wrong, and what it would say otherwise now.

A published version stays as it is, it is pinned in the ledger; whoever reads it must not be told today that a revoked paper is in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from traceability.legal.passport import passport_facts
from traceability.models import Event, Lot, Passport
from traceability.origin.facts import certificates_of


@dataclass(frozen=True, slots=True)
class Ended:
    """What a passport names and nobody stands behind any more: `papers` as (number, issuer), `events` by their ids."""

    papers: frozenset[tuple[str, str]] = frozenset()
    events: frozenset[str] = frozenset()


def ended_of(row: Passport) -> Ended:
    """Papers of `row` that were revoked or ran out, and its steps that were declared wrong. Two queries."""
    facts = row.facts or {}
    named = {(paper["number"], paper["issuer"]) for paper in facts["certificates"]}
    in_force = {(paper.number, paper.issuer) for paper in certificates_of(row.lot.product)} if named else set()
    told = {event["id"] for event in facts["events"]}
    standing = {event.urn for event in Event.objects.standing().filter(lot_links__lot=row.lot)}
    return Ended(frozenset(named - in_force), frozenset(told - standing))


def changed_since(row: Passport, lot: Lot) -> list[str]:
    """What a passport of `lot` published now would say otherwise than `row`, each as its page names it; empty where the same."""
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
    return [str(names.get(key, key)) for key in keys if _said(before, key) != _said(now, key)]


def _said(facts: dict[str, Any], key: str) -> Any:
    return facts.get(key) or ""
