"""The form that asks for the PIN as a confirmation."""

from __future__ import annotations

from django import forms

from members.people.fields import SecretField


class SecretForm(forms.Form):
    """A form that asks for the PIN as a confirmation."""

    secret = SecretField()
