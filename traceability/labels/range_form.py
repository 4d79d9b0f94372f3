"""The form that asks for some labels of a run."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.units import format_number
from traceability.drawing.layouts import LAYOUTS
from traceability.labels.runs.serials import MAX_TYPED, number_of
from traceability.models import LabelRun
from traceability.scans.origin.guesses import read_label

OTHER = "other"

WHOLE, NUMBERS, SERIALS = "whole", "numbers", "serials"


class CountField(forms.IntegerField):
    """A field for a whole number that also accepts "1.300" and "1 300" as 1300."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"[\s.](?=\d{3}(\D|$))", "", value.strip())
        return super().to_python(value)


class RangeForm(forms.Form):
    """A form for some labels of a run: all, by the numbers in a sheet's margin, or by serial.

    After is_valid, `first` and `last` are the numbers of the labels.
    """

    reasons: tuple[tuple[str, Any], ...] = ()

    which = forms.ChoiceField(
        label=gettext_lazy("Những tem nào"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Chị chọn những tem nào."),
            "invalid_choice": gettext_lazy(
                "Đợt tem này không chọn như thế được. Chị chọn một trong các ô dưới đây."
            ),
        },
    )
    first_number = CountField(label=gettext_lazy("Từ tem số"), required=False, min_value=1)
    last_number = CountField(label=gettext_lazy("Đến tem số"), required=False, min_value=1)
    first_serial = forms.CharField(
        label=gettext_lazy("Mã in trên tem đầu"),
        required=False,
        max_length=MAX_TYPED,
        help_text=gettext_lazy(
            "Gõ như trên tem, chữ thường hay chữ hoa đều được, hoặc dán đường dẫn mở ra khi quét tem."
        ),
    )
    last_serial = forms.CharField(
        label=gettext_lazy("Mã in trên tem cuối"),
        required=False,
        max_length=MAX_TYPED,
        help_text=gettext_lazy("Chỉ một con tem thì để trống ô này."),
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Vì sao"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Chị chọn một lý do.")},
    )
    other = forms.CharField(
        label=gettext_lazy("Lý do khác"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, run: LabelRun, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run, self.request = run, request
        layout = LAYOUTS[run.layout]
        # An example as in a sheet's margin: the second sheet, or the first if there is only one.
        sheet = min(2, layout.pages(run.count))
        self.example = (sheet - 1) * layout.per_page + 1, min(sheet * layout.per_page, run.count)
        self.first, self.last = 1, run.count
        choices = [(WHOLE, _("Cả đợt: %(count)s tem") % {"count": format_number(run.count)})]
        if layout.is_sheet:
            choices.append((NUMBERS, _("Một số tờ")))
        else:
            del self.fields["first_number"], self.fields["last_number"]
        choices.append((SERIALS, _("Vài con tem")))
        self.fields["which"].choices = choices  # type: ignore[attr-defined]
        self.fields["which"].initial = WHOLE
        self.fields["reason"].choices = [*self.reasons, (OTHER, _("Lý do khác"))]  # type: ignore[attr-defined]
        for name in ("first_serial", "last_serial"):
            self.fields[name].widget.attrs |= {
                "autocapitalize": "characters",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": "ABCD EFGH JKMN PQRS T",
            }
        for name in ("first_number", "last_number"):
            if name in self.fields:
                self.fields[name].widget.attrs |= {"inputmode": "numeric", "max": run.count}

    @property
    def words(self) -> str:
        """Return the reason that was chosen or typed, as text; "" if there is none."""
        chosen = self.cleaned_data.get("reason") or ""
        if chosen in ("", OTHER):
            return str(self.cleaned_data.get("other") or "")
        return str(dict(self.reasons)[chosen])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        which = data.get("which")
        if which == NUMBERS:
            self._by_number(data)
        elif which == SERIALS:
            self._by_serial(data)
        return data

    def _by_number(self, data: dict[str, Any]) -> None:
        first, last = data.get("first_number"), data.get("last_number")
        for name, number in (("first_number", first), ("last_number", last)):
            if number is None and name not in self.errors:
                self.add_error(name, _("Chị viết số tem, xem ở mép trên của tờ."))
        if first is None or last is None:
            return
        if not first <= last <= self.run.count:
            self.add_error(
                "last_number",
                _("Đợt này có tem số 1 đến %(last)s.") % {"last": format_number(self.run.count)},
            )
            return
        self.first, self.last = first, last

    def _by_serial(self, data: dict[str, Any]) -> None:
        numbers = []
        for name in ("first_serial", "last_serial"):
            typed = (data.get(name) or "").strip()
            if not typed:
                if name == "first_serial":
                    self.add_error(name, _("Chị gõ mã in trên con tem."))
                    return
                continue
            try:
                numbers.append(read_label(self.request, partial(number_of, self.run, typed)))
            except DomainError as error:
                self.add_error(name, str(error.message))
        if numbers and not self.errors:
            # The two labels may be typed in either order.
            self.first, self.last = min(numbers), max(numbers)
