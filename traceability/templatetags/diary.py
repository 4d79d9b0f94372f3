"""{% load diary %}: the icon of each kind of work."""

from django import template

from traceability.events.enums import EventKind

register = template.Library()
KIND_ICONS: dict[str, str] = {
    EventKind.HARVESTING: "wheat",
    EventKind.GROWING: "sprout",
    EventKind.PROCESSING: "soup",
    EventKind.PACKING: "package",
    EventKind.SHIPPING: "truck",
}


@register.filter
def kind_icon(kind: str) -> str:
    """Return the name of the icon for an EventKind."""
    return KIND_ICONS.get(kind, "circle")
