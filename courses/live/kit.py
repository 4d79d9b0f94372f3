"""The run sheet with its times, the announcement that the law requires, and the papers to have at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.data_files import Source
from backend.common.dates import format_date
from courses.live.record import Record
from courses.live.script import Part
from products.certificates.enums import CertificateState
from products.listing.requirements import rules_for
from products.models import Certificate, Product

LENGTHS = (15, 30, 45, 60)
# If a template can't be filled there is nothing to announce.
ANNOUNCE_BEFORE = "Quảng cáo: {producer} livestream bán {name}."
ANNOUNCE_DURING = "Quảng cáo · {producer}"
ADVERTISING_ARTICLE = gettext_lazy(
    "Luật Quảng cáo 16/2012/QH13, Điều 15a(3), có hiệu lực từ 01/01/2026, bắt người có ảnh hưởng phải báo; người khác thì Piêu khuyên báo. Luật sư chưa xác nhận lời này."
)


@dataclass(frozen=True, slots=True)
class Timed:
    """A part from minute `begin` to minute `end`, such as "00:02"."""

    part: Part
    begin: str
    end: str
    minutes: int


def run_sheet(parts: list[Part], *, length: int) -> list[Timed]:
    """Distribute `length` whole minutes over the parts by weight, at least one each, without remainder."""
    whole = sum(part.weight for part in parts)
    timed, used, before = [], 0, 0
    for number, part in enumerate(parts, 1):
        used += part.weight
        end = max(before + 1, round(length * used / whole))
        end = length if number == len(parts) else min(end, length - (len(parts) - number))
        timed.append(Timed(part, _clock(before), _clock(end), end - before))
        before = end
    return timed


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def announcements(record: Record) -> dict[str, str]:
    """Return the announcements for before and during the broadcast; empty if a name is missing.

    Before: in the invitation. During: always on the screen.
    """
    if not (record.name and record.producer):
        return {}
    values = record.values()
    return {"before": ANNOUNCE_BEFORE.format(**values), "during": ANNOUNCE_DURING.format(**values)}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """Certificate of the product. `is_usable`: the seller may show and mention it."""

    name: str
    number: str
    is_usable: bool
    state: str


def paper_rows(product: Product) -> list[PaperRow]:
    """Return all certificates of the product, or of all the producer's products, newest first.

    The text `state` says until when one is valid, or why it must not be mentioned.
    """
    rows = Certificate.objects.filter(producer=product.producer).order_by("-issued_date", "-pk")
    return [
        PaperRow(
            name=f"{row.get_kind_display()} {row.stars} {_('sao')}"
            if row.stars
            else str(row.get_kind_display()),
            number=row.number,
            is_usable=row.is_in_force,
            state=_state_of(row),
        )
        for row in rows
        if row.product_id in (None, product.pk)
    ]


def _state_of(row: Certificate) -> str:
    if row.state != CertificateState.VERIFIED:
        return _("%(state)s, chưa nói tới được") % {"state": row.get_state_display()}
    if not row.is_in_force:
        return _("hết giá trị, không nói tới nữa")
    if row.valid_until:
        return _("có giá trị đến %(day)s") % {"day": format_date(row.valid_until)}
    return _("còn giá trị")


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A fact that the label must contain.

    `value`: the product's text, "" if it is missing. `clause`, `source`: the law that requires it.
    """

    title: str
    value: str
    clause: str
    source: Source


def label_rows(product: Product, record: Record) -> list[LabelRow]:
    """Return the facts that buyers may ask to read on the package, by today's listing rules."""
    values = record.values()
    rows: list[LabelRow] = []
    for rule in rules_for(ocop_set=product.ocop_set, is_packed=product.is_packed):
        key = _FIELDS.get(rule.field)
        if key is None or any(row.title == key[1] for row in rows):
            continue
        clause = f"{rule.document}, {rule.article}" if rule.article else rule.document
        rows.append(LabelRow(str(key[1]), values[key[0]], clause, rule.source))
    return rows


# The field of a listing rule -> the field of the record, and its name.
_FIELDS: dict[str, tuple[str, Any]] = {
    "name": ("name", gettext_lazy("Tên")),
    "producer": ("producer", gettext_lazy("Nơi làm ra")),
    "address": ("place", gettext_lazy("Địa chỉ")),
    "origin": ("origin", gettext_lazy("Xuất xứ")),
    "net_content": ("net_content", gettext_lazy("Khối lượng, dung tích")),
    "shelf_life_days": ("shelf_life", gettext_lazy("Dùng được bao nhiêu ngày")),
    "ingredients": ("ingredients", gettext_lazy("Thành phần")),
    "usage": ("usage", gettext_lazy("Cách dùng")),
    "storage": ("storage", gettext_lazy("Bảo quản")),
    "warnings": ("warnings", gettext_lazy("Lưu ý an toàn")),
    "alcohol_percent": ("alcohol", gettext_lazy("Độ cồn")),
    "materials": ("materials", gettext_lazy("Chất liệu")),
    "specification": ("specification", gettext_lazy("Quy cách")),
}
