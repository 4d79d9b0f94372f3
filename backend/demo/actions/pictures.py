"""The drawings as photos: they come in by the same door as a member's upload."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from members.acting import Actor
from products.models import Photo, Producer
from products.photos.actions import add_photo

FOLDER = Path(__file__).resolve().parent.parent / "pictures"


@cache
def manifest() -> dict[str, dict[str, str]]:
    """The folder and the alternative text of each drawing, by name; `python -m art` writes it."""
    found: dict[str, dict[str, str]] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return found


def file_of(name: str) -> Path:
    """The finished drawing of that name. KeyError where nobody drew it."""
    return FOLDER / manifest()[name]["folder"] / f"{name}.webp"


def drawing(name: str, *, actor: Actor, producer: Producer | None = None) -> Photo:
    """The photo row of a drawing, marked as one; made once for each producer."""
    alt = manifest()[name]["alt"]
    known = Photo.objects.filter(alt=alt, producer=producer, is_drawing=True).first()
    return known or add_photo(
        actor=actor, upload=file_of(name).read_bytes(), producer=producer, alt=alt, is_drawing=True
    )
