"""theme/app.css, the one style sheet of every page: put together from css/, so that a page asks for one file.

`Finder` shows it to Django as if it lay in a static folder. It is written where local state is, whenever its parts say
something else; several processes may do so at once.
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
    """The whole sheet. Comments are for whoever reads the parts, not for a phone on 3G."""
    parts = [(PARTS_FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in PARTS]
    return _COMMENT.sub("", "\n".join(parts))


def write() -> Path:
    """The path of the sheet, up to date."""
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
