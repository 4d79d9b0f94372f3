"""The form field for a person's name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class NameField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Họ và tên"))
        kwargs.setdefault("help_text", gettext_lazy("Ví dụ: Lò Thị Lan"))
        kwargs.setdefault("max_length", 80)
        super().__init__(
            widget=forms.TextInput(
                attrs={"autocomplete": "name", "autocapitalize": "words", "spellcheck": "false"}
            ),
            **kwargs,
        )
