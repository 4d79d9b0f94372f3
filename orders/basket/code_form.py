"""The form that asks for the code sent to a buyer's number."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from members.people.fields import CodeField


class CodeForm(forms.Form):
    """The six digits of the code sent to a buyer's number."""

    code = CodeField(error_messages={"required": gettext_lazy("Bạn ghi 6 chữ số trong tin nhắn.")})
