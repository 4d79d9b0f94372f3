"""Normalise typed product fields, or refuse them with a message for that field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Model, TextChoices
from django.utils.translation import gettext as _

from backend.common.errors import DomainError, FieldErrors
from backend.common.formulas import LIVE_NAME, is_live
from backend.common.gtin import normalise_gtin
from backend.common.money import parse_dong
from backend.common.text import nfc
from backend.common.units import UNITS, find_unit, format_number
from products.certificates.ocop import SETS
from products.models import Product
from products.products.enums import Nutrition, NutritionPer
from products.products.net_content import has_amount
from products.products.nutrition import BY_FIELD

MAX_SHELF_LIFE_DAYS = 3650


class FieldError(DomainError):
    """The value of a product's field can't be stored."""


def clean_fields(values: dict[str, Any]) -> dict[str, Any]:
    """Return every value in the form in which its field is stored.

    Raises FieldErrors with all errors, or TypeError for an unknown field.
    """
    if unknown := values.keys() - CLEANERS.keys():
        raise TypeError(f"not a field of a product: {', '.join(sorted(unknown))}")
    cleaned, errors = {}, {}
    for field, value in values.items():
        try:
            cleaned[field] = CLEANERS[field](value)
        except DomainError as error:
            errors[field] = str(error)
    if errors:
        raise FieldErrors(errors)
    return cleaned


def clean_field(field: str, value: Any) -> Any:
    """Return `value` in the form in which `field` is stored. Raises DomainError."""
    return CLEANERS[field](value)


def max_length(model: type[Model], field: str) -> int:
    """Return the maximum number of characters of a text field of `model`; 0 for no limit."""
    return getattr(model._meta.get_field(field), "max_length", None) or 0


def paragraphs(text: str) -> str:
    """Return NFC text without invisible characters, with single spaces in a line.

    At most one empty line remains between paragraphs.
    """
    lines = [nfc(line) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _text(field: str, *, lines: bool = False) -> Callable[[Any], str]:
    limit = max_length(Product, field)

    def clean(value: Any) -> str:
        text = paragraphs(str(value or "")) if lines else nfc(str(value or ""))
        if limit and len(text) > limit:
            raise FieldError(
                _("Dài quá %(more)s chữ cái. Chị viết gọn lại.") % {"more": len(text) - limit},
                field=field,
                code="too_long",
            )
        return text

    return clean


def _name(field: str) -> Callable[[Any], str]:
    def clean(value: Any) -> str:
        name = _text(field)(value)
        if is_live(name):
            raise FieldError(str(LIVE_NAME), field=field, code="formula")
        if name and not any(char.isalpha() for char in name):
            raise FieldError(
                _("Tên phải có chữ, ví dụ: Mận hậu Mộc Châu."), field=field, code="name_no_letters"
            )
        return name

    return clean


def _price(value: Any) -> int | None:
    return None if value is None or value == "" else parse_dong(value)


def _unit(value: Any) -> str:
    written = str(value or "").strip()
    if not written:
        return ""
    unit = UNITS.get(written) or find_unit(written)
    if unit is None:
        raise FieldError(_("Chị chọn một đơn vị, ví dụ: kg, hũ, gói."), field="unit", code="unit_unknown")
    return unit.code


def _net_content(value: Any) -> str:
    text = _text("net_content")(value)
    if text and not has_amount(text):
        raise FieldError(
            _("Chị ghi một gói có bao nhiêu, lớn hơn 0 và có đơn vị, ví dụ: 500 g, 0,5 lít, 1 cái."),
            field="net_content",
            code="net_content",
        )
    return text


def _ocop_set(value: Any) -> int | None:
    if value is None or value == "":
        return None
    text = str(value)
    if not (text.isascii() and text.isdigit() and int(text) in SETS):
        raise FieldError(_("Chị chọn một nhóm trong danh sách."), field="ocop_set", code="set_unknown")
    return int(text)


def _gtin(value: Any) -> str | None:
    return normalise_gtin(str(value)) if value else None


def _flag(value: Any) -> bool:
    return value in (True, 1, "1", "on", "true", "True")


def _alcohol(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    text = str(value).strip().removesuffix("%").strip().replace(",", ".")
    try:
        percent = Decimal(text) if re.fullmatch(r"\d{1,3}(\.\d)?", text, re.ASCII) else None
    except InvalidOperation:  # pragma: no cover - the pattern above lets only numbers through
        percent = None
    if percent is None or not 0 <= percent <= 100:
        raise FieldError(
            _("Độ cồn là số từ 0 đến 100, ví dụ: 29,5."), field="alcohol_percent", code="alcohol"
        )
    return percent.quantize(Decimal("0.1"))


def _shelf_life(value: Any) -> int | None:
    if value is None or value == "":
        return None
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_SHELF_LIFE_DAYS):
        raise FieldError(
            _("Số ngày từ 1 đến 3650, ví dụ: 180 là nửa năm."), field="shelf_life_days", code="shelf_life"
        )
    return int(text)


def _choice(field: str, choices: type[TextChoices]) -> Callable[[Any], str]:
    def clean(value: Any) -> str:
        text = str(value or "")
        if text and text not in choices.values:
            raise FieldError(_("Chị chọn một mục trong danh sách."), field=field, code="choice_unknown")
        return text

    return clean


def _nutrient(field: str) -> Callable[[Any], Decimal | None]:
    most = BY_FIELD[field].most

    def clean(value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        text = "".join(str(value).split()).replace(",", ".")
        amount = Decimal(text) if re.fullmatch(r"\d{1,5}(\.\d{1,2})?", text, re.ASCII) else None
        if amount is None or amount > most:
            raise FieldError(
                _("Số từ 0 đến %(most)s trong 100 g hay 100 ml, ví dụ: 1,5.") % {"most": format_number(most)},
                field=field,
                code="nutrient",
            )
        return amount.quantize(Decimal("0.01"))

    return clean


def _months(value: Any) -> list[int]:
    texts = [str(month) for month in (value or [])] if isinstance(value, Iterable) else [str(value)]
    if not all(text.isascii() and text.isdigit() and 1 <= int(text) <= 12 for text in texts):
        raise FieldError(_("Tháng từ 1 đến 12."), field="season_months", code="months")
    return sorted({int(text) for text in texts})


CLEANERS: dict[str, Callable[[Any], Any]] = {
    "name": _name("name"),
    "name_en": _name("name_en"),
    "price": _price,
    "unit": _unit,
    "ocop_set": _ocop_set,
    "net_content": _net_content,
    "gtin": _gtin,
    "is_packed": _flag,
    "alcohol_percent": _alcohol,
    "shelf_life_days": _shelf_life,
    "season_months": _months,
    "nutrition": _choice("nutrition", Nutrition),
    "nutrition_per": _choice("nutrition_per", NutritionPer),
    "has_added_sugar": _flag,
    "is_fried": _flag,
    **{field: _nutrient(field) for field in BY_FIELD},
    **{field: _text(field) for field in ("origin", "materials", "specification", "brand", "standards")},
    **{
        field: _text(field, lines=True)
        for field in ("ingredients", "usage", "storage", "warnings", "story", "summary_en")
    },
}
