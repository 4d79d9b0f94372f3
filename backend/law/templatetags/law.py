"""{% load law %}: sizes in the units of a data plan, pictures of topics, and who has read the law that a page names.

{% named_law "NUMBER ARTICLE" as cited %}{% include "law/citing/cited_law.html" %}
"""

from __future__ import annotations

from django import template

from backend.law.citing.presenters import named_law
from backend.law.situations.pictures import topic_picture

register = template.Library()
register.simple_tag(topic_picture)
register.simple_tag(named_law)


@register.filter
def kilobytes(size: int) -> str:
    """Return bytes as "320 KB", or from a million on as "1,2 MB"."""
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB".replace(".", ",")
    return f"{max(round(size / 1_000), 1)} KB"
