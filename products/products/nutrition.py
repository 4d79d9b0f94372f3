"""The nutrition table: its lines, their units, and its forms for people and for programs.

The sources were secondary ones. By them, Circular 29/2023/TT-BYT requires energy, protein, carbohydrate, fat
and sodium in 100 g or 100 ml of packed food, from 2026-01-01 on. Food with added sugar also needs total
sugars, and fried food saturated fat. Goods in `Nutrition` need no table.

The circular to cite is Circular 30/2026/TT-BYT, but its text was not available. Its start date, its articles
and its words on small producers are unknown (the rules have is_checked False). So a small producer is exempt
only if the producer declares to be small.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.units import format_number
from products.products.enums import Nutrition, NutritionPer

DOCUMENT = "30/2026/TT-BYT"


@dataclass(frozen=True, slots=True)
class Nutrient:
    """One line of the nutrition table.

    term, code: the line's property and unit (UN/ECE Rec 20) in GS1's web vocabulary.
    only_if: the product field that makes the line required; empty for lines that are always required.
    most: the largest possible amount in 100 g.
    """

    field: str
    name: StrOrPromise
    unit: str
    term: str
    code: str
    most: int
    only_if: str = ""


NUTRIENTS = (
    Nutrient("energy_kcal", gettext_lazy("Năng lượng"), "kcal", "gs1:energyPerNutrientBasis", "E14", 900),
    Nutrient("protein_g", gettext_lazy("Chất đạm"), "g", "gs1:proteinPerNutrientBasis", "GRM", 100),
    Nutrient(
        "carbohydrate_g",
        gettext_lazy("Carbohydrat (chất bột đường)"),
        "g",
        "gs1:carbohydratesPerNutrientBasis",
        "GRM",
        100,
    ),
    Nutrient(
        "sugars_g",
        gettext_lazy("Đường tổng số"),
        "g",
        "gs1:sugarsPerNutrientBasis",
        "GRM",
        100,
        "has_added_sugar",
    ),
    Nutrient("fat_g", gettext_lazy("Chất béo"), "g", "gs1:fatPerNutrientBasis", "GRM", 100),
    Nutrient(
        "saturated_fat_g",
        gettext_lazy("Chất béo bão hoà"),
        "g",
        "gs1:saturatedFatPerNutrientBasis",
        "GRM",
        100,
        "is_fried",
    ),
    Nutrient("sodium_mg", gettext_lazy("Natri"), "mg", "gs1:sodiumPerNutrientBasis", "MGM", 40_000),
)
BY_FIELD = {each.field: each for each in NUTRIENTS}
# Fields that are shown, and pinned with the other facts of a product.
FIELDS = ("nutrition", "nutrition_per", *BY_FIELD, "has_added_sugar", "is_fried")


def is_wanted(product: Any, field: str) -> bool:
    """Return True if the product has a nutrition table, and its kind of food requires the line `field`."""
    only_if = BY_FIELD[field].only_if
    return product.nutrition == Nutrition.TABLE and (not only_if or bool(getattr(product, only_if)))


def table_of(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the nutrition table in `values` (a product's fields or its published facts), {} without one.

    The form is {"per": "100g", "energy_kcal": "320", …}; numbers have no trailing zeros.
    """
    if values.get("nutrition") != Nutrition.TABLE:
        return {}
    lines = {
        each.field: f"{Decimal(str(values[each.field])).normalize():f}"
        for each in NUTRIENTS
        if values.get(each.field) not in (None, "")
    }
    return {"per": values.get("nutrition_per") or NutritionPer.GRAMS.value, **lines} if lines else {}


def table_of_product(product: Any) -> dict[str, str]:
    return table_of({field: getattr(product, field) for field in FIELDS})


def rows(table: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """Return [(label, text)] of the nutrition table, with a line of text per nutrient; [] without a table."""
    if not table:
        return []
    lines = [
        f"{each.name}: {format_number(Decimal(table[each.field]))} {each.unit}"
        for each in NUTRIENTS
        if each.field in table
    ]
    per = "100 ml" if table["per"] == NutritionPer.MILLILITRES else "100 g"
    return [(_("Dinh dưỡng trong %(amount)s") % {"amount": per}, "\n".join(lines))]


def json_ld(table: Mapping[str, str]) -> dict[str, Any]:
    """Return the nutrition table as properties of GS1's web vocabulary."""
    code = "MLT" if table["per"] == NutritionPer.MILLILITRES else "GRM"
    return {
        "gs1:nutrientBasisQuantity": _quantity("100", code),
        **{each.term: _quantity(table[each.field], each.code) for each in NUTRIENTS if each.field in table},
    }


def _quantity(value: str, code: str) -> dict[str, str]:
    return {"@type": "gs1:QuantitativeValue", "gs1:value": value, "gs1:unitCode": code}
