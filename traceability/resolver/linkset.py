"""A code's links as a linkset: RFC 9264 in JSON, with the members that GS1 adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from traceability.resolver.links import Level
from traceability.resolver.targets import Link

VOCABULARY = "https://gs1.org/voc/"
# The profile parameter of RFC 9264 §5 requests it: without GS1's own members (itemDescription, context),
# which its plain schema does not allow.
PLAIN_PROFILE = "https://www.rfc-editor.org/rfc/rfc9264"


def document(levels: Sequence[Level], *, is_plain: bool = False) -> dict[str, Any]:
    """Return a linkset with one link context object for each level that has links."""
    return {"linkset": [_context(level, is_plain) for level in levels if level.links]}


def _context(level: Level, is_plain: bool) -> dict[str, Any]:
    context: dict[str, Any] = {"anchor": level.anchor}
    if not is_plain:
        context["itemDescription"] = level.description
    for link in level.links:
        context.setdefault(VOCABULARY + link.link_type, []).append(_target(link, is_plain))
    return context


def _target(link: Link, is_plain: bool) -> dict[str, Any]:
    target: dict[str, Any] = {"href": link.href, "title": link.title}
    if link.languages:
        target["hreflang"] = list(link.languages)
    if link.media_type:
        target["type"] = link.media_type
    if link.contexts and not is_plain:
        target["context"] = list(link.contexts)
    return target
