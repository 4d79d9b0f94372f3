"""Forms for a producer's bank feed and for transfers."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from orders.bank.enums import FeedForm


class FeedKeyForm(forms.Form):
    form = forms.ChoiceField(
        label=gettext_lazy("Cách chứng thực"),
        choices=FeedForm.choices,
        widget=forms.RadioSelect,
        initial=FeedForm.HMAC.value,
        error_messages={"required": gettext_lazy("Chị chọn một cách, giống như đã chọn ở SePay.")},
    )
    secret = forms.CharField(
        label=gettext_lazy("Khoá"),
        max_length=300,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
        help_text=gettext_lazy(
            "SePay chỉ hiện khoá một lần: chị chép rồi dán vào đây. Piêu cất kín, không hiện lại."
        ),
        error_messages={"required": gettext_lazy("Chị dán khoá vào đây.")},
    )


class LinkForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Số đơn"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy("Ví dụ: DH7K3F9QX2"),
        error_messages={"required": gettext_lazy("Chị ghi số đơn.")},
    )
