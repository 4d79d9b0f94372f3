from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from traceability.hosts.actions import MAX_NOTE


class HostForm(forms.Form):
    host = forms.CharField(
        label=_("Địa chỉ in trên tem"),
        max_length=300,
        help_text=_("Ví dụ tem.example.vn"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "inputmode": "url"}),
    )
    note = forms.CharField(
        label=_("Ghi chú"),
        max_length=MAX_NOTE,
        required=False,
        help_text=_("Dùng từ bao giờ, ai giữ tên miền ấy."),
    )
