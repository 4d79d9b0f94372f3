"""The number of pieces of each offer, in the basket and in an order by telephone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from backend.common.units import format_number, unit_name
from orders.basket.actions.placing import MAX_COUNT
from orders.models import Offer

_AMOUNT = re.compile(r"\d{1,8}(?:\.\d{1,3})?", re.ASCII)
# A plain number, although it may be out of range.
_ANY_AMOUNT = re.compile(r"-?\d{1,40}(?:\.\d{1,9})?", re.ASCII)


class CountField(forms.CharField):
    """The amount of `offer`: whole pieces from `least` to MAX_COUNT, or an amount in its steps ("1,5").

    Cleans to pieces as an int, or to None if empty.
    """

    def __init__(self, *, offer: Offer, least: int = 0, **kwargs: Any) -> None:
        self.offer, self.least = offer, least
        limits = {
            "class": "input",
            "inputmode": "decimal" if offer.is_by_amount else "numeric",
            "min": offer.typed(least),
            "max": offer.typed(MAX_COUNT),
            "step": offer.typed_step,
        }
        super().__init__(required=False, widget=forms.NumberInput(attrs=limits), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return self.offer.typed(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if self.offer.is_by_amount:
            return self._of_amount(text)
        if text.isascii() and text.isdigit() and len(text) < 19 and self.least <= int(text) <= MAX_COUNT:
            return int(text)
        raise forms.ValidationError(
            _("Ghi số nguyên từ %(least)s đến %(most)s, ví dụ 2.")
            % {"least": self.least, "most": format_number(MAX_COUNT)},
            code="count_out_of_range",
        )

    def _of_amount(self, text: str) -> int:
        # A number field sends a decimal point, also before three digits.
        number = text.replace(",", ".")
        amount = Decimal(number) if _AMOUNT.fullmatch(number) else None
        if amount is not None:
            count = amount / self.offer.content
            if count == int(count) and self.least <= count <= MAX_COUNT:
                return int(count)
        if _ANY_AMOUNT.fullmatch(number):
            least, most = (self.offer.content * count for count in (self.least, MAX_COUNT))
            if not least <= Decimal(number) <= most:
                raise forms.ValidationError(
                    _("Số %(unit)s từ %(least)s đến %(most)s.")
                    % {
                        "unit": unit_name(self.offer.unit),
                        "least": format_number(least),
                        "most": format_number(most),
                    },
                    code="count_out_of_range",
                )
        raise forms.ValidationError(
            _("Ghi số %(unit)s theo bước %(step)s, ví dụ %(example)s.")
            % {
                "unit": unit_name(self.offer.unit),
                "step": format_number(self.offer.content),
                "example": format_number(self.offer.content * max(self.offer.min_count, 3)),
            },
            code="count_out_of_step",
        )


class CountsForm(forms.Form):
    """A field count-<offer> for each of `offers`. `counts` is {offer id: pieces} of the filled fields."""

    def __init__(self, data: Any = None, *, offers: Iterable[Offer]) -> None:
        super().__init__(data)
        self.offers = list(offers)
        for offer in self.offers:
            label = f"{offer.product.shown_name}, {offer.shown_label}"
            self.fields[f"count-{offer.pk}"] = CountField(offer=offer, label=label)

    def of(self, offer: Offer) -> forms.BoundField:
        return self[f"count-{offer.pk}"]

    @property
    def counts(self) -> dict[int, int]:
        entered = ((offer.pk, self.cleaned_data.get(f"count-{offer.pk}")) for offer in self.offers)
        return {pk: count for pk, count in entered if count is not None}
