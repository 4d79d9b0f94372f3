"""Read a .pieu file: a child process checks it (archives.py), and this process copies checked media by their place in the file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from backend.common.reading import Limits, ReadingRefused, read
from courses.packs.archives import Pack, check_pack
from courses.packs.errors import PackError
from courses.packs.signing import trusted_signers

_CHUNK = 1 << 20
# The operator may import a gigabyte, without a web server that waits.
_OPERATOR = Limits(seconds=900, cpu_seconds=300)


def read_pack(file: BinaryIO, *, trust: str = "", is_operator: bool = False) -> Pack:
    """Check a pack completely, in a child process. Call it before a transaction. Raises PackError.

    trust: fingerprint of a signer to accept this once.
    is_operator: allow the time that a gigabyte needs.
    """
    limits = _OPERATOR if is_operator else None
    try:
        return read(check_pack, file, limits=limits, trusted=trusted_signers(also=trust))
    except ReadingRefused as error:
        raise PackError(error.code, error.message) from error


def first_bytes(pack: Pack, path: str, file: BinaryIO) -> bytes:
    """Return the first 16 bytes of a medium."""
    start, size = pack.places[path]
    file.seek(start)
    return file.read(min(16, size))


@contextmanager
def copy_of(pack: Pack, path: str, file: BinaryIO) -> Iterator[BinaryIO]:
    """Yield a temporary file with the medium at `path`, at its start."""
    start, left = pack.places[path]
    file.seek(start)
    with tempfile.TemporaryFile() as copy:
        while left and (chunk := file.read(min(_CHUNK, left))):
            copy.write(chunk)
            left -= len(chunk)
        copy.seek(0)
        yield copy
