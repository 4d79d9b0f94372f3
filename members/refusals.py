from __future__ import annotations

from django import forms

from backend.common.errors import DomainError


def add_refusal(form: forms.BaseForm, error: DomainError) -> None:
    """Show a refusal beside the field it names, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error.message))
