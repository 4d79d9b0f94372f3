"""The app's files that the service worker stores, with a version that changes with their content."""

import hashlib
from functools import cache
from pathlib import Path
from typing import TypedDict

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import reverse

from backend.theme import offline

# Every visitor's phone stores the first; only phones with a signed-in member store the second.
CORE = ["theme/app.css", "theme/img/scarf.svg", "theme/img/mark.svg"]
MEMBER = [
    "theme/fonts/be-vietnam-pro-400.woff2",
    "theme/fonts/be-vietnam-pro-600.woff2",
    "theme/fonts/be-vietnam-pro-800.woff2",
    "theme/vault.js",
    "theme/unlock.js",
    "theme/outbox.js",
    "theme/photo.js",
    "theme/app.js",
    "theme/img/placeholder.svg",
]

# The parts of the service worker, relative to this file's folder.
WORKER = ["static/theme/vault.js", "service_worker.js", "service_worker_packs.js"]


class Shell(TypedDict):
    version: str
    offline: str
    core: list[str]
    member: list[str]
    pages: list[str]
    shared: dict[str, str]
    files: list[str]
    continued: list[str]
    own: list[str]


_extra: list[str] = []


def register_shell_file(path: str) -> None:
    """Let phones store a static file that an offline page needs, such as "traceability/diary/diary.js"."""
    if path not in _extra:
        _extra.append(path)


def description() -> Shell:
    """Return the value of SHELL in service_worker.js: the stored files with their version, and offline pages.

    Reads every file once per process.
    """
    member = [*MEMBER, *_extra]
    return {
        "version": version((*CORE, *member)),
        "offline": reverse("theme:offline"),
        "core": [static(path) for path in CORE],
        "member": [static(path) for path in member],
        "pages": offline.offline_urls(),
        "shared": offline.shared_urls(),
        "files": offline.pack_file_prefixes(),
        "continued": offline.continued_prefixes(),
        "own": offline.own_prefixes(),
    }


@cache
def worker_source() -> str:
    """Return the service worker's own scripts in their order, without SHELL."""
    here = Path(__file__).resolve().parent
    return "\n".join((here / part).read_text(encoding="utf-8") for part in WORKER)


@cache
def version(paths: tuple[str, ...]) -> str:
    """Return twelve hex digits that change with the URLs and contents of `paths`.

    They also change with the service worker and the offline page.
    """
    digest = hashlib.sha256()
    here = Path(__file__).resolve().parent
    for file in (
        *(here / part for part in WORKER),
        here / "templates" / "theme" / "offline.html",
        here / "templates" / "theme" / "base.html",
    ):
        digest.update(file.read_bytes())
    for path in paths:
        digest.update(static(path).encode())
        digest.update(content_of(path))
    return digest.hexdigest()[:12]


def content_of(path: str) -> bytes:
    """Return the bytes of a static file, from the source tree or from STATIC_ROOT."""
    if found := finders.find(path):
        return Path(found).read_bytes()
    with staticfiles_storage.open(path) as file:
        return file.read()
