"""What a picture is: its strokes, its size, and the files that it is written to."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Picture:
    name: str
    draw: Callable[[], str]
    width: int
    height: int
    files: tuple[Path, ...]
    limit: int  # bytes of the finished file
    quality: int  # of WebP; tried first, then less until the file is within the limit
    alt: str = ""  # empty for the lessons' pictures: each lesson says what its picture shows

    def svg(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}">{self.draw()}</svg>'
        )


def fingerprint(content: str | bytes) -> str:
    """Return the first 16 digits of the SHA-256 of `content`."""
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()[:16]
