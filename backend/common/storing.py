"""Store files in the media store atomically, under a name derived from their content.

A process that is killed while writing leaves part of a file, which must not have the final name. So the file
is written to a temporary folder (.making in the media folder), flushed, and renamed. Remote stores (S3) are
atomic themselves.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

_MAKING = ".making"


def store_whole(name: str, file: File) -> None:
    """Store `file` as `name` unless `name` exists. Safe if two processes store equal content at once."""
    if default_storage.exists(name):
        return
    file.seek(0)
    if not isinstance(default_storage, FileSystemStorage):
        stored = default_storage.save(name, file)
        if stored != name:  # another process was quicker with equal bytes
            default_storage.delete(stored)
        return
    target = Path(default_storage.path(name))
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = _folder() / uuid4().hex
    beside.parent.mkdir(parents=True, exist_ok=True)
    try:
        with beside.open("xb") as out:
            for chunk in file.chunks():
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(beside, settings.FILE_UPLOAD_PERMISSIONS or 0o640)
        os.replace(beside, target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Sync a folder, so that a rename in it survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(*, older_than_seconds: float) -> int:
    """Delete temporary files that killed processes left, older than `older_than_seconds`. Return how many."""
    limit, removed = time.time() - older_than_seconds, 0
    if not isinstance(default_storage, FileSystemStorage) or not _folder().is_dir():
        return 0
    for left in _folder().iterdir():
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < limit:
                left.unlink()
                removed += 1
    return removed


def _folder() -> Path:
    return Path(default_storage.path(_MAKING))
