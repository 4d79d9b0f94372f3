"""What a producer says when she carries an order through."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.units import format_number, format_quantity, unit_name
from orders.forms.fields import QuantityField
from orders.models import Order, OrderLine
from orders.stock import lot_left, sellable_lots
from traceability.models import Lot


class PackForm(forms.Form):
    """The lot of each line, and what the scale said where that decides the price."""

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[OrderLine] = list(order.lines.select_related("product"))
        lots: dict[int, list[Lot]] = {}
        for lot in sellable_lots({line.product_id for line in self.lines}).order_by("created_at", "pk"):
            lots.setdefault(lot.product_id, []).append(lot)
        self.by_number = {str(lot.pk): lot for each in lots.values() for lot in each}
        for line in self.lines:
            mine = lots.get(line.product_id, [])
            self.fields[f"lot-{line.pk}"] = forms.ChoiceField(
                label=_("Lô của %(line)s") % {"line": line},
                choices=[
                    (
                        str(lot.pk),
                        _("%(code)s, còn %(left)s")
                        % {"code": lot.code, "left": format_quantity(lot_left(lot), lot.unit)},
                    )
                    for lot in mine
                ],
                help_text="" if mine else _("Chưa có lô nào đang mở. Chị mở lô trước rồi đóng gói."),
                error_messages={"required": gettext_lazy("Chị chọn lô.")},
            )
            if line.is_weighed:
                self.fields[f"weight-{line.pk}"] = QuantityField(
                    label=_("Cân được (%(unit)s)") % {"unit": unit_name(line.unit)},
                    help_text=_("Đã đặt %(count)s") % {"count": format_number(line.quantity)},
                    error_messages={"required": gettext_lazy("Chị ghi số cân được.")},
                )

    @property
    def lots(self) -> dict[int, Lot]:
        return {line.pk: self.by_number[self.cleaned_data[f"lot-{line.pk}"]] for line in self.lines}

    @property
    def weighed(self) -> dict[int, Any]:
        return {line.pk: self.cleaned_data[f"weight-{line.pk}"] for line in self.lines if line.is_weighed}


class ShipForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Gửi bằng gì, số vận đơn"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ví dụ: xe khách Hải Vân, 0212 3 800 800; bưu điện EB123456789VN"),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao"),
        max_length=200,
        help_text=gettext_lazy("Người mua đọc câu này. Ví dụ: Mưa đá, vườn không còn quả."),
        error_messages={"required": gettext_lazy("Chị ghi lý do, người mua sẽ đọc.")},
    )
