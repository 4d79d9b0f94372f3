from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.dates import parse_vi_date
from backend.common.errors import DomainError
from backend.common.units import UNIT_CHOICES, parse_quantity
from members.models import User
from products.models import Product
from products.products.distinctions import distinct_names, pictured
from traceability.diary.actions import MAX_LINES, SheetLine
from traceability.events.actions import MAX_NOTE

_DAY_AND_MONTH = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})")


def parse_sheet_day(raw: str) -> dt.date:
    """Return the day written in a box of the sheet, such as "24/11". Raises DateError.

    Without a year it is the latest such day that is not in the future.
    """
    match = _DAY_AND_MONTH.fullmatch(raw.strip())
    if not match:
        return parse_vi_date(raw)
    today = timezone.localdate()
    day = parse_vi_date(f"{match[1]}/{match[2]}/{today.year}")
    return day if day <= today else parse_vi_date(f"{match[1]}/{match[2]}/{today.year - 1}")


class LineForm(forms.Form):
    """Form of one line of a harvest sheet. `is_blank` marks an empty line, which is not recorded."""

    number = 0
    is_blank = True

    date = forms.CharField(
        label=gettext_lazy("Ngày"),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"placeholder": gettext_lazy("ví dụ 24/11"), "autocomplete": "off", "inputmode": "tel"}
        ),
    )
    product = forms.TypedChoiceField(
        label=gettext_lazy("Sản phẩm"),
        required=False,
        empty_value=None,
        error_messages={
            "invalid_choice": gettext_lazy("Sản phẩm này không phải của chị, hoặc đã ngừng bán.")
        },
    )
    quantity = forms.CharField(
        label=gettext_lazy("Số lượng"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        required=False,
        max_length=MAX_NOTE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.is_blank = not (cleaned.get("date") or cleaned.get("quantity") or cleaned.get("note"))
        if self.is_blank:
            return cleaned
        for name, parse in (("date", parse_sheet_day), ("quantity", parse_quantity)):
            try:
                cleaned[name] = parse(cleaned.get(name) or "")
            except DomainError as error:
                self.add_error(name, str(error.message))
        if cleaned.get("product") is None and "product" not in self.errors:
            self.add_error("product", _("Chị chọn sản phẩm."))
        return cleaned


class SheetForm:
    """The forms of all lines of a harvest sheet."""

    def __init__(self, data: Any = None, *, member: User) -> None:
        self.products = list(
            Product.objects.run_by(member)
            .exclude(state="retired")
            .select_related("producer")
            .prefetch_related("photo_links__photo")
            .order_by("-pk")
        )
        by_pk = {str(p.pk): p for p in self.products}
        names = distinct_names(self.products)
        # A select list can't show photos, so they stand beside the lines.
        self.pictures = [pictured(p, names[p.pk]) for p in self.products] if len(self.products) > 1 else []
        only = next(iter(by_pk)) if len(by_pk) == 1 else None
        self.lines = []
        for number in range(1, MAX_LINES + 1):
            unit = (by_pk[only].unit or "kg") if only else ""
            line = LineForm(data, prefix=f"l{number}", initial={"product": only, "unit": unit})
            line.number = number
            product: Any = line.fields["product"]
            product.coerce = by_pk.__getitem__
            product.choices = [("", "–"), *((pk, names[p.pk]) for pk, p in by_pk.items())]
            units: Any = line.fields["unit"]
            units.choices = [("", _("như giá bán")), *UNIT_CHOICES]
            self.lines.append(line)

    def is_valid(self) -> bool:
        # Validate every line, so that every cell shows its error.
        answers = [line.is_valid() for line in self.lines]
        return all(answers)

    @property
    def written(self) -> list[SheetLine]:
        return [
            SheetLine(
                number=line.number,
                product=line.cleaned_data["product"],
                day=line.cleaned_data["date"],
                quantity=line.cleaned_data["quantity"],
                unit=line.cleaned_data["unit"],
                note=line.cleaned_data["note"],
            )
            for line in self.lines
            if not line.is_blank
        ]

    def refuse(self, lines: dict[int, dict[str, str]]) -> None:
        """Attach the errors of SheetError to their cells."""
        for number, errors in lines.items():
            line = self.lines[number - 1]
            for field, message in errors.items():
                line.add_error(field if field in line.fields else None, message)
