"""Export all data of a person as one ZIP: pieu.json, and the files that it refers to by name.

The ZIP is streamed: it needs memory for a part of one file, and no disk space.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import RawIOBase

from django.core.files.storage import default_storage
from django.utils import timezone

PIECE = 64 * 1024


class _Outlet(RawIOBase):
    """An unseekable output for zipfile; `drain` returns the bytes written since the last call."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def drain(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def stream_archive(*, text: Iterable[bytes], files: Iterable[str], made_at: datetime) -> Iterator[bytes]:
    """Yield the bytes of the ZIP: `text` as pieu.json, then `files` by their names in the store.

    Skips missing files.
    """
    outlet, moment = _Outlet(), timezone.localtime(made_at).timetuple()[:6]
    with zipfile.ZipFile(outlet, "w", compression=zipfile.ZIP_STORED) as archive:
        about = zipfile.ZipInfo("pieu.json", moment)
        about.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(about, "w", force_zip64=True) as target:
            for piece in text:
                target.write(piece)
                if sent := outlet.drain():
                    yield sent
        yield outlet.drain()
        for name in files:
            try:
                source = default_storage.open(name, "rb")
            except FileNotFoundError:
                continue
            # Pictures and voice notes are compressed already.
            with source, archive.open(zipfile.ZipInfo(name, moment), "w") as target:
                while piece := source.read(PIECE):
                    target.write(piece)
                    yield outlet.drain()
    yield outlet.drain()
