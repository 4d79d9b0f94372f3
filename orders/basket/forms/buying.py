"""Forms for buyers at the basket, and for sellers who write down an order."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from members.branches.enums import UnitKind
from members.models import Unit, User
from orders.basket.basket import ways_to_pay
from orders.models import Shop
from orders.shops.areas import Place, needs_place, points_of, reach_words, reaches, unit_choices
from orders.shops.enums import Delivery
from orders.shops.fields import DongField
from products.models import Producer


class UnitSelect(forms.Select):
    """A select that marks the provinces, whose commune the page asks for in a field of its own."""

    provinces: Collection[int] = ()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value in self.provinces:
            option["attrs"]["data-asks-commune"] = True
        return option


class BuyerForm(forms.Form):
    """Who buys and where the goods go; for each producer, delivery and way of paying."""

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
        help_text=gettext_lazy("Để người bán gọi, ví dụ: 0912 345 678"),
        error_messages={"required": gettext_lazy("Xin ghi số điện thoại.")},
    )
    unit = forms.TypedChoiceField(
        label=gettext_lazy("Giao đến"),
        coerce=int,
        widget=UnitSelect,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Tự đến lấy thì để trống."),
        error_messages={"invalid_choice": gettext_lazy("Xin chọn nơi giao trong danh sách.")},
    )
    commune = forms.CharField(
        label=gettext_lazy("Xã, phường"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi xã, phường của bạn không có ở trên. Ví dụ: phường Cầu Giấy"),
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

    def __init__(
        self,
        *args: Any,
        shops: list[Shop],
        place: Place | None = None,
        is_on_page: bool = True,
        for_adults: bool = False,
        at_place: Collection[int] = (),
        **kwargs: Any,
    ) -> None:
        """Build the fields.

        place: the buyer's place, if known. It is asked again only if the buyer chose pickup and some producer
            offers none. Producers that don't deliver there don't offer it.
        at_place: ids of producers whose service is used at their place; the form asks for the day, not for an
            address.
        """
        super().__init__(*map(_as_asked_now, args), **kwargs)
        self.initial = _as_asked_now(self.initial)
        self.shops = shops
        self.is_on_page = is_on_page
        self.at_place = at_place
        _offer_units(self.fields["unit"])
        # The place is still asked if another producer of the basket only delivers.
        is_brought = any(not points_of(shop) for shop in shops if shop.producer_id not in at_place)
        if place is not None and place.is_known and not (place.is_pickup and is_brought):
            del self.fields["unit"], self.fields["commune"]
        if at_place:
            self._ask_day()
        if for_adults:
            self.fields["is_adult"] = forms.BooleanField(
                label=gettext_lazy("Người mua đã đủ 18 tuổi (đơn có rượu, bia)"),
                error_messages={
                    "required": gettext_lazy("Rượu bia chỉ bán cho người từ đủ 18 tuổi. Xin xác nhận tuổi.")
                },
            )
        for shop in shops:
            self.fields[f"delivery-{shop.producer_id}"] = self._delivery(shop, place)
            self.fields[f"payment-{shop.producer_id}"] = _choice(
                gettext_lazy("Trả tiền"), ways_to_pay(shop, on_page=self.is_on_page), ""
            )

    def _ask_day(self) -> None:
        """Ask for the day in the note.

        Remove the address fields if all goods are used at the producers' places.
        """
        if all(shop.producer_id in self.at_place for shop in self.shops):
            for name in ("unit", "commune", "landmark"):
                self.fields.pop(name, None)
        note = self.fields["note"]
        note.required = True
        note.label = gettext_lazy("Ngày đến, mấy người")
        note.help_text = gettext_lazy("Ví dụ: tối 12/12, hai người lớn một trẻ em, đến lúc 5 giờ chiều")
        note.error_messages["required"] = gettext_lazy("Xin ghi ngày đến và mấy người.")

    def _delivery(self, shop: Shop, place: Place | None) -> forms.ChoiceField:
        if shop.producer_id in self.at_place:
            choices = [
                (f"{Delivery.PICKUP.value}-{n}", gettext_lazy("Tại chỗ: %(place)s") % {"place": point})
                for n, point in enumerate(points_of(shop, at_place=True))
            ]
            field = _choice(gettext_lazy("Ở đâu"), choices, "")
            field.error_messages["invalid_choice"] = gettext_lazy(
                "Dịch vụ này chỉ có tại chỗ, không giao đi."
            )
            return field
        is_asked = place is not None and needs_place(shop)
        comes = shop.delivers and (not is_asked or (place is not None and reaches(shop, place.unit)))
        if place is not None and place.is_pickup and points_of(shop):
            comes = False
        points = points_of(shop)
        field = _choice(
            gettext_lazy("Nhận hàng"),
            [
                *([(Delivery.SHIP.value, Delivery.SHIP.label)] if comes else []),
                *(
                    (f"{Delivery.PICKUP.value}-{n}", f"{Delivery.PICKUP.label}: {point}")
                    for n, point in enumerate(points)
                ),
            ],
            "",
        )
        if not comes and place is not None and place.unit is not None:
            refusal = gettext("Nơi này không giao đến %(place)s.") % {"place": place.words}
            field.error_messages["invalid_choice"] = f"{refusal} {reach_words(shop)}".strip()
        return field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        ships = any(data.get(f"delivery-{shop.producer_id}") == Delivery.SHIP for shop in self.shops)
        if "unit" not in self.fields or not ships:
            data["unit"], data["commune"] = None, ""
        elif "unit" in data:
            if data["unit"] is None:
                self.add_error("unit", gettext("Xin chọn nơi giao."))
            _check_commune(self, data)
        return data

    def delivery_of(self, producer_id: int) -> tuple[Delivery, str]:
        """Return the delivery of that producer's goods, and the pickup place."""
        way, _dash, number = self.cleaned_data[f"delivery-{producer_id}"].partition("-")
        shop = next(shop for shop in self.shops if shop.producer_id == producer_id)
        points = points_of(shop, at_place=producer_id in self.at_place)
        return Delivery(way), points[int(number)] if number else ""

    @classmethod
    def prefilled(cls, user: Any, *, place: Place | None = None, **asked: Any) -> BuyerForm:
        """Return the form, with the account's name and number filled in if the buyer is logged in."""
        known: dict[str, Any] = {}
        if isinstance(user, User):
            known = {"name": user.full_name, "phone": user.phone or ""}
        return cls(initial=known, place=place, **asked)

    def ways(self, producer: Producer) -> list[forms.BoundField]:
        return [self[name] for name in _ways(producer.pk) if name in self.fields]

    def of_buyer(self) -> list[forms.BoundField]:
        names = ("note", "is_adult")
        return [*self.of_recipient(), *(self[name] for name in names if name in self.fields)]

    def of_recipient(self) -> list[forms.BoundField]:
        """Return who gets the goods, and where."""
        names = ("name", "phone", "unit", "commune", "landmark")
        return [self[name] for name in names if name in self.fields]

    @property
    def note_is_folded(self) -> bool:
        """Return True if the note may be left out and is empty."""
        note = self["note"]
        return not (self.fields["note"].required or note.value() or note.errors)


def _ways(producer_id: int) -> list[str]:
    return [f"{way}-{producer_id}" for way in ("delivery", "agreed", "payment")]


class TelephoneForm(BuyerForm):
    """The form for an order by telephone. The seller fills it in and may have agreed on another fee."""

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, shops=[shop], is_on_page=False, **kwargs)
        if shop.delivers:
            self.fields[f"agreed-{shop.producer_id}"] = DongField(
                label=gettext_lazy("Phí giao đã hẹn với khách (đồng)"),
                required=False,
                minimum=0,
                help_text=gettext_lazy("Để trống: tính theo nơi giao chị đã đặt. Ghi 0: không thu phí."),
            )


class PlaceForm(forms.Form):
    """The place of delivery, which is asked first because the fee depends on it."""

    unit = forms.TypedChoiceField(
        label=gettext_lazy("Giao đến"),
        coerce=int,
        widget=UnitSelect,
        error_messages={"required": gettext_lazy("Xin chọn nơi giao.")},
    )
    commune = forms.CharField(
        label=gettext_lazy("Xã, phường"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Chỉ ghi khi xã, phường của bạn không có ở trên. Ví dụ: phường Cầu Giấy"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_units(self.fields["unit"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        _check_commune(self, data)
        return data


def _offer_units(field: forms.Field) -> None:
    """Set the choices of a field for the place of delivery."""
    assert isinstance(field, forms.ChoiceField) and isinstance(field.widget, UnitSelect)
    choices, field.widget.provinces = unit_choices()
    field.choices = [("", gettext_lazy("Chọn nơi giao")), *choices]


def _check_commune(form: forms.Form, data: dict[str, Any]) -> None:
    """Add an error if `unit` is a province and the commune is missing.

    For any other unit, clear the commune.
    """
    unit = Unit.objects.filter(pk=data.get("unit") or 0).first()
    if unit is None or unit.kind != UnitKind.PROVINCE:
        data["commune"] = ""
    elif not data.get("commune"):
        form.add_error("commune", gettext("Xin ghi xã, phường ở %(place)s.") % {"place": unit.name})


def _as_asked_now(data: Any) -> Any:
    """Return the form's data; `place`, the single field of an older page, becomes the commune."""
    if not data or not data.get("place") or "commune" in data:
        return data
    return {**dict(data.items()), "commune": data["place"]}


def _choice(label: Any, choices: list[tuple[str, Any]], help_text: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        initial=choices[0][0] if choices else None,
        help_text=help_text,
        error_messages={"required": gettext_lazy("Xin chọn một cách.")},
    )
