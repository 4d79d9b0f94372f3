from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.units import UNIT_CHOICES, parse_quantity
from traceability.lots.day_field import DayField
from traceability.models import Lot

DAYS = ("harvested_date", "produced_date", "expiry_date")


class LotForm(forms.Form):
    quantity = forms.CharField(
        label=gettext_lazy("Số lượng"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=gettext_lazy("Ví dụ: 50 hoặc 12,5"),
        error_messages={"required": gettext_lazy("Chị viết số lượng, ví dụ 20 hoặc 1,5.")},
    )
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), choices=UNIT_CHOICES)
    harvested_date = DayField(label=gettext_lazy("Ngày thu hoạch"))
    produced_date = DayField(
        label=gettext_lazy("Ngày sản xuất (NSX)"),
        help_text=gettext_lazy("Điền khi hàng được chế biến, đóng gói."),
    )
    expiry_date = DayField(
        label=gettext_lazy("Hạn sử dụng (HSD)"),
        help_text=gettext_lazy("Để trống thì Piêu tính theo hạn dùng của sản phẩm."),
    )
    code = forms.CharField(
        label=gettext_lazy("Mã lô"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Để trống thì Piêu đặt mã. Ví dụ: MHM2611-1"),
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        ),
    )

    @classmethod
    def of(cls, lot: Lot) -> LotForm:
        """Return the form filled with the present values of `lot`."""
        initial: dict[str, Any] = {
            "quantity": f"{lot.quantity.normalize():f}".replace(".", ","),
            "unit": lot.unit,
            "code": lot.code,
        }
        for name in DAYS:
            day = getattr(lot, name)
            initial[name] = day.isoformat() if day else ""
        return cls(initial=initial)

    def clean_quantity(self) -> Any:
        try:
            return parse_quantity(self.cleaned_data["quantity"])
        except DomainError as error:
            raise forms.ValidationError(str(error.message)) from None


class LotRenameForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Mã lô mới"),
        max_length=20,
        help_text=gettext_lazy("Chữ in không dấu, số và gạch nối. Ví dụ: MHM2611-1"),
        error_messages={"required": gettext_lazy("Chị viết mã mới của lô.")},
        widget=forms.TextInput(
            attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
