"""Serve our own scripts without comments and indentation.

Line ends stay, so a script runs the same. In development and in tests the files are served unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The static folders with our own scripts; third-party scripts are served unchanged.
OWN = ("theme/", "law/", "members/", "products/", "traceability/", "courses/", "orders/", "union/")
# Swagger UI: few people ask for it, and compressing it takes longer than all of ours.
UNCOMPRESSED = "drf_spectacular_sidecar/"
_BLOCK = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.S | re.M)
_LINE = re.compile(r"^[ \t]*//[^\n]*\n", re.M)
_INDENT = re.compile(r"^\s+", re.M)


def lean(text: str) -> str:
    """Return a script without comment lines and indentation.

    A script with strings over several lines is returned unchanged. Applying it twice changes nothing: files
    are collected more than once.
    """
    # A comment in a `template of several lines` is none, and its indentation counts.
    code = _LINE.sub("", _BLOCK.sub("", text))
    if any(line.count("`") % 2 or line.endswith("\\") for line in code.split("\n")):
        return text
    return _INDENT.sub("", code)


class Storage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage with hashed names and compression. Our scripts are shortened before hashing."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        yield from super().compress_files([path for path in paths if not path.startswith(UNCOMPRESSED)])

    def file_hash(self, name: str | None, content: Any = None) -> Any:
        return super().file_hash(name, _lean_file(name, content))

    def _save(self, name: str, content: Any) -> str:
        return super()._save(name, _lean_file(name, content))


def _lean_file(name: str | None, content: Any) -> Any:
    if content is None or not name or not (name.endswith(".js") and name.startswith(OWN)):
        return content
    content.seek(0)
    read = content.read()
    return ContentFile(lean(read.decode() if isinstance(read, bytes) else read).encode())
