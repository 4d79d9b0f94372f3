"""{% load badges %}: a certificate's code for people."""

from __future__ import annotations

from django import template

from backend.common.codes import grouped as in_groups

register = template.Library()


@register.filter
def grouped(code: str) -> str:
    """Return a code in groups of four."""
    return in_groups(code)
