"""What a buyer says at the basket, and whoever writes an order down for her."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from members.fields import CodeField
from members.models import User
from orders.enums import Delivery, Payment
from orders.models import Shop
from products.models import Producer


class BuyerForm(forms.Form):
    """Who buys and where to; and for each producer how the goods and the money travel."""

    name = forms.CharField(
        label=gettext_lazy("Tên người nhận"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Xin ghi tên người nhận.")},
    )
    phone = forms.CharField(
        label=gettext_lazy("Số điện thoại"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("Người bán gọi số này để giao hàng. Ví dụ: 0912 345 678"),
        error_messages={"required": gettext_lazy("Xin ghi số điện thoại.")},
    )
    place = forms.CharField(
        label=gettext_lazy("Xã, phường và tỉnh"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Ví dụ: phường Cầu Giấy, Hà Nội. Tự đến lấy thì để trống."),
    )
    landmark = forms.CharField(
        label=gettext_lazy("Số nhà, đường, chỗ dễ tìm"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Ví dụ: 12 ngõ 5, cạnh cổng chợ"),
    )
    note = forms.CharField(
        label=gettext_lazy("Nhắn người bán"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Ví dụ: giao sau 5 giờ chiều"),
    )

    def __init__(self, *args: Any, shops: list[Shop], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shops = shops
        for shop in shops:
            self.fields[f"delivery-{shop.producer_id}"] = _choice(
                gettext_lazy("Nhận hàng"),
                [
                    *([(Delivery.SHIP.value, Delivery.SHIP.label)] if shop.delivers else []),
                    *([(Delivery.PICKUP.value, Delivery.PICKUP.label)] if shop.has_pickup else []),
                ],
                shop.pickup_words if not shop.delivers else "",
            )
            self.fields[f"payment-{shop.producer_id}"] = _choice(
                gettext_lazy("Trả tiền"),
                [
                    *([(Payment.TRANSFER.value, Payment.TRANSFER.label)] if shop.account else []),
                    (Payment.ON_DELIVERY.value, Payment.ON_DELIVERY.label),
                ],
                "",
            )

    @classmethod
    def prefilled(cls, user: Any, shops: list[Shop]) -> BuyerForm:
        """Her own name and number where she is logged in."""
        known: dict[str, Any] = {}
        if isinstance(user, User):
            known = {"name": user.full_name, "phone": user.phone or ""}
        return cls(initial=known, shops=shops)

    def ways(self, producer: Producer) -> list[forms.BoundField]:
        return [self[f"delivery-{producer.pk}"], self[f"payment-{producer.pk}"]]

    def of_buyer(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "phone", "place", "landmark", "note")]


class CodeForm(forms.Form):
    """The six digits that a buyer's number was sent."""

    code = CodeField(error_messages={"required": gettext_lazy("Bạn ghi 6 chữ số trong tin nhắn.")})


def _choice(label: Any, choices: list[tuple[str, Any]], help_text: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        initial=choices[0][0] if choices else None,
        help_text=help_text,
        error_messages={"required": gettext_lazy("Xin chọn một cách.")},
    )
