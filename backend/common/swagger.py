"""Find Swagger UI's static files in drf-spectacular-sidecar, without Redoc and source maps.

The package is not in INSTALLED_APPS, because all its files would be collected then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import drf_spectacular_sidecar
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

FOLDER = Path(drf_spectacular_sidecar.__file__).parent / "static"
# The style sheet names its map, so collectstatic wants that, too.
FILES = tuple(
    f"drf_spectacular_sidecar/swagger-ui-dist/{name}"
    for name in (
        "LICENSE",
        "favicon-32x32.png",
        "swagger-ui-bundle.js",
        "swagger-ui-standalone-preset.js",
        "swagger-ui.css",
        "swagger-ui.css.map",
    )
)


class Finder(BaseFinder):
    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = str(FOLDER / path) if path in FILES else None
        if not found:
            return []
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        storage = FileSystemStorage(location=FOLDER)
        for path in FILES:
            yield path, storage
