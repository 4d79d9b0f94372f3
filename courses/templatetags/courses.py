"""{% load courses %}: sizes and days in lessons' format."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from courses.authoring.enums import AssetKind, AudioSource, StepKind

register = template.Library()


@register.filter
def megabytes(size: int | None) -> str:
    """Return bytes in the units of a data plan: "0,3 MB", "12 MB"; under 50,000 bytes "dưới 0,1 MB"."""
    if not size:
        return "0 MB"
    number = size / 1_000_000
    if number < 0.05:
        return _("dưới 0,1 MB")
    return f"{number:.1f} MB".replace(".", ",") if number < 10 else f"{number:.0f} MB"


@register.filter
def iso_date(text: str) -> str:
    """Return "2026-11-24" as 24/11/2026; other text unchanged."""
    try:
        return format_date(dt.date.fromisoformat(text))
    except ValueError:
        return text


@register.filter
def step_kind(kind: str) -> StepKind:
    """Return the kind of a published step, with its properties."""
    return StepKind(kind)


@register.filter
def asset_kind(kind: str) -> AssetKind:
    """Return the kind of a file, with its properties."""
    return AssetKind(kind)


@register.filter
def is_machine(source: str) -> bool:
    """Return whether a machine reads a text aloud, by the `audio_source` of the text."""
    return source == AudioSource.MACHINE
