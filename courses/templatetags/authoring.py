"""{% load authoring %}: words for what trainers choose."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from courses.enums.tasks import OutcomeKind

register = template.Library()


@register.filter
def outcome(kind: str) -> str:
    """The result that finishes a practice task, in words."""
    return str(OutcomeKind(kind).label) if kind in OutcomeKind.values else _("chưa chọn")
