"""The form of the delivery question: where goods go, for what fee, and how money comes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.money import format_dong
from members.models import Unit
from orders.models import Shop
from orders.shops.actions.delivery import DeliveryAnswer
from orders.shops.areas import MAX_FEE, address_of, own_units
from orders.shops.fields import DaysField, DongField

# Offered while typing; none is filled in.
COMMON_FEES = (0, 10_000, 20_000, 30_000, 50_000)
PLACES = ("commune", "province", "everywhere")


class DeliveryAnswerForm(forms.Form):
    """Nothing is ticked before the seller answers: the seller decides on each one.

    For each of PLACES there are a tick `<place>`, its fee `<place>_fee`, and optionally `<place>_days`.
    """

    has_pickup = forms.BooleanField(label=gettext_lazy("Người mua tự đến lấy"), required=False)
    pickup_words = forms.CharField(
        label=gettext_lazy("Lấy ở đâu, lúc nào"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    takes_cash = forms.BooleanField(label=gettext_lazy("Tiền mặt khi giao hoặc khi đến lấy"), required=False)

    def __init__(self, data: Any = None, *, shop: Shop) -> None:
        super().__init__(data, initial=_answer_of(shop))
        commune, province = own_units(shop.producer)
        labels = {
            "commune": _inside(commune),
            "province": _inside(province),
            "everywhere": _("Cả nước"),
        }
        self.places = [place for place in PLACES if labels[place]]
        for place in self.places:
            self.fields[place] = forms.BooleanField(label=labels[place], required=False)
            fee_label = _("Phí giao: %(place)s") % {"place": labels[place]}
            self.fields[f"{place}_fee"] = DongField(label=fee_label, minimum=0, required=False)
            self.fields[f"{place}_fee"].widget.attrs["list"] = "common-fees"
        for place in self.places:
            self.fields[f"{place}_days"] = DaysField(label=labels[place])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for place in self.places:
            name = f"{place}_fee"
            if not data.get(place):
                # A fee behind a removed tick is no answer, whatever was typed.
                for unused in (name, f"{place}_days"):
                    self.errors.pop(unused, None)
                    data[unused] = None
            elif name not in self.errors and data.get(name) is None:
                self.add_error(name, _("Chị ghi phí giao, hoặc 0."))
            elif (data.get(name) or 0) > MAX_FEE:
                self.add_error(name, _("Phí giao từ 0 đến 10.000.000 đ."))
        if not any(data.get(tick) for tick in (*self.places, "has_pickup")):
            self.add_error(self.places[0], _("Chị chọn ít nhất một cách để hàng đến tay người mua."))
        return data

    @property
    def answer(self) -> DeliveryAnswer:
        data = self.cleaned_data
        return DeliveryAnswer(
            **{name: data[name] for place in self.places for name in (f"{place}_fee", f"{place}_days")},
            pickup_words=data["pickup_words"] if data["has_pickup"] else None,
            takes_cash=data["takes_cash"],
        )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return tick and fee of each place."""
        return [(self[place], self[f"{place}_fee"]) for place in self.places]

    @property
    def days_fields(self) -> list[forms.BoundField]:
        return [self[f"{place}_days"] for place in self.places]

    @property
    def shows_days(self) -> bool:
        """Return True if a number of days is stated or wrong, so that the fold is open."""
        return any(field.value() or field.errors for field in self.days_fields)

    @property
    def common_fees(self) -> list[str]:
        return [format_dong(fee).removesuffix(" đ") for fee in COMMON_FEES]


def _inside(unit: Unit | None) -> str:
    """Return "Trong xã Vân Hồ"; empty without a unit."""
    return _("Trong %(unit)s") % {"unit": unit.name[:1].lower() + unit.name[1:]} if unit else ""


def _answer_of(shop: Shop) -> dict[str, Any]:
    """Return the stored answer as initial values; before the first one only the address as a suggestion."""
    suggested = {"pickup_words": shop.pickup_words or address_of(shop.producer)}
    if not shop.has_answered_delivery:
        return suggested
    commune, province = own_units(shop.producer)
    areas = {area.unit_id: area for area in shop.areas.all()} if shop.delivers else {}
    fees = {pk: area.fee for pk, area in areas.items()}
    days = {
        f"{place}_days": areas[unit.pk].days
        for place, unit in (("commune", commune), ("province", province))
        if unit and unit.pk in areas
    } | {"everywhere_days": shop.delivery_days}
    found: dict[str, int | None] = {
        "commune": fees.get(commune.pk) if commune else None,
        "province": fees.get(province.pk) if province else None,
        "everywhere": shop.delivery_fee if shop.delivers and shop.delivers_elsewhere else None,
    }
    ticks: dict[str, Any] = {place: fee is not None for place, fee in found.items()}
    amounts = {f"{place}_fee": format_dong(fee) for place, fee in found.items() if fee is not None}
    return suggested | ticks | amounts | days | {"has_pickup": shop.has_pickup, "takes_cash": shop.takes_cash}
