from typing import Any

from django import forms
from django_filters import rest_framework as filters


class IdFilter(filters.NumberFilter):
    """A whole number that a key or small count can be; anything else is a 400 at the parameter."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, min_value=0, max_value=2**31 - 1, **kwargs)

    def get_max_validator(self) -> None:
        return None
