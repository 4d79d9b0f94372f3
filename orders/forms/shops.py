"""What a producer says of her shop."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.money import format_dong
from backend.common.units import UNIT_CHOICES, format_number
from orders.actions.shops import MAX_BREAKS
from orders.areas import area_choices
from orders.banks import bank_choices
from orders.forms.fields import DongField, QuantityField
from orders.models import Offer, Shop
from traceability.forms.lots import DayField


class OfferForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("Bán theo"),
        max_length=60,
        help_text=gettext_lazy("Ví dụ: túi 500 g, kg, thùng 10 kg"),
        error_messages={"required": gettext_lazy("Chị ghi bán theo gì, ví dụ: túi 500 g.")},
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
    min_count = forms.IntegerField(
        label=gettext_lazy("Mua ít nhất (phần)"), initial=1, min_value=1, max_value=10_000
    )
    is_weighed = forms.BooleanField(
        label=gettext_lazy("Cân lúc đóng gói mới biết đúng số: thiếu thì trừ tiền, thừa không thu thêm"),
        required=False,
    )
    breaks = forms.CharField(
        label=gettext_lazy("Giá mua nhiều"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Mỗi dòng một mức, số phần rồi giá. Ví dụ: 10 40.000"),
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

    @classmethod
    def of(cls, offer: Offer) -> OfferForm:
        """The form filled with what `offer` says now."""
        return cls(
            initial={
                "label": offer.label,
                "content": format_number(offer.content).replace(".", ""),
                "unit": offer.unit,
                "price": format_dong(offer.price),
                "min_count": offer.min_count,
                "is_weighed": offer.is_weighed,
                "breaks": "\n".join(
                    f"{step.from_count} {format_dong(step.price)}" for step in offer.breaks.all()
                ),
                "ready_date": offer.ready_date.isoformat() if offer.ready_date else "",
                "promised": format_number(offer.promised).replace(".", "") if offer.promised else "",
            }
        )

    def clean_breaks(self) -> dict[int, int]:
        steps: dict[int, int] = {}
        lines = [line for line in self.cleaned_data["breaks"].splitlines() if line.strip()]
        if len(lines) > MAX_BREAKS:
            raise forms.ValidationError(_("Nhiều nhất 5 mức giá mua nhiều."))
        price = DongField()
        for line in lines:
            count, _space, amount = line.strip().partition(" ")
            if not count.isascii() or not count.isdigit() or len(count) > 5 or not amount.strip():
                raise forms.ValidationError(
                    _("Chưa hiểu dòng “%(line)s”. Chị viết như: 10 40.000") % {"line": line.strip()[:40]}
                )
            steps[int(count)] = price.clean(amount)
        return steps


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
    """One place that goods are brought to, and the fee there."""

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


class RestForm(forms.Form):
    until = DayField(
        label=gettext_lazy("Tạm nghỉ đến hết ngày"),
        help_text=gettext_lazy("Trong lúc nghỉ không ai đặt được. Để trống để bán lại ngay."),
    )
