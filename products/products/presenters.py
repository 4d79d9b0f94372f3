"""What the pages of a product show."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from backend.common.money import format_dong
from backend.common.units import format_number, unit_name
from products.certificates.ocop import SETS
from products.models import Product
from products.products.completion_fields import FIELDS
from products.products.enums import Nutrition
from products.products.nutrition import BY_FIELD as NUTRIENTS


def steps_of(product: Product, most: int = 200) -> list[dict[str, Any]]:
    """Return decisions and changes together, the newest first."""
    steps: list[dict[str, Any]] = [
        {
            "at": decision.decided_at,
            "title": decision.get_state_display(),
            "state": decision.state,
            "text": decision.reasons,
            "by": decision.by,
            "on_behalf_of": decision.on_behalf_of,
        }
        for decision in product.decisions.select_related("by", "on_behalf_of")[:most]
    ]
    changes = product.changes.select_related("by", "on_behalf_of")[:most]
    steps += [
        {
            "at": change.changed_at,
            "title": _("Sửa lúc đang trên sàn") if change.was_listed else _("Sửa"),
            "rows": [row for row in map(change_row, change.fields.items()) if row],
            "by": change.by,
            "on_behalf_of": change.on_behalf_of,
        }
        for change in changes
    ]
    return sorted(steps, key=lambda step: step["at"], reverse=True)[:most]


def change_row(item: tuple[str, list[Any]]) -> tuple[Any, str, str] | None:
    field, (before, after) = item
    if field == "photos":
        return (
            _("Ảnh"),
            _("%(count)s ảnh") % {"count": len(before or [])},
            _("%(count)s ảnh") % {"count": len(after or [])},
        )
    if field == "voice":
        return _("Lời kể"), _("có") if before else _("không"), _("có") if after else _("không")
    label = FIELDS[field][0] if field in FIELDS else field
    return label, _describe_value(field, before), _describe_value(field, after)


def _describe_value(field: str, value: Any) -> str:
    if value in (None, "", [], False):
        return "" if value is not False else str(_("không"))
    if value is True:
        return str(_("có"))
    if field == "price":
        return format_dong(value)
    if field == "unit":
        return unit_name(value)
    if field == "ocop_set":
        return str(SETS[value].name) if value in SETS else str(value)
    if field == "nutrition":
        return str(dict(Nutrition.choices).get(value, value))
    if field in NUTRIENTS:
        return format_number(Decimal(str(value)))
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)
