"""Form fields for phone numbers, PINs and codes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from backend.common.errors import DomainError
from backend.common.phones import format_phone, parse_mobile


class PhoneField(forms.CharField):
    """A Vietnamese mobile number in any form people write; cleans to E.164."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Số điện thoại"))
        kwargs.setdefault("help_text", _("Ví dụ: 0912 345 678"))
        kwargs.setdefault("max_length", 40)
        kwargs["widget"] = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return text
        try:
            return parse_mobile(text)
        except DomainError as error:
            raise ValidationError(error.message, code=error.code) from error

    def prepare_value(self, value: Any) -> Any:
        return format_phone(value) if isinstance(value, str) and value.startswith("+") else value


class SecretField(forms.CharField):
    """A PIN on the number keypad, or with `letters` a password on the full keyboard. Spaces count."""

    def __init__(self, *, new: bool = False, letters: bool = False, **kwargs: Any) -> None:
        attrs = {"autocomplete": "new-password" if new else "current-password", "data-reveal": ""}
        if not letters:
            attrs["inputmode"] = "numeric"
        kwargs.setdefault("label", _("Mã PIN mới") if new else _("Mã PIN"))
        kwargs.setdefault("strip", False)
        kwargs.setdefault("max_length", 128)
        super().__init__(widget=forms.PasswordInput(attrs=attrs), **kwargs)


class CodeField(forms.CharField):
    """The six digits of an SMS; phones offer to fill them in."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mã trong tin nhắn"))
        kwargs.setdefault("help_text", _("6 chữ số Piêu vừa gửi"))
        kwargs.setdefault("max_length", 20)
        kwargs["widget"] = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
        super().__init__(**kwargs)


class YearField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Năm sinh"))
        kwargs.setdefault("help_text", _("Ví dụ: 1984"))
        kwargs.setdefault("required", False)
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"})
        super().__init__(**kwargs)
