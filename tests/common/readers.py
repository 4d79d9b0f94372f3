"""Functions that test_reading.py runs in the child process of backend/common/reading.py. No models here."""

from __future__ import annotations

import datetime
import os
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from backend.common.errors import FieldErrors
from backend.common.workbooks import SheetRow, WorkbookRefused


def echo(file: BinaryIO, **values: Any) -> Any:
    return [file.read(), values, SheetRow(3, (Decimal("1.5"), datetime.date(2026, 12, 1), None))]


def refuse(file: BinaryIO, *, kind: str) -> None:
    if kind == "fields":
        raise FieldErrors({"name": _("Chị ghi tên sàn."), "file": "b"})
    raise WorkbookRefused(_("Tệp lớn quá 5 MB."), line=7, code="too_large")


def fail(file: BinaryIO) -> None:
    raise KeyError("Mộc Châu")


def fill_memory(file: BinaryIO) -> int:
    return len(bytearray(3_000_000_000))


def spin(file: BinaryIO) -> None:
    while True:
        pass


def sleep(file: BinaryIO) -> None:
    time.sleep(3600)


def meet(file: BinaryIO, *, place: str) -> None:
    """Tell the test by a file that the read has begun, and never end."""
    Path(place).write_text("here")
    time.sleep(3600)


def surroundings(file: BinaryIO) -> tuple[int, list[str], list[str]]:
    """Return the process ID, the names in the environment and the open files other than `file`."""
    links = [os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if fd.isdecimal() and int(fd) > 2
             and int(fd) != file.fileno() and os.path.exists(f"/proc/self/fd/{fd}")]  # fmt: skip
    return os.getpid(), sorted(os.environ), links
