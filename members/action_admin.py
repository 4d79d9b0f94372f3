"""Bases of the admin classes that write through actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from backend.common.errors import DomainError
from members.acting import Actor


class ActionForm(forms.ModelForm):
    """Form that checks fields by actions and shows their errors at the fields, before anything is saved."""

    def checked(self, field: str, check: Callable[[Any], Any]) -> Any:
        try:
            return check(self.cleaned_data[field])
        except DomainError as error:
            raise forms.ValidationError(error.message) from error


class ThroughActions(admin.ModelAdmin):
    """Admin that passes a form's values to actions, which record them. Nothing else is saved."""

    def write(self, actor: Actor, row: Any, values: Mapping[str, Any]) -> None:
        """Pass `values` of the form to the action; subclasses implement this.

        Fields that are not in the form are read only and unchanged.
        """
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        row = self.model._default_manager.get(pk=obj.pk)
        self.write(Actor.of(request.user), row, form.cleaned_data)  # type: ignore[arg-type]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing: the action in `write` has saved related rows, such as groups."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
