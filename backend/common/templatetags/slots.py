"""{% slot "home" member=member %}: what higher apps put in a named place of this page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from backend.common import slots

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, slot_name: str, **kw: Any) -> SafeString:
    return slots.render(slot_name, context["request"], **kw)


@register.simple_tag(takes_context=True)
def slot_parts(context: Context, slot_name: str, **kw: Any) -> list[SafeString]:
    """Return the parts of a slot one by one, for a page that shows the first one larger."""
    return slots.render_parts(slot_name, context["request"], **kw)
