"""Check an uploaded file before the transaction, and store it: its kind, its size, and no mark of a state secret."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from backend.common.reading import read
from backend.common.storing import store_whole
from backend.common.text import nfc
from union.issues.text_of_files import FileRefused, text_of
from union.issues.unmarked import refused_mark, require_unmarked

MAX_BYTES = 15_000_000
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
}


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that bears no mark that Piêu can read. is_readable: False for pictures, scans and the like."""

    name: str
    extension: str
    data: bytes
    is_readable: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def store(self, folder: str) -> str:
        """Store the file, and return its name in the store. Equal files are one."""
        stored = f"union/{folder}/{self.sha256}.{self.extension}"
        store_whole(stored, ContentFile(self.data))
        return stored


def check_file(
    upload: UploadedFile, *, is_said_unmarked: bool | None = None, field: str = "file"
) -> CheckedFile:
    """Return the file if Piêu may take it. Slow: call it before a transaction.

    is_said_unmarked: what the officer answered to "is there a mark on it?": True for no. Asked for what has no text.
    Raises FileRefused.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise FileRefused(_("Tệp lớn quá 15 MB."), field=field, code="too_large")
    name = nfc(upload.name or "")[-120:]
    require_unmarked(**{field: name})
    data = upload.read()
    found = read(text_of, data)
    require_unmarked(**{field: found.text})
    if is_said_unmarked is False:
        raise refused_mark(_("MẬT"), field)
    if not found.is_readable and is_said_unmarked is None:
        raise FileRefused(
            _("Piêu không đọc được chữ trong tệp này. Chị xem tận mắt và trả lời câu hỏi về dấu mật."),
            field="is_unmarked",
            code="unreadable_file",
        )
    return CheckedFile(name, found.extension, data, found.is_readable)
