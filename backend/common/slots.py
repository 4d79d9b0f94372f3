"""Named places in a page that other apps fill.

A page of a lower app renders a slot without knowing the higher apps, which fill it in their AppConfig.ready():

    slots.register("home", "harvest", template="traceability/lots/slots/home_harvest.html", context=home_harvest, order=20)

`context` gets the request and the arguments of the slot, and returns the template's context, or None to leave the part
out. A part sees its own context, the request and the context processors, but not the context of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

Context = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Part:
    key: str
    template: str
    context: Context
    order: int


_slots: dict[str, dict[str, Part]] = {}


def register(slot: str, key: str, *, template: str, context: Context, order: int = 50) -> None:
    """Fill `slot` with a template; templates with a smaller `order` come first.

    Registering a key again replaces its template.
    """
    _slots.setdefault(slot, {})[key] = Part(key, template, context, order)


def unregister(slot: str, key: str) -> None:
    _slots.get(slot, {}).pop(key, None)


def parts(slot: str) -> list[Part]:
    """Return the registered templates of `slot`, in the order of display."""
    return sorted(_slots.get(slot, {}).values(), key=lambda part: (part.order, part.key))


def render_parts(slot: str, request: HttpRequest, /, **kw: Any) -> list[SafeString]:
    """Return the HTML of each template that fills `slot` and has something to show, in order."""
    pieces = []
    for part in parts(slot):
        context = part.context(request, **kw)
        if context is not None:
            pieces.append(render_to_string(part.template, context, request))
    return pieces


def render(slot: str, request: HttpRequest, /, **kw: Any) -> SafeString:
    """Return the HTML of all templates that fill `slot`; "" if there are none."""
    return mark_safe("".join(render_parts(slot, request, **kw)))
