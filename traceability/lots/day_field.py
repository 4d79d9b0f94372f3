"""The form field for a day."""

from __future__ import annotations

from typing import Any

from django import forms

from backend.common.dates import DateError, parse_vi_date


class DayField(forms.CharField):
    """A field for a day, from the browser's date picker or typed; None if empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=20, widget=forms.DateInput(attrs={"type": "date"}), **kwargs
        )

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            return parse_vi_date(text)
        except DateError as error:
            raise forms.ValidationError(str(error.message)) from None
