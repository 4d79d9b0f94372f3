"""How many pieces of each offer: in the basket, and where an order is written down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from backend.common.units import format_number
from orders.actions.placing import MAX_COUNT
from orders.models import Offer


class CountField(forms.CharField):
    """A whole number of pieces from `least` to MAX_COUNT; cleans to int, or to None where it is empty."""

    def __init__(self, *, least: int = 0, **kwargs: Any) -> None:
        self.least = least
        limits = {"class": "input", "inputmode": "numeric", "min": least, "max": MAX_COUNT}
        super().__init__(required=False, widget=forms.NumberInput(attrs=limits), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 19 and self.least <= int(text) <= MAX_COUNT:
            return int(text)
        raise forms.ValidationError(
            _("Số phần từ %(least)s đến %(most)s.") % {"least": self.least, "most": format_number(MAX_COUNT)},
            code="count_out_of_range",
        )


class CountsForm(forms.Form):
    """A field count-<offer> for each of `offers`; `counts` is {offer id: pieces} of those that were filled in."""

    def __init__(self, data: Any = None, *, offers: Iterable[Offer]) -> None:
        super().__init__(data)
        self.offers = list(offers)
        for offer in self.offers:
            label = f"{offer.product.name}, {offer.label}"
            self.fields[f"count-{offer.pk}"] = CountField(label=label)

    def of(self, offer: Offer) -> forms.BoundField:
        return self[f"count-{offer.pk}"]

    @property
    def counts(self) -> dict[int, int]:
        said = ((offer.pk, self.cleaned_data.get(f"count-{offer.pk}")) for offer in self.offers)
        return {pk: count for pk, count in said if count is not None}
