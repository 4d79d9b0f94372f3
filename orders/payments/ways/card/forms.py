"""Forms for a producer's Stripe account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


def _secret(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=400,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
        error_messages={"required": gettext_lazy("Chị dán khoá vào đây.")},
    )


class CardKeysForm(forms.Form):
    key = _secret(
        gettext_lazy("Khoá bí mật (secret key hoặc restricted key)"),
        gettext_lazy("Bắt đầu bằng sk_ hoặc rk_. Nên tạo rk_ chỉ có quyền Checkout Sessions và Refunds."),
    )
    signing = _secret(
        gettext_lazy("Khoá ký của webhook (signing secret)"),
        gettext_lazy("Bắt đầu bằng whsec_. Stripe cho sau khi chị thêm địa chỉ ở trên."),
    )
