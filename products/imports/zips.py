"""A large zip of photos, uploaded in pieces that survive a lost connection.

It is one private file per upload (common/waiting.py), without a row: the file's name contains its owner, its
length is the progress. Unused ones are deleted with other abandoned uploads.
"""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.utils.translation import gettext as _

from backend.common import waiting
from backend.common.errors import DomainError
from members.models import User

MAX_BYTES = 300 * 1024 * 1024
PIECE = 4 * 1024 * 1024
MAX_OPEN = 3


class PieceRefused(DomainError):
    """The piece of an upload was not stored.

    status_code: 409 wrong offset or too many uploads, 413 too long, 423 another piece is arriving, 507 disk
        full.
    """

    def __init__(self, message: str, *, code: str, status: int) -> None:
        super().__init__(message, field="photos", code=code)
        self.status_code = status  # type: ignore[misc]


def length_of(user: User, key: UUID) -> int:
    """Return the length in bytes of the user's upload `key` so far; 0 if there is none."""
    path = waiting.path_of(_name(user, key))
    return path.stat().st_size if path.exists() else 0


def add_piece(user: User, key: UUID, *, offset: int, stream: Any) -> int:
    """Append the piece in `stream` at `offset` to the user's upload `key`.

    Return the file's new length in bytes. Raises PieceRefused, which changes nothing.
    """
    mine = _name(user, key)
    if not waiting.path_of(mine).exists():
        if len(list(waiting.folder().glob(f"{_stem(user)}*"))) >= MAX_OPEN:
            raise PieceRefused(
                _("Chị đang gửi dở nhiều tệp zip. Mai chị gửi tiếp."), code="zips_many", status=409
            )
        if not waiting.has_room(MAX_BYTES):
            raise PieceRefused(
                _("Máy chủ sắp hết chỗ. Chị báo người quản trị."), code="disk_full", status=507
            )
    with waiting.held(mine) as handle:
        if handle is None:
            raise PieceRefused(_("Tệp này đang được gửi từ chỗ khác."), code="upload_busy", status=423)
        if os.fstat(handle).st_size != offset:
            raise PieceRefused(
                _("Tệp đã gửi tới chỗ khác. Chị gửi tiếp từ đó."), code="upload_offset", status=409
            )
        data = stream.read(PIECE + 1)
        if len(data) > PIECE or offset + len(data) > MAX_BYTES:
            raise PieceRefused(
                _("Tệp zip lớn quá 300 MB. Chị chia ra nhiều lần."), code="zip_large", status=413
            )
        waiting.write(handle, offset, data)
    return offset + len(data)


def opened_zip(user: User, key: UUID) -> File[bytes] | None:
    """Open the user's upload `key` for reading; None if it doesn't exist."""
    path = waiting.path_of(_name(user, key))
    return File(path.open("rb"), name="photos.zip") if path.exists() else None


def forget_zip(user: User, key: UUID) -> None:
    waiting.forget(_name(user, key))


def _stem(user: User) -> str:
    return f"zip-{user.pk}-"


def _name(user: User, key: UUID) -> str:
    return f"{_stem(user)}{key}"
