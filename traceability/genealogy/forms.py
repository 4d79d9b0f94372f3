"""Forms on the page of a lot's genealogy: to pack cartons, record a loss, or set the product's yield."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from traceability.containers.actions.cartons import MOST_CARTONS
from traceability.genealogy.enums import YieldReason


class CartonsForm(forms.Form):
    quantity = forms.CharField(label=_("Mỗi thùng bao nhiêu"), max_length=16)
    count = forms.IntegerField(label=_("Mấy thùng"), min_value=1, max_value=MOST_CARTONS, initial=1)


class LossForm(forms.Form):
    quantity = forms.CharField(label=_("Hao hụt bao nhiêu"), max_length=16)
    reason = forms.CharField(label=_("Vì sao"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The form for cartons on the same page has a quantity, too.
        kwargs.setdefault("auto_id", "id_loss_%s")
        super().__init__(*args, **kwargs)


class YieldForm(forms.Form):
    percent = forms.IntegerField(
        label=_("100 kg nguyên liệu làm ra nhiều nhất mấy kg"), min_value=1, max_value=1000
    )
    reason = forms.ChoiceField(
        label=_("Nếu ra nhiều hơn thường lệ, vì sao?"),
        choices=YieldReason.choices,
        widget=forms.RadioSelect,
        required=False,
    )
