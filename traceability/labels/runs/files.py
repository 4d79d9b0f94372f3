"""Where finished label sheets lie: labels/ in the media store, which no address opens by itself.

A sheet is written to a temporary file on the same disk, flushed to it, and renamed: under its final name it is always whole.
With a store elsewhere (S3) the temporary file is uploaded whole instead.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

from backend.common.storing import flush_folder

FOLDER = "labels"
# What the system says when a disk, a quota or the largest file allowed is used up.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_TEMPORARY = ".making"


def temporary_path(run_id: int, claim: UUID) -> Path:
    """A path for the sheet of run `run_id` while it is being made; its folder exists, what earlier makers left is gone."""
    folder = _temporary_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{run_id}-*.pdf"):
        left.unlink(missing_ok=True)
    return folder / f"{run_id}-{claim.hex}.pdf"


def discard(run_id: int, claim: UUID) -> None:
    """Remove what one maker has begun. What can't be removed now is swept up later."""
    with suppress(OSError):
        (_temporary_folder() / f"{run_id}-{claim.hex}.pdf").unlink()


def name_of(run_id: int, sha256: str) -> str:
    """Where the sheet of a run lies in the media store; it follows from run and content."""
    return f"{FOLDER}/{run_id}-{sha256[:12]}.pdf"


def publish(path: Path, run_id: int, sha256: str) -> str:
    """Put the finished, flushed file at `path` in its place; answers its name in the media store.

    Whoever publishes the same sheet again replaces it by itself.
    """
    name = name_of(run_id, sha256)
    if isinstance(default_storage, FileSystemStorage):
        target = Path(default_storage.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        os.chmod(path, settings.FILE_UPLOAD_PERMISSIONS or 0o640)
        os.replace(path, target)
        flush_folder(target.parent)
        return name
    with path.open("rb") as file:
        if default_storage.exists(name):
            default_storage.delete(name)
        default_storage.save(name, File(file))
    path.unlink(missing_ok=True)
    return name


def remove(name: str) -> None:
    if name:
        default_storage.delete(name)


def is_there(name: str) -> bool:
    return bool(name) and default_storage.exists(name)


def forgotten(known: Iterable[str], *, older_than_seconds: float) -> Iterator[str]:
    """Names of sheets in the store that no run knows, and that were not written just now."""
    known = set(known)
    try:
        _folders, files = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    limit = time.time() - older_than_seconds
    for file in files:
        name = f"{FOLDER}/{file}"
        if name not in known and default_storage.get_modified_time(name).timestamp() < limit:
            yield name


def sweep_temporary(*, older_than_seconds: float) -> int:
    """Remove what makers left that were killed; returns how many."""
    limit, removed = time.time() - older_than_seconds, 0
    for left in _temporary_folder().glob("*.pdf"):
        try:
            if left.stat().st_mtime < limit:
                left.unlink()
                removed += 1
        except FileNotFoundError:
            continue
    return removed


def _temporary_folder() -> Path:
    if isinstance(default_storage, FileSystemStorage):
        return Path(default_storage.path(FOLDER)) / _TEMPORARY
    return Path(settings.VAR_DIR) / FOLDER
