"""Forms with which a producer packs, ships, returns and ends an order, and a guest finds earlier ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.dates import format_date
from backend.common.units import format_number, format_quantity, unit_name
from members.people.fields import PhoneField
from orders.models import Order, OrderLine
from orders.orders.stock import converted, lots_left, may_serve, sellable_lots
from orders.shops.fields import DongField, QuantityField
from traceability.models import Lot


class PackForm(forms.Form):
    """The lot of each line, further lots if one may not be enough, and the weight of weighed lines."""

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines: list[OrderLine] = list(order.lines.select_related("product"))
        lots: dict[int, list[Lot]] = {}
        self.parts: dict[int, list[Lot]] = {}
        for lot in sellable_lots({line.product_id for line in self.lines}):
            lots.setdefault(lot.product_id, []).append(lot)
        self.by_number = {str(lot.pk): lot for each in lots.values() for lot in each}
        left = lots_left(self.by_number.values())
        for line in self.lines:
            mine = [lot for lot in lots.get(line.product_id, []) if may_serve(lot, line)]
            self.fields[f"lot-{line.pk}"] = forms.ChoiceField(
                label=_("Lô của %(line)s") % {"line": line},
                choices=[
                    (
                        str(lot.pk),
                        _("%(code)s, còn %(left)s")
                        % {"code": lot.code, "left": format_quantity(left[lot.pk], lot.unit)},
                    )
                    for lot in mine
                ],
                help_text=_none(line) if not mine else "",
                error_messages={"required": gettext_lazy("Chị chọn lô.")},
            )
            self.parts[line.pk] = [] if len(mine) < 2 else mine
            if any(
                converted(left[lot.pk], lot.unit, line.unit) < line.quantity for lot in self.parts[line.pk]
            ):
                for lot in mine:
                    self.fields[f"part-{line.pk}-{lot.pk}"] = QuantityField(
                        label=_("Lấy thêm từ lô %(code)s (%(unit)s)")
                        % {"code": lot.code, "unit": unit_name(line.unit)},
                        required=False,
                        help_text=_("Để trống nếu một lô đủ cả."),
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
    def also(self) -> dict[int, dict[int, Any]]:
        """Return the amounts from further lots: {line id: {lot id: amount}}."""
        entered = {
            line: {lot.pk: self.cleaned_data.get(f"part-{line}-{lot.pk}") for lot in lots}
            for line, lots in self.parts.items()
        }
        return {line: {pk: amount for pk, amount in each.items() if amount} for line, each in entered.items()}

    @property
    def weighed(self) -> dict[int, Any]:
        return {line.pk: self.cleaned_data[f"weight-{line.pk}"] for line in self.lines if line.is_weighed}


def _none(line: OrderLine) -> str:
    if line.ready_date:
        return _("Chưa có lô nào của vụ %(day)s đang mở. Thu rồi chị mở lô, rồi đóng gói.") % {
            "day": format_date(line.ready_date)
        }
    return _("Chưa có lô nào đang mở. Chị mở lô trước rồi đóng gói.")


class ShipForm(forms.Form):
    """How an order is sent; if it is unpaid, also the seller's confirmation to send it."""

    words = forms.CharField(
        label=gettext_lazy("Gửi bằng gì, số vận đơn"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ví dụ: xe khách Hải Vân, 0212 3 800 800; bưu điện EB123456789VN"),
    )
    labels_checked = forms.BooleanField(
        label=gettext_lazy("Đã xem mã tem từng gói, không gói nào bị thu hồi"), required=False
    )
    unpaid_ok = forms.BooleanField(
        label=gettext_lazy("Chưa thấy tiền về: tôi vẫn giao"),
        error_messages={
            "required": gettext_lazy(
                "Chưa thấy tiền của đơn này về: vẫn giao? Chị đánh dấu rồi bấm lại, hoặc đợi tiền về."
            )
        },
    )

    def __init__(self, *args: Any, asks_labels: bool, is_unpaid: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, is_asked in (("labels_checked", asks_labels), ("unpaid_ok", is_unpaid)):
            if not is_asked:
                del self.fields[name]


class PartBackForm(forms.Form):
    """How many pieces of each line, and how much of the delivery fee, to take off an order."""

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        # The form of a whole return is on the same page and has the same field names.
        super().__init__(*args, **{"auto_id": "part_%s", **kwargs})
        self.lines = list(order.lines.annotate(gone=Sum("returned__count", default=0)))
        for line in self.lines:
            left = line.count - line.gone
            self.fields[f"back-{line.pk}"] = forms.IntegerField(
                label=_("Trả lại mấy phần %(line)s") % {"line": line},
                help_text=_("Nhiều nhất %(count)s phần.") % {"count": format_number(left)},
                required=False,
                min_value=0,
                max_value=left,
            )
        if order.fee:
            self.fields["fee"] = DongField(label=_("Bớt phí giao (đồng)"), required=False, minimum=0)
        self.fields["money_only"] = forms.BooleanField(
            label=_("Chỉ trả lại tiền, hàng người mua giữ"), required=False
        )
        self.fields["reason"] = forms.CharField(
            label=_("Lý do trả lại một phần"),
            max_length=200,
            help_text=_("Người mua đọc câu này. Ví dụ: hai túi bị dập."),
            error_messages={"required": _("Chị ghi lý do, người mua sẽ đọc.")},
        )

    @property
    def arguments(self) -> dict[str, Any]:
        """Return the arguments of return_part."""
        data = self.cleaned_data
        counts = {line.pk: data.get(f"back-{line.pk}") or 0 for line in self.lines}
        return {
            "counts": counts,
            "fee": data.get("fee") or 0,
            "came_back": not data["money_only"],
            "reason": data["reason"],
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao"),
        max_length=200,
        help_text=gettext_lazy("Người mua đọc câu này. Ví dụ: Mưa đá, vườn không còn quả."),
        error_messages={"required": gettext_lazy("Chị ghi lý do, người mua sẽ đọc.")},
    )


class NumberForm(forms.Form):
    """The number of a guest who looks for orders."""

    phone = PhoneField()
