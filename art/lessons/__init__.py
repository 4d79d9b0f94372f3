"""The pictures of the courses that come with Piêu. A course's YAML names those it shows; they are written to its folder."""

import re
from pathlib import Path

from art.lessons.scenes import SCENES
from art.lessons.stage import HEIGHT, WIDTH
from art.picture import ROOT, Picture

CONTENT = ROOT / "courses/content"


def pictures() -> dict[str, Picture]:
    """Return the pictures that at least one course names, by name.

    Raises KeyError for a name that no scene has.
    """
    folders: dict[str, list[Path]] = {}
    for course in sorted(path.parent for path in CONTENT.glob("*/course.yaml")):
        text = "".join(path.read_text(encoding="utf-8") for path in sorted(course.rglob("*.yaml")))
        for name in sorted(set(re.findall(r"([a-z0-9-]+)\.webp", text))):
            folders.setdefault(name, []).append(course / "pictures")
    return {name: _picture(name, folders[name]) for name in sorted(folders)}


def _picture(name: str, folders: list[Path]) -> Picture:
    svg = SCENES[name]
    files = tuple(folder / f"{name}.webp" for folder in folders)
    return Picture(name, lambda: svg, WIDTH, HEIGHT, files, limit=12_000, quality=86)


def unused() -> list[Path]:
    """Return the files of pictures that the course of their folder doesn't name."""
    wanted = {file for picture in pictures().values() for file in picture.files}
    return sorted(set(CONTENT.glob("*/pictures/*.webp")) - wanted)


def delete_unused() -> None:
    for file in unused():
        file.unlink()
