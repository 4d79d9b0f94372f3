"""Forms for a producer's shop."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.money import format_dong
from backend.common.units import UNIT_CHOICES, UNITS, Kind, format_number, format_quantity, unit_name
from orders.models import Offer, Shop
from orders.payments.ways.transfer.banks import bank_choices
from orders.shops.actions.shops import MAX_BREAKS, first_months
from orders.shops.areas import area_choices
from orders.shops.fields import DaysField, DongField, QuantityField
from orders.shops.models import SMALLER
from products.models import Product
from traceability.lots.day_field import DayField
from traceability.lots.packs import pack_content

# What one piece is called if the seller doesn't name it. Counted goods are called by their number: "10 quả".
USUAL_PIECES = {Kind.MASS: "túi", Kind.VOLUME: "chai", Kind.LENGTH: "tấm"}


class OfferForm(forms.Form):
    """The form of an offer: how much is in one piece, and its price; the rest is folded.

    FIRST are the names of the questions that are always shown; with `offer`, which is to be changed, also the name of
    one piece: a new size under the old name would mislead buyers. Each price break has two fields, `break_from_1` and
    `break_price_1` for the first.
    """

    FIRST = ("content", "unit", "price")

    content = QuantityField(
        label=gettext_lazy("Mỗi túi, hộp, thùng có bao nhiêu?"),
        help_text=gettext_lazy("Ví dụ: túi 500 g thì ghi 500 và chọn g."),
        error_messages={"required": gettext_lazy("Chị ghi mỗi túi, hộp, thùng có bao nhiêu, ví dụ 0,5.")},
    )
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), choices=UNIT_CHOICES)
    price = DongField(
        label=gettext_lazy("Giá bao nhiêu?"),
        help_text=gettext_lazy("Ví dụ: 45.000 hoặc 45k"),
        error_messages={"required": gettext_lazy("Chị ghi giá, ví dụ 45.000.")},
    )
    label = forms.CharField(
        label=gettext_lazy("Gọi tên là gì?"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Ví dụ: thùng 10 kg, chục. Để trống thì Piêu tự gọi, như túi 500 g."),
    )
    is_by_amount = forms.BooleanField(
        label=gettext_lazy("Người mua được chọn số lẻ, như 1,5 kg"),
        required=False,
        help_text=gettext_lazy(
            "Ví dụ: chị ghi 0,5 kg ở trên thì người mua chọn 0,5 kg, 1 kg hay 1,5 kg. Chị ghi giá của 1 kg."
        ),
    )
    min_count = QuantityField(
        label=gettext_lazy("Mua ít nhất bao nhiêu?"),
        required=False,
        help_text=gettext_lazy("Ví dụ: 2"),
    )
    is_weighed = forms.BooleanField(
        label=gettext_lazy("Cân lúc đóng gói mới biết đúng số: thiếu thì trừ tiền, thừa không thu thêm"),
        required=False,
    )
    ready_date = DayField(
        label=gettext_lazy("Nhận đặt trước: ngày nào có hàng?"),
        help_text=gettext_lazy("Để trống nếu hàng đã có."),
    )
    promised = QuantityField(
        label=gettext_lazy("Nhận đặt trước nhiều nhất bao nhiêu?"),
        required=False,
        help_text=gettext_lazy("Ví dụ: 200"),
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
            offer=offer,
            initial={
                "label": offer.label,
                "is_by_amount": offer.is_by_amount,
                "content": _plain(offer.content),
                "unit": offer.unit,
                "price": format_dong(offer.per_price()),
                "min_count": _plain(_in_sale_unit(offer, offer.min_count)),
                "is_weighed": offer.is_weighed,
                "ready_date": offer.ready_date.isoformat() if offer.ready_date else "",
                "promised": _plain(offer.promised) if offer.promised else "",
                "season_months": offer.season_months,
            }
            | {
                name: words
                for number, step in enumerate(offer.breaks.all(), start=1)
                for name, words in (
                    (f"break_from_{number}", _plain(_in_sale_unit(offer, step.from_count))),
                    (f"break_price_{number}", format_dong(offer.per_price(step.price))),
                )
            },
        )

    @classmethod
    def first_of(cls, product: Product, unit: str) -> OfferForm:
        """Return the form of a new offer of `product`, filled with its record; `unit` is the unit of its lots."""
        sold = product.unit or unit
        same = UNITS[sold].kind == UNITS[unit].kind if {sold, unit} <= UNITS.keys() else False
        held = pack_content(product.net_content, UNITS[unit].kind) if unit in UNITS else None
        content = Decimal(1) if same or held is None else held
        return cls(
            initial={
                "label": unit_name(sold) if content != 1 else "",
                "content": _plain(content),
                "unit": sold if same else unit,
                "price": format_dong(product.price) if product.price else "",
                "season_months": first_months(product),
            }
        )

    def __init__(self, *args: Any, offer: Offer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = self.FIRST if offer is None else ("label", *self.FIRST)
        for number in range(1, MAX_BREAKS + 1):
            self.fields[f"break_from_{number}"] = QuantityField(
                label=_("Mua từ bao nhiêu thì được giá rẻ hơn?"), required=False, help_text=_("Ví dụ: 10")
            )
            self.fields[f"break_price_{number}"] = DongField(
                label=_("Khi ấy giá bao nhiêu?"), required=False, help_text=_("Ví dụ: 40.000")
            )

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.first]

    @property
    def break_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the two fields of each price break, and of one more."""
        pairs = [
            (self[f"break_from_{number}"], self[f"break_price_{number}"])
            for number in range(1, MAX_BREAKS + 1)
        ]
        filled = [
            number
            for number, pair in enumerate(pairs, start=1)
            if any(each.value() or each.errors for each in pair)
        ]
        return pairs[: max(filled, default=0) + 1]

    @property
    def folded_fields(self) -> list[forms.BoundField]:
        """Return the questions that most offers don't need, without the price breaks."""
        return [
            field for field in self if field.name not in self.first and not field.name.startswith("break_")
        ]

    @property
    def is_folded(self) -> bool:
        """Return True if nothing behind the fold is wrong."""
        return not any(field.errors for field in self if field.name not in self.first)

    def clean(self) -> dict[str, Any]:
        """Convert amounts and prices of a whole unit to pieces and prices per piece, for save_offer."""
        data = super().clean() or self.cleaned_data
        is_by_amount, content = data.get("is_by_amount"), data.get("content")
        if content and not data.get("label") and data.get("unit"):
            data["label"] = _usual_label(content, data["unit"])
        step = content if is_by_amount else Decimal(1)
        breaks = self._typed_breaks(data)
        if not step:
            return data
        if "min_count" in data:
            data["min_count"] = self._pieces(data["min_count"] or step, step, "min_count")
        data["breaks"] = {
            self._pieces(amount, step, names[0]): self._a_piece(price, step, names[1])
            for names, amount, price in breaks
        }
        if data.get("price") is not None:
            data["price"] = self._a_piece(data["price"], step, "price")
        return data

    def _typed_breaks(self, data: dict[str, Any]) -> list[tuple[tuple[str, str], Decimal, int]]:
        """Take the price breaks out of `data`: (names of the two fields, from which amount, price there)."""
        found = []
        for number in range(1, MAX_BREAKS + 1):
            names = (f"break_from_{number}", f"break_price_{number}")
            amount, price = (data.pop(name, None) for name in names)
            if (amount is None) != (price is None) and not any(name in self.errors for name in names):
                self.add_error(
                    names[0] if amount is None else names[1],
                    _("Chị ghi đủ hai ô: mua từ bao nhiêu, và giá khi ấy."),
                )
            elif amount is not None and price is not None:
                found.append((names, amount, price))
        return found

    def _pieces(self, amount: Decimal, step: Decimal, field: str) -> int:
        pieces = amount / step
        if pieces != int(pieces) and field not in self.errors:
            self.add_error(
                field,
                _("Ghi theo bước %(step)s.") % {"step": format_number(step)}
                if step != 1
                else _("Ghi số nguyên, ví dụ 2."),
            )
        return int(pieces)

    def _a_piece(self, price: int, step: Decimal, field: str) -> int:
        whole = price * step
        if whole != int(whole) and field not in self.errors:
            self.add_error(field, _("Giá của mỗi lần thêm phải tròn đồng. Chị đổi giá hoặc lượng thêm."))
        return int(whole)


def _usual_label(content: Decimal, unit: str) -> str:
    """Return what one piece is called if the seller doesn't name it: "kg", "túi 500 g", "10 quả"."""
    # Labels are data in Vietnamese, whatever language the seller reads.
    with translation.override("vi"):
        if content == 1:
            return unit_name(unit)
        is_small = content < 1 and unit in SMALLER
        size = format_quantity(content * 1000, SMALLER[unit]) if is_small else format_quantity(content, unit)
        return f"{USUAL_PIECES.get(UNITS[unit].kind, '')} {size}".strip()


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
    days = DaysField(label=gettext_lazy("Khoảng mấy ngày thì tới?"))

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
