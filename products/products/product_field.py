"""Form field for a field of a product."""

from __future__ import annotations

from typing import Any

from django import forms

from backend.common.errors import DomainError
from products.products.cleaning import clean_field


class ProductField(forms.CharField):
    """Form field for the product field `field`. Cleans its text with products.products.cleaning.

    Cleaning errors become ValidationErrors with the same code.
    """

    def __init__(self, field: str, **kwargs: Any) -> None:
        self.product_field = field
        kwargs.setdefault("required", False)
        super().__init__(strip=True, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return clean_field(self.product_field, text)
        except DomainError as error:
            raise forms.ValidationError(str(error), code=error.code) from error
