"""Form fields for money, amounts of goods and days as people type them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from backend.common.errors import DomainError
from backend.common.money import parse_dong
from backend.common.units import parse_quantity
from orders.shops.areas import MAX_DAYS


class DongField(forms.CharField):
    """An amount of đồng as typed, "120.000" or "120k". It cleans to an integer, or to None if empty."""

    def __init__(self, *, minimum: int = 1_000, **kwargs: Any) -> None:
        self.minimum = minimum
        kwargs.setdefault("max_length", 40)
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_dong(text, minimum=self.minimum)
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error


class DaysField(forms.IntegerField):
    """About how many days a delivery takes, an optional number from 1 to MAX_DAYS."""

    def __init__(self, **kwargs: Any) -> None:
        words = _("Chị ghi từ 1 đến 60 ngày, hoặc để trống.")
        kwargs["error_messages"] = dict.fromkeys(("invalid", "min_value", "max_value"), words)
        super().__init__(required=False, min_value=1, max_value=MAX_DAYS, **kwargs)


class QuantityField(forms.CharField):
    """An amount of goods as typed, "1,5". It cleans to a Decimal, or to None if empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_quantity(text)
        except DomainError as error:
            raise forms.ValidationError(error.message, code=error.code) from error
