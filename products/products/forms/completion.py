"""The form that completes a product: only the fields that a listing of its group needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from backend.common.units import UNITS, format_number
from products.certificates import ocop
from products.listing.requirements import Missing, rules_for
from products.models import Product
from products.producers.inputs import text_input
from products.products.cleaning import max_length
from products.products.completion_fields import FIELDS
from products.products.enums import Nutrition, NutritionPer
from products.products.nutrition import BY_FIELD as NUTRIENTS
from products.products.product_field import ProductField

# The group has a page of its own, with drawings.
_FIRST = ("is_packed",)
_BASIC = ("name", "price", "unit")
# Folded under the choice that asks for it.
_TABLE = (
    "nutrition_per", "energy_kcal", "protein_g", "carbohydrate_g", "has_added_sugar", "sugars_g", "fat_g", "is_fried",
    "saturated_fat_g", "sodium_mg",
)  # fmt: skip
_ASIDE = ("brand", "standards", "gtin")


def _make(field: str) -> forms.Field:
    label, example, kind = FIELDS[field]
    given: dict[str, Any] = {"label": label, "help_text": example}
    limit = max_length(Product, field) or None
    if kind == "choice":
        answers = Nutrition.choices if field == "nutrition" else NutritionPer.choices
        widget_of = forms.RadioSelect if field == "nutrition" else forms.Select
        blank = [] if field == "nutrition" else [("", gettext_lazy("Chọn"))]
        return forms.ChoiceField(choices=[*blank, *answers], required=False, widget=widget_of, **given)
    if kind == "flag":
        return forms.BooleanField(required=False, **given)
    if kind == "set":
        choices = [("", gettext_lazy("Chọn nhóm")), *ocop.set_choices()]
        return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, required=False, **given)
    if kind == "unit":
        return forms.ChoiceField(
            choices=[("", gettext_lazy("Chọn đơn vị")), *((code, unit.name) for code, unit in UNITS.items())],
            required=False,
            **given,
        )
    if kind == "months":
        return forms.TypedMultipleChoiceField(
            choices=[(month, str(month)) for month in range(1, 13)],
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            **given,
        )
    if kind in ("lines", "story"):
        widget: forms.Widget = forms.Textarea(attrs={"rows": 6 if kind == "story" else 3})
    elif kind == "number":
        widget = text_input(inputmode="numeric")
    elif kind == "decimal":
        widget = text_input(inputmode="decimal")
    else:
        widget = text_input()
    return ProductField(field, max_length=limit, widget=widget, **given)


class CompletionForm(forms.Form):
    """Form to complete a product: the fields that its listing needs, the basic ones, and filled ones.

    The fields depend on the stored group and packing. Saving another group changes the fields.
    missing: the empty required fields, for marks on the page.
    """

    def __init__(self, *args: Any, product: Product, missing: Iterable[Missing] = (), **kwargs: Any) -> None:
        kwargs.setdefault("initial", self._initial(product))
        super().__init__(*args, **kwargs)
        wanted = {rule.field for rule in rules_for(ocop_set=product.ocop_set, is_packed=product.is_packed)}
        filled = {field for field in FIELDS if getattr(product, field) not in (None, "", [], False)}
        apart = {*_FIRST, *_BASIC, "ocop_set", *_TABLE}
        has_table = "nutrition" in wanted or not filled.isdisjoint(("nutrition", *_TABLE))
        needed = [field for field in FIELDS if field not in apart and field in wanted]
        more = [field for field in FIELDS if field in _ASIDE or (field in filled and field not in needed)]
        self.groups = {
            "first": list(_FIRST),
            "needed": needed,
            "basic": list(_BASIC),
            "table": list(_TABLE) if has_table else [],
            "more": [field for field in more if field not in apart],
        }
        for field in [field for group in self.groups.values() for field in group]:
            self.fields[field] = _make(field)
        self.missing = {each.field: each for each in missing}

    @staticmethod
    def _initial(product: Product) -> dict[str, Any]:
        values = {field: getattr(product, field) for field in FIELDS}
        if product.price is not None:
            values["price"] = format_number(product.price)
        for field in ("alcohol_percent", *NUTRIENTS):
            if values[field] is not None:
                values[field] = format_number(values[field])
        if not product.origin and product.producer_id:
            unit = product.producer.unit
            names = (unit.name, unit.parent.name if unit.parent else "", "Việt Nam")
            values["origin"] = ", ".join(filter(None, names))
        return values

    def part(self, name: str) -> list[forms.BoundField]:
        return [self[field] for field in self.groups[name]]

    def changes(self) -> dict[str, Any]:
        """Return the `changes` for update_product: only the fields that this form showed."""
        return {field: self.cleaned_data[field] for field in self.fields}
