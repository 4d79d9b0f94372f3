"""The form that asks for a member's card."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class CardForm(forms.Form):
    card = forms.CharField(
        label=_("Số trên thẻ hội viên"),
        max_length=300,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-card": ""}),
    )
