"""Form fields and widgets that several forms use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from backend.common.dates import format_date, parse_vi_date
from backend.common.errors import DomainError
from backend.common.name_choices import ByName
from members.branches.enums import UnitKind
from members.models import Unit


def text_input(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


class DateField(forms.CharField):
    """Form field for a date as people type it: 24/11/2026."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", gettext_lazy("Ngày/tháng/năm, ví dụ 24/11/2026"))
        kwargs.setdefault("max_length", 20)
        super().__init__(widget=text_input(inputmode="numeric"), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_vi_date(text.replace(" ", "/"))
        except DomainError as error:
            raise forms.ValidationError(str(error), code=error.code) from error

    def prepare_value(self, value: Any) -> Any:
        return format_date(value) if hasattr(value, "strftime") else value


class UnitField(forms.ModelChoiceField):
    """Form field to choose a commune or ward."""

    iterator = ByName

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Xã, phường"))
        queryset = Unit.objects.exclude(kind=UnitKind.PROVINCE).order_by("name")
        super().__init__(queryset=queryset, empty_label=gettext_lazy("Chọn xã, phường"), **kwargs)
