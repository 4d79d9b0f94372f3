"""Two committed files about the finished pictures.

`art/drawn.json` holds by name the fingerprints of the SVG text and of the file made of it, so that a test finds a
picture that was not drawn again after its code changed. `backend/demo/pictures/manifest.json` tells the demo's loader
the folder and the alternative text of each picture.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from art.picture import ROOT, Picture, fingerprint

DRAWN = ROOT / "art/drawn.json"
MANIFEST = ROOT / "backend/demo/pictures/manifest.json"


def read_drawn() -> dict[str, dict[str, str]]:
    return json.loads(DRAWN.read_text(encoding="utf-8")) if DRAWN.exists() else {}


def drawn(picture: Picture) -> dict[str, str]:
    """Return the present fingerprints of the drawing (SVG) and of the first finished file."""
    return {"svg": fingerprint(picture.svg()), "file": fingerprint(picture.files[0].read_bytes())}


def is_outdated(picture: Picture, known: dict[str, dict[str, str]]) -> bool:
    """Return whether a file is missing, was changed by hand, or was drawn by other code."""
    if not all(file.exists() for file in picture.files) or picture.name not in known:
        return True
    if known[picture.name]["svg"] != fingerprint(picture.svg()):
        return True
    return any(fingerprint(file.read_bytes()) != known[picture.name]["file"] for file in picture.files)


def manifest(pictures: Iterable[Picture]) -> dict[str, dict[str, str]]:
    """Return alternative text and folder of the demo's pictures, by name."""
    return {
        picture.name: {"alt": picture.alt, "folder": picture.files[0].parent.name}
        for picture in sorted(pictures, key=lambda picture: picture.name)
        if picture.files[0].is_relative_to(MANIFEST.parent)
    }


def write_records(pictures: Iterable[Picture], changed: Iterable[str]) -> None:
    """Write both record files. Pictures that are not in `changed` keep their fingerprints."""
    pictures = sorted(pictures, key=lambda picture: picture.name)
    rows = read_drawn() | {
        picture.name: drawn(picture) for picture in pictures if picture.name in set(changed)
    }
    _save_rows(DRAWN, {picture.name: rows[picture.name] for picture in pictures if picture.name in rows})
    _save_rows(MANIFEST, manifest(pictures))


def _save_rows(path: Path, rows: dict[str, Any]) -> None:
    """Write one line per picture, so that a change shows as one line in a diff."""
    lines = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(row, ensure_ascii=False)}" for name, row in rows.items()
    )
    path.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
