"""{% load vouching %}: the name of the branch that verified a producer or a certificate."""

from __future__ import annotations

from django import template

from products.models import Certificate, Producer
from products.producers.vouching import vouched_name

register = template.Library()


@register.filter
def vouched_by(row: Producer | Certificate) -> str:
    """Return the name of the branch that verified a producer or certificate; "Hội" (the Union) if unknown."""
    if isinstance(row, Producer):
        return vouched_name(row.verified_by, row, row.verified_at)
    return vouched_name(row.decided_by, row.producer, row.decided_at)
