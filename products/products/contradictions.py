"""Find fields of a product that contradict each other. products/products/cleaning.py checks each field alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from backend.common.units import format_number
from products.models import Product
from products.products.enums import Nutrition, NutritionPer
from products.products.nutrition import FIELDS

# Most protein, carbohydrate and fat together in 100 g or 100 ml: the thickest syrups weigh 1.4 times their
# water.
MOST_IN = {NutritionPer.GRAMS.value: 100, NutritionPer.MILLILITRES.value: 140}
PARTS = ("protein_g", "carbohydrate_g", "fat_g")
KCAL_OF = {"protein_g": 4, "carbohydrate_g": 4, "fat_g": 9}
# Fibre and acids give less energy than the factors assume, and laboratories round. Report only large gaps.
FAR_KCAL, FAR_PART = Decimal(30), Decimal("0.3")


# Not the comma of "99,5 %", and nothing within brackets.
_BETWEEN = re.compile(r"(?<!\d)[,;](?!\d)|[,;](?=\s)|[\n+&]|\s(?:và|với)\s")
_NOT_INSIDE = ("không", "chưa", "nguyên chất")


def contradictions(values: Mapping[str, Any], *, changed: set[str] | None = None) -> dict[str, str]:
    """Return {field: message} for fields of a product in `values` that contradict other fields.

    changed: if given, report only contradictions of these fields. So older errors don't block other changes.
    """
    found: dict[str, str] = {}
    for fields, field, sentence in _all(values):
        if changed is None or not changed.isdisjoint(fields):
            found.setdefault(field, sentence)
    return found


def ingredients_of(text: str) -> list[str]:
    """Return the names in a list of ingredients, without amounts, brackets and ingredients that it excludes.

    >>> ingredients_of("Mận hậu 80%, đường (mía), muối."), ingredients_of("Mật ong 99,5%, không pha thêm")
    (['Mận hậu', 'đường', 'muối'], ['Mật ong'])
    """
    plain = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", text)
    parts = (re.sub(r"\d[\d.,]*\s*(?:%|(?:mg|kg|g|ml|l)\b)?", " ", part) for part in _BETWEEN.split(plain))
    names = (" ".join(part.split()).strip(" .:-") for part in parts)
    return [name for name in names if name and not name.casefold().startswith(_NOT_INSIDE)]


def _all(values: Mapping[str, Any]) -> list[tuple[set[str], str, str]]:
    if (
        values.get("nutrition") == Nutrition.SINGLE
        and len(named := ingredients_of(values.get("ingredients") or "")) > 1
    ):
        sentence = _(
            "Thành phần có nhiều thứ (%(names)s), không phải một. Chị chọn mục khác, hoặc sửa thành phần."
        ) % {"names": ", ".join(named[:5])}
        return [({"nutrition", "ingredients"}, "nutrition", sentence)]
    if values.get("nutrition") not in (None, "", Nutrition.TABLE):
        return []  # without a table the numbers don't count
    amounts = {field: _amount(values.get(field)) for field in (*PARTS, "sugars_g", "saturated_fat_g")}
    per = values.get("nutrition_per") or NutritionPer.GRAMS.value
    most, total = MOST_IN.get(per, 100), sum(amounts[field] or 0 for field in PARTS)
    found = []
    if total > most:
        largest = max(PARTS, key=lambda field: amounts[field] or 0)
        sentence = _("Chất đạm, bột đường và chất béo cộng lại là %(sum)s g, nhiều hơn %(most)s g. Chị xem lại các số này.") % {
            "sum": format_number(Decimal(total)), "most": most,
        }  # fmt: skip
        found.append(({*PARTS, "nutrition", "nutrition_per"}, largest, sentence))
    for part, whole, sentence in (
        ("sugars_g", "carbohydrate_g", _("Đường nằm trong chất bột đường, nên không nhiều hơn số ấy được.")),
        (
            "saturated_fat_g",
            "fat_g",
            _("Chất béo bão hoà nằm trong chất béo, nên không nhiều hơn số ấy được."),
        ),
    ):
        inner, outer = amounts[part], amounts[whole]
        if inner is not None and outer is not None and inner > outer:
            found.append(({"nutrition", part, whole}, part, sentence))
    return found


def far_energy(values: Mapping[str, Any]) -> Decimal | None:
    """Return the calculated energy in kcal if the stated energy is too far from it, else None.

    It is 4 kcal per gram of protein or carbohydrate and 9 kcal per gram of fat. None also if a number is
    missing, and for drinks with alcohol, because alcohol gives energy too.
    """
    if values.get("nutrition") != Nutrition.TABLE or values.get("alcohol_percent"):
        return None
    written, amounts = _amount(values.get("energy_kcal")), [_amount(values.get(field)) for field in PARTS]
    if written is None or None in amounts:
        return None
    reckoned = sum(
        (amount * KCAL_OF[field] for field, amount in zip(PARTS, amounts, strict=True) if amount is not None),
        Decimal(0),
    )
    gap = abs(written - reckoned)
    return reckoned if gap > FAR_KCAL and gap > FAR_PART * max(written, reckoned) else None


def far_energy_of(product: Product) -> Decimal | None:
    """Return the calculated energy of `product` in whole kcal if the stated one is far from it, else None."""
    reckoned = far_energy({field: getattr(product, field) for field in (*FIELDS, "alcohol_percent")})
    return None if reckoned is None else reckoned.quantize(Decimal(1))


def _amount(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))
