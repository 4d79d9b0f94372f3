"""Let a page use a feature of the browser that is denied otherwise."""

from __future__ import annotations

from typing import Any

from django import template

from backend.common.browser_limits import DENIED

register = template.Library()


@register.simple_tag(takes_context=True)
def may_use(context: dict[str, Any], feature: str) -> str:
    """Allow `feature` in the page that is rendered, by its name in Permissions-Policy."""
    if feature not in DENIED:
        raise template.TemplateSyntaxError(
            f"{feature}: not a feature that backend.common.browser_limits denies"
        )
    allowed = getattr(context.get("request"), "browser_features", None)
    if allowed is not None:
        allowed.add(feature)
    return ""
