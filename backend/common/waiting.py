"""Store unfinished uploads as private files in var/uploads, until they are used.

The file is written and flushed before the row with its offset. A killed process leaves bytes beyond the
offset, which the next chunk overwrites. A lock on the file keeps concurrent writers apart; it ends with the
process.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    path = Path(settings.VAR_DIR) / "uploads"
    path.mkdir(mode=0o750, parents=True, exist_ok=True)
    return path


def path_of(name: str) -> Path:
    return folder() / Path(name).name


def has_room(length: int) -> bool:
    """Return True if the disk has space for an upload of `length` bytes and its conversions.

    Half a gigabyte must remain free.
    """
    return shutil.disk_usage(folder()).free > 2 * length + 500_000_000


@contextmanager
def held(name: str, *, wait_seconds: float = 0) -> Iterator[int | None]:
    """Open the file `name` locked, for reading and writing; create it if needed. Yield its file descriptor.

    Yields None if another process holds the lock for longer than `wait_seconds`.
    """
    handle = os.open(path_of(name), os.O_RDWR | os.O_CREAT, 0o640)
    try:
        yield handle if _locked(handle, time.monotonic() + wait_seconds) else None
    finally:
        os.close(handle)


def _locked(handle: int, deadline: float) -> bool:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
        else:
            return True


def write(handle: int, offset: int, data: bytes) -> None:
    """Write `data` at `offset`, cut off everything after it, and flush to disk."""
    os.ftruncate(handle, offset)
    view = memoryview(data)
    while view:
        written = os.pwrite(handle, view, offset)
        view, offset = view[written:], offset + written
    os.fsync(handle)


def head_of(name: str, length: int) -> bytes:
    with path_of(name).open("rb") as file:
        return file.read(length)


def forget(name: str) -> None:
    if name:
        path_of(name).unlink(missing_ok=True)
        shutil.rmtree(workshop(name), ignore_errors=True)


def workshop(name: str) -> Path:
    """Return the path of the folder for conversions of the upload `name`."""
    return folder() / f"{Path(name).name}.work"


def sweep(keep: Iterable[str], *, older_than_seconds: float) -> int:
    """Delete uploads older than `older_than_seconds` whose names are not in `keep`. Return their number."""
    needed, limit, removed = set(keep), time.time() - older_than_seconds, 0
    for path in folder().iterdir():
        if path.name.removesuffix(".work") in needed:
            continue
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= limit:
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            removed += 1
    return removed
