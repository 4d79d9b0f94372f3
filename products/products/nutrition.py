"""The table of nutrition: what stands in it, in which units, and as people and programs read it.

What was read of the law, in secondary sources: Circular 29/2023/TT-BYT wants energy, protein, carbohydrate, fat and sodium in 100 g or
100 ml of packed food, from 2026-01-01 on, total sugars beside them where sugar was added and saturated fat where it was fried; the
goods in `Nutrition` need no table. Circular 30/2026/TT-BYT, which is the one to cite, was not at hand: neither its day, nor its
articles, nor its words for a small producer (the rules say so: is_checked is False). So nobody is freed by being small unless she
says that she is.
"""

from __future__ import annotations

import datetime as dt
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
ARTICLE = gettext_lazy("phần bảng dinh dưỡng (số điều và ngày áp dụng: luật sư xem lại)")
# From when a table is compulsory at all; the circular's own day was not at hand.
VALID_FROM = dt.date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Nutrient:
    """One line of the table. `term` and `code` are its property and its unit (UN/ECE Rec 20) in GS1's web vocabulary; `only_if` is the
    field of a product without which the line isn't asked for. More than `most` can't be in 100 g.
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
# Those that are shown and pinned with everything else a product says.
FIELDS = ("nutrition", "nutrition_per", *BY_FIELD, "has_added_sugar", "is_fried")


def is_wanted(product: Any, field: str) -> bool:
    """Whether a line of the table is asked for: she said that there is a table, and that it is that kind of food."""
    only_if = BY_FIELD[field].only_if
    return product.nutrition == Nutrition.TABLE and (not only_if or bool(getattr(product, only_if)))


def table_of(said: Mapping[str, Any]) -> dict[str, str]:
    """What is said of nutrition by `said` (a product's fields, or its published facts): {"per": "100g", "energy_kcal": "320", …},
    numbers without what doesn't count; empty where there is no table.
    """
    if said.get("nutrition") != Nutrition.TABLE:
        return {}
    lines = {
        each.field: f"{Decimal(str(said[each.field])).normalize():f}"
        for each in NUTRIENTS
        if said.get(each.field) not in (None, "")
    }
    return {"per": said.get("nutrition_per") or NutritionPer.GRAMS.value, **lines} if lines else {}


def table_of_product(product: Any) -> dict[str, str]:
    return table_of({field: getattr(product, field) for field in FIELDS})


def rows(table: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """One row for a page, a label or a paper, a line a nutrient; none where there is no table."""
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
    """The same in GS1's web vocabulary."""
    code = "MLT" if table["per"] == NutritionPer.MILLILITRES else "GRM"
    return {
        "gs1:nutrientBasisQuantity": _quantity("100", code),
        **{each.term: _quantity(table[each.field], each.code) for each in NUTRIENTS if each.field in table},
    }


def _quantity(value: str, code: str) -> dict[str, str]:
    return {"@type": "gs1:QuantitativeValue", "gs1:value": value, "gs1:unitCode": code}
