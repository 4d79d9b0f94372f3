"""The demo's drawings as photos: they are added by the same action as a member's upload."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from members.acting import Actor
from products.models import Photo, Producer
from products.photos.actions import add_photo, prepare_drawing

FOLDER = Path(__file__).resolve().parent.parent / "pictures"


@cache
def manifest() -> dict[str, dict[str, str]]:
    """Return {name of a drawing: {"folder", "alt"}}. `python -m art` writes the file."""
    found: dict[str, dict[str, str]] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return found


def file_of(name: str) -> Path:
    """Return the path of the drawing `name`. Raises KeyError if it was never drawn."""
    return FOLDER / manifest()[name]["folder"] / f"{name}.webp"


def drawing(name: str, *, actor: Actor, producer: Producer | None = None) -> Photo:
    """Return the Photo of the drawing `name`, marked as a drawing. It is created once per producer."""
    alt = manifest()[name]["alt"]
    known = Photo.objects.filter(alt=alt, producer=producer, is_drawing=True).first()
    if known is not None:
        return known
    prepared = prepare_drawing(file_of(name).read_bytes())
    return add_photo(actor=actor, upload=prepared, producer=producer, alt=alt, is_drawing=True)
