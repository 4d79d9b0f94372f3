from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class GrantForm(forms.Form):
    partner_code = forms.CharField(label=_("Mã đối tác"), max_length=40)
    product = forms.ChoiceField(label=_("Cho sản phẩm nào"), required=False)
    may_query = forms.BooleanField(label=_("Được xem sổ ghi của lô"), required=False)
    may_capture = forms.BooleanField(label=_("Được ghi thêm việc vào lô"), required=False)

    def __init__(self, *args: Any, products: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].choices = [("", _("Mọi sản phẩm")), *products]  # type: ignore[attr-defined]
