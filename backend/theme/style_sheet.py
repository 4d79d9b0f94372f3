"""Build theme/app.css, the style sheet of all pages, from css/, so that a page requests one file.

`Finder` presents it to Django as a static file. It is written to the folder of local state whenever a part
changes; several processes may do so at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PATH = "theme/app.css"
PARTS_FOLDER = Path(__file__).resolve().parent / "css"
# A later rule wins over an earlier one of its layer: the order counts.
PARTS = (
    "layers", "fonts", "reset", "tokens", "base",
    "columns", "header", "tabs", "bars", "footer", "wide",
    "marks", "buttons", "cards", "rows", "forms", "fields", "threads", "badges", "facts", "emptiness", "photos", "waiting",
    "utilities",
)  # fmt: skip
_COMMENT = re.compile(r"^[ ]*/\*.*?\*/\n+", re.S | re.M)


def text() -> str:
    """Return the style sheet without comments."""
    parts = [(PARTS_FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in PARTS]
    return _COMMENT.sub("", "\n".join(parts))


def write() -> Path:
    """Write the style sheet if it is out of date, and return its path."""
    target = Path(settings.VAR_DIR) / "style_sheet" / PATH
    whole = text().encode()
    if not (target.is_file() and target.read_bytes() == whole):
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.{os.getpid()}")
        fresh.write_bytes(whole)
        fresh.replace(target)
    return target


class Finder(BaseFinder):
    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = str(write()) if path == PATH else None
        if not found:
            return []
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        yield PATH, FileSystemStorage(location=write().parents[1])
