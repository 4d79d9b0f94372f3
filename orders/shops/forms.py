"""Forms for a producer's shop."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.money import format_dong
from backend.common.units import UNIT_CHOICES, format_number
from orders.models import Offer, Shop
from orders.payments.ways.transfer.banks import bank_choices
from orders.shops.actions.shops import MAX_BREAKS
from orders.shops.areas import area_choices
from orders.shops.fields import DongField, QuantityField
from traceability.lots.day_field import DayField

_COUNT = re.compile(r"\d{1,5}(?:,\d{1,3})?", re.ASCII)


class OfferForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("Bán theo"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Ví dụ: túi 500 g, thùng 10 kg, chục"),
    )
    is_by_amount = forms.BooleanField(
        label=gettext_lazy("Bán theo lượng: người mua chọn 1 kg, 1,5 kg …"),
        required=False,
        help_text=gettext_lazy(
            "Ô dưới là bước, ví dụ 0,5. Giá, mua ít nhất và giá mua nhiều ghi theo kg (lít, mét)."
        ),
    )
    content = QuantityField(
        label=gettext_lazy("Một phần lấy bao nhiêu từ lô"),
        help_text=gettext_lazy("Túi 500 g thì ghi 0,5 và chọn kg."),
        error_messages={"required": gettext_lazy("Chị ghi một phần lấy bao nhiêu, ví dụ 0,5.")},
    )
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị của lô"), choices=UNIT_CHOICES)
    price = DongField(
        label=gettext_lazy("Giá một phần (đồng)"),
        help_text=gettext_lazy("Ví dụ: 45.000 hoặc 45k"),
        error_messages={"required": gettext_lazy("Chị ghi giá, ví dụ 45.000.")},
    )
    min_count = QuantityField(
        label=gettext_lazy("Mua ít nhất"),
        required=False,
        help_text=gettext_lazy("Số phần; bán theo lượng thì ghi số kg. Để trống là một phần, một bước."),
    )
    is_weighed = forms.BooleanField(
        label=gettext_lazy("Cân lúc đóng gói mới biết đúng số: thiếu thì trừ tiền, thừa không thu thêm"),
        required=False,
    )
    breaks = forms.CharField(
        label=gettext_lazy("Giá mua nhiều"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Mỗi dòng một mức, số phần (số kg) rồi giá. Ví dụ: 10 40.000"),
    )
    ready_date = DayField(
        label=gettext_lazy("Nhận đặt trước: ngày có hàng"),
        help_text=gettext_lazy("Để trống nếu hàng đã có trong lô."),
    )
    promised = QuantityField(
        label=gettext_lazy("Nhận đặt trước nhiều nhất"),
        required=False,
        help_text=gettext_lazy("Theo đơn vị của lô. Ví dụ: 200"),
    )

    season_months = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Chỉ bán trong tháng"),
        choices=[(month, str(month)) for month in range(1, 13)],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy(
            "Để trống là bán quanh năm. Ngoài những tháng này Piêu tự ngừng bán, đến tháng thì tự bán lại; đặt trước vẫn nhận."
        ),
    )

    @classmethod
    def of(cls, offer: Offer) -> OfferForm:
        """Return the form filled with the values of `offer`."""
        return cls(
            initial={
                "label": offer.label,
                "is_by_amount": offer.is_by_amount,
                "content": _plain(offer.content),
                "unit": offer.unit,
                "price": format_dong(offer.per_price()),
                "min_count": _plain(_in_sale_unit(offer, offer.min_count)),
                "is_weighed": offer.is_weighed,
                "breaks": "\n".join(
                    f"{_plain(_in_sale_unit(offer, step.from_count))} {format_dong(offer.per_price(step.price))}"
                    for step in offer.breaks.all()
                ),
                "ready_date": offer.ready_date.isoformat() if offer.ready_date else "",
                "promised": _plain(offer.promised) if offer.promised else "",
                "season_months": offer.season_months,
            }
        )

    def clean_breaks(self) -> dict[Decimal, int]:
        steps: dict[Decimal, int] = {}
        lines = [line for line in self.cleaned_data["breaks"].splitlines() if line.strip()]
        if len(lines) > MAX_BREAKS:
            raise forms.ValidationError(_("Nhiều nhất 5 mức giá mua nhiều."))
        price = DongField()
        for line in lines:
            count, _space, amount = line.strip().partition(" ")
            if not _COUNT.fullmatch(count) or not amount.strip():
                raise forms.ValidationError(
                    _("Chưa hiểu dòng “%(line)s”. Chị viết như: 10 40.000") % {"line": line.strip()[:40]}
                )
            steps[Decimal(count.replace(",", "."))] = price.clean(amount)
        return steps

    def clean(self) -> dict[str, Any]:
        """Convert amounts and prices of a whole unit to pieces and prices per piece, for save_offer."""
        data = super().clean() or self.cleaned_data
        is_by_amount, content = data.get("is_by_amount"), data.get("content")
        if not is_by_amount and not data.get("label") and "label" not in self.errors:
            self.add_error("label", _("Chị ghi bán theo gì, ví dụ: túi 500 g."))
        step = content if is_by_amount else Decimal(1)
        if not step:
            return data
        if "min_count" in data:
            data["min_count"] = self._pieces(data["min_count"] or step, step, "min_count")
        if "breaks" in data:
            found = {
                self._pieces(amount, step, "breaks"): self._a_piece(price, step, "breaks")
                for amount, price in data["breaks"].items()
            }
            if "breaks" in self.cleaned_data:
                data["breaks"] = found
        if data.get("price") is not None:
            data["price"] = self._a_piece(data["price"], step, "price")
        return data

    def _pieces(self, amount: Decimal, step: Decimal, field: str) -> int:
        pieces = amount / step
        if pieces != int(pieces) and field not in self.errors:
            self.add_error(
                field,
                _("Ghi theo bước %(step)s.") % {"step": format_number(step)}
                if step != 1
                else _("Số phần là số nguyên, không có phần lẻ."),
            )
        return int(pieces)

    def _a_piece(self, price: int, step: Decimal, field: str) -> int:
        whole = price * step
        if whole != int(whole) and field not in self.errors:
            self.add_error(field, _("Giá một bước phải tròn đồng. Chị đổi giá hoặc bước."))
        return int(whole)


def _in_sale_unit(offer: Offer, count: int) -> Decimal:
    """Return `count` pieces as the amount that the form shows: in the unit, or in pieces."""
    return offer.content * count if offer.is_by_amount else Decimal(count)


def _plain(amount: Decimal) -> str:
    """Format the amount for a form field, without thousands separators."""
    return format_number(amount).replace(".", "")


class DeliveryForm(forms.Form):
    delivers = forms.BooleanField(label=gettext_lazy("Giao tận nơi"), required=False)
    delivery_words = forms.CharField(
        label=gettext_lazy("Giao đến đâu, bằng gì"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Ví dụ: Trong tỉnh gửi xe khách, ngoài tỉnh gửi bưu điện."),
    )
    delivery_fee = DongField(
        label=gettext_lazy("Phí giao (đồng)"),
        required=False,
        minimum=0,
        help_text=gettext_lazy("Ghi 0 nếu không thu."),
    )
    free_from = DongField(
        label=gettext_lazy("Miễn phí giao từ (đồng)"),
        required=False,
        help_text=gettext_lazy("Ví dụ: 500.000. Để trống nếu lúc nào cũng thu."),
    )
    has_pickup = forms.BooleanField(label=gettext_lazy("Người mua đến lấy được"), required=False)
    pickup_words = forms.CharField(
        label=gettext_lazy("Lấy hàng ở đâu, lúc nào"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Mỗi dòng một chỗ. Ví dụ: Tại nhà, bản Tà Niết, sáng thứ bảy."),
    )

    @classmethod
    def of(cls, shop: Shop) -> DeliveryForm:
        return cls(
            initial={
                "delivers": shop.delivers,
                "delivery_words": shop.delivery_words,
                "delivery_fee": format_dong(shop.delivery_fee),
                "free_from": format_dong(shop.free_from) if shop.free_from is not None else "",
                "has_pickup": shop.has_pickup,
                "pickup_words": shop.pickup_words,
            }
        )

    def clean_delivery_fee(self) -> int:
        return self.cleaned_data["delivery_fee"] or 0


class AreaForm(forms.Form):
    """A delivery area and its fee."""

    unit = forms.TypedChoiceField(
        label=gettext_lazy("Giao đến"),
        coerce=int,
        error_messages={"required": gettext_lazy("Chị chọn nơi giao.")},
    )
    fee = DongField(
        label=gettext_lazy("Phí giao (đồng)"),
        minimum=0,
        help_text=gettext_lazy("Ghi 0 nếu không thu."),
        error_messages={"required": gettext_lazy("Chị ghi phí giao, hoặc 0.")},
    )
    free_from = DongField(
        label=gettext_lazy("Miễn phí giao từ (đồng)"),
        required=False,
        help_text=gettext_lazy("Để trống nếu lúc nào cũng thu."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext_lazy("Chọn tỉnh hoặc xã")), *area_choices()]


class AccountForm(forms.Form):
    bank = forms.ChoiceField(
        label=gettext_lazy("Ngân hàng"),
        required=False,
        choices=[("", gettext_lazy("Không nhận chuyển khoản")), *bank_choices()],
    )
    account = forms.CharField(
        label=gettext_lazy("Số tài khoản"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("Chị xem kỹ từng số: tiền của người mua vào thẳng tài khoản này."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    holder = forms.CharField(
        label=gettext_lazy("Tên chủ tài khoản"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Người mua đọc tên này để biết chuyển đúng người."),
    )

    @classmethod
    def of(cls, shop: Shop) -> AccountForm:
        return cls(initial={"bank": shop.bank, "account": shop.account, "holder": shop.holder})


class StopForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao dừng bán"),
        max_length=300,
        help_text=gettext_lazy("Người bán đọc câu này."),
        error_messages={"required": gettext_lazy("Chị ghi lý do, người bán sẽ đọc.")},
    )
    authority = forms.CharField(
        label=gettext_lazy("Cơ quan yêu cầu, số văn bản"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Có yêu cầu của cơ quan thì dừng ngay; để trống thì dừng sau năm ngày."),
    )


class LiftForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao cho bán lại"),
        max_length=300,
        error_messages={"required": gettext_lazy("Chị ghi lý do, người bán sẽ đọc.")},
    )


class RestForm(forms.Form):
    until = DayField(
        label=gettext_lazy("Tạm nghỉ đến hết ngày"),
        help_text=gettext_lazy("Trong lúc nghỉ không ai đặt được. Để trống để bán lại ngay."),
    )
