"""The form field for a moment in Vietnam."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

_MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """Field for a moment in Vietnam time, with the phone's own picker.

    It also accepts typed forms such as 24/11/2026 08:00.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=[_MOMENT, f"{_MOMENT}:%S", "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y", "%H:%M, %d/%m/%Y"],
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT),
            help_text=gettext_lazy("Giờ Việt Nam."),
            error_messages={"invalid": gettext_lazy("Chị ghi ngày và giờ, ví dụ 24/11/2026 08:00.")},
            **kwargs,
        )
