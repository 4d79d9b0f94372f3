"""Form to declare an event wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from backend.common.dates import parse_vi_date
from backend.common.errors import DomainError
from backend.common.units import UNIT_CHOICES, parse_quantity
from traceability.events.actions import MAX_NOTE
from traceability.events.enums import ErrorReason


class DeclareForm(forms.Form):
    """A form to declare an event wrong: it never happened, or its numbers were different."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Sai thế nào"), choices=ErrorReason.choices, widget=forms.RadioSelect
    )
    quantity = forms.CharField(
        label=gettext_lazy("Số lượng đúng"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False, choices=UNIT_CHOICES)
    date = forms.CharField(
        label=gettext_lazy("Ngày đúng"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        required=False,
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") != ErrorReason.INCORRECT_DATA:
            return cleaned
        for name, parse in (("quantity", parse_quantity), ("date", parse_vi_date)):
            raw = (cleaned.get(name) or "").strip()
            if not raw:
                cleaned[name] = None
                continue
            try:
                cleaned[name] = parse(raw)
            except DomainError as error:
                self.add_error(name, str(error.message))
        return cleaned
