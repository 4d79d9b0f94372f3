"""Where uploads wait: private files in var/uploads, named by whoever waits for them, gone once used.

The file is written and flushed first, the offset row afterwards: a killed process leaves bytes beyond the offset, which
the next piece overwrites. A lock on the file keeps two writers, or two makers, apart; it goes with its process.
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
    """Whether the disk takes the upload and what is made of it, and still has half a gigabyte."""
    return shutil.disk_usage(folder()).free > 2 * length + 500_000_000


@contextmanager
def held(name: str, *, wait_seconds: float = 0) -> Iterator[int | None]:
    """The file open for reading and writing, made where there is none; None where somebody else is at it all the time."""
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
    """Put `data` at `offset` for good: flushed to the disk, and nothing behind it."""
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
    """Where the small forms of an upload are made."""
    return folder() / f"{Path(name).name}.work"


def sweep(keep: Iterable[str], *, older_than_seconds: float) -> int:
    """Remove what no row waits for any more; returns how many."""
    kept, limit, removed = set(keep), time.time() - older_than_seconds, 0
    for path in folder().iterdir():
        if path.name.removesuffix(".work") in kept:
            continue
        with suppress(FileNotFoundError):
            if path.stat().st_mtime >= limit:
                continue
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            removed += 1
    return removed
