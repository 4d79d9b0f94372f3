"""Forms of the wizard for a new product: one question per screen. The actions check the values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.units import UNITS, format_number
from products.models import Product
from products.producers.inputs import text_input
from products.products.product_field import ProductField

# What people sell in most; the others are in the list behind.
COMMON_UNITS = ("kg", "hu", "goi", "chai", "tui", "hop", "cai", "qua")


class VoiceForm(forms.Form):
    voice = forms.FileField(
        label=gettext_lazy("Lời kể của chị"),
        help_text=gettext_lazy("Kể trong một phút: ai làm, làm thế nào, có gì riêng."),
        widget=forms.FileInput(attrs={"accept": "audio/*", "capture": "user"}),
        error_messages={
            "required": gettext_lazy("Chị thu hoặc chọn một lời kể."),
            "empty": gettext_lazy("Chưa có tiếng. Chị thu lại."),
        },
    )


class NameForm(forms.Form):
    name = ProductField(
        "name",
        label=gettext_lazy("Sản phẩm tên gì?"),
        required=True,
        max_length=120,
        help_text=gettext_lazy("Ví dụ: Mận hậu Mộc Châu"),
        widget=text_input(enterkeyhint="next", autocapitalize="sentences"),
        error_messages={"required": gettext_lazy("Chị viết tên sản phẩm, ví dụ: Mận hậu Mộc Châu.")},
    )


class PriceForm(forms.Form):
    price = ProductField(
        "price",
        label=gettext_lazy("Giá bán bao nhiêu?"),
        required=True,
        max_length=40,
        help_text=gettext_lazy("Ví dụ: 45.000"),
        widget=text_input(inputmode="numeric", enterkeyhint="next"),
        error_messages={"required": gettext_lazy("Chị viết giá bán, ví dụ: 120.000.")},
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Giá đó cho một"),
        choices=[(code, UNITS[code].name) for code in COMMON_UNITS],
        widget=forms.RadioSelect,
        required=False,
    )
    other_unit = forms.ChoiceField(
        label=gettext_lazy("Đơn vị khác"),
        choices=[
            ("", gettext_lazy("Không, như trên")),
            *((code, unit.name) for code, unit in UNITS.items() if code not in COMMON_UNITS),
        ],
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["unit"] = values.get("other_unit") or values.get("unit") or ""
        if not values["unit"] and "unit" not in self.errors:
            self.add_error("unit", _("Chị chọn đơn vị bán, ví dụ: kg, hũ, gói."))
        return values

    @classmethod
    def initial_of(cls, product: Product) -> dict[str, Any]:
        is_common = product.unit in COMMON_UNITS
        return {
            "price": "" if product.price is None else format_number(product.price),
            "unit": product.unit if is_common else "",
            "other_unit": "" if is_common else product.unit,
        }


class QuantityForm(forms.Form):
    quantity = forms.CharField(
        label=gettext_lazy("Chị đang có bao nhiêu?"),
        max_length=20,
        help_text=gettext_lazy("Ví dụ: 50 hoặc 12,5"),
        widget=text_input(inputmode="decimal", enterkeyhint="done"),
        error_messages={"required": gettext_lazy("Chị viết số lượng đang có, ví dụ: 50.")},
    )
