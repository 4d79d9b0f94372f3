"""Forms to make, reprint and void labels."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from traceability.drawing.layouts import MAX_OFFSET
from traceability.labels.actions import MAX_LABELS
from traceability.labels.range_form import OTHER, SERIALS, CountField, RangeForm

REPRINT_REASONS = (
    ("spoiled", gettext_lazy("Giấy kẹt, nhoè hoặc rách")),
    ("shifted", gettext_lazy("In bị lệch khỏi con tem")),
    ("lost", gettext_lazy("Tờ in bị mất, chưa dán")),
)
VOID_REASONS = (
    ("spoiled", gettext_lazy("Tem hỏng khi in hoặc khi dán")),
    ("lost", gettext_lazy("Tem bị mất")),
    ("unused", gettext_lazy("Tem thừa, không dùng đến")),
    ("wrong", gettext_lazy("Tem ghi sai")),
)


class MillimetreField(forms.DecimalField):
    """A field for -5 to 5 mm with at most two decimals. Reads comma and point alike, and empty as 0."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=-MAX_OFFSET,
            max_value=MAX_OFFSET,
            decimal_places=2,
            required=False,
            # Number pads of phones have no minus.
            widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "maxlength": 6}),
            error_messages={
                "invalid": gettext_lazy("Chị viết số mm, ví dụ 1,5 hoặc -0,5."),
                "max_value": gettext_lazy("Lệch tối đa 5 mm."),
                "min_value": gettext_lazy("Lệch tối đa 5 mm."),
                "max_decimal_places": gettext_lazy("Chị viết số mm, ví dụ 1,5 hoặc -0,5."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip().replace(",", ".").replace("−", "-") or "0"
        return super().to_python(value if value is not None else 0)


class OffsetForm(forms.Form):
    """A form for a printer's horizontal and vertical offset; an empty field means 0 mm."""

    offset_x = MillimetreField(
        label=gettext_lazy("Sang phải (mm)"), help_text=gettext_lazy("Sang trái thì viết số âm, ví dụ -1,5")
    )
    offset_y = MillimetreField(
        label=gettext_lazy("Xuống dưới (mm)"), help_text=gettext_lazy("Lên trên thì viết số âm")
    )


class RunForm(OffsetForm):
    """A form for the number of labels and the printer's offset. The paper is not a field."""

    count = CountField(
        label=gettext_lazy("Chị cần bao nhiêu tem?"),
        min_value=1,
        max_value=MAX_LABELS,
        widget=forms.NumberInput(attrs={"autocomplete": "off", "min": 1, "max": MAX_LABELS}),
        error_messages={
            "required": gettext_lazy("Chị viết số tem, ví dụ 65."),
            "invalid": gettext_lazy("Chị viết số tem bằng chữ số, ví dụ 65."),
            "min_value": gettext_lazy("Ít nhất 1 tem."),
            "max_value": gettext_lazy("Mỗi đợt làm nhiều nhất 100.000 tem."),
        },
    )
    field_order = ("count", "offset_x", "offset_y")


class PrintForm(RangeForm):
    reasons = REPRINT_REASONS


class VoidForm(RangeForm):
    reasons = VOID_REASONS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Mostly a few labels are voided, and a wrong tap must not void a whole run.
        self.fields["which"].initial = SERIALS

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.words:
            self.add_error(
                "other" if data.get("reason") == OTHER else "reason",
                _("Chị chọn vì sao huỷ. Ai quét tem sẽ đọc câu này."),
            )
        return data
