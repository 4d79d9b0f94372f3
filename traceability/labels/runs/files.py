"""Files of finished label sheets: labels/ in the media store, which no URL serves directly.

A sheet is written to a temporary file on the same disk, flushed, and renamed, so the final name always has a
complete file. With a remote store (S3), the complete temporary file is uploaded instead.
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
# Errors of a full disk, an exhausted quota or a file above the size limit.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_TEMPORARY = ".making"


def temporary_path(run_id: int, claim: UUID) -> Path:
    """Return a path for the sheet of run `run_id` while it is rendered.

    Creates its folder, and deletes temporary files that earlier workers left of this run.
    """
    folder = _temporary_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{run_id}-*.pdf"):
        left.unlink(missing_ok=True)
    return folder / f"{run_id}-{claim.hex}.pdf"


def discard(run_id: int, claim: UUID) -> None:
    """Delete a worker's unfinished file. If that fails, sweep_temporary deletes it later."""
    with suppress(OSError):
        (_temporary_folder() / f"{run_id}-{claim.hex}.pdf").unlink()


def name_of(run_id: int, sha256: str) -> str:
    """Return the name of a run's sheet in the media store; it follows from run and content."""
    return f"{FOLDER}/{run_id}-{sha256[:12]}.pdf"


def publish(path: Path, run_id: int, sha256: str) -> str:
    """Move the finished, flushed file at `path` into the media store; return its name there.

    Publishing the same sheet again replaces it with the same content.
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
    """Yield the names of sheets in the store that are not `known` and older than `older_than_seconds`."""
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
    """Delete temporary files older than `older_than_seconds`, left by killed workers; return how many."""
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
