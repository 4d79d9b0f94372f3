"""Who was erased, by pseudonym, kept outside the database: a backup made before still knows her, and this says she is to go again.

`erased.txt` in PIEU_VAR, a line each: `2026-11-29T14:00:00+07:00 <ref>`. A pseudonym of somebody erased names nobody, but in a
backup it does; so the file is readable by Piêu alone and lies beside the database, not in its backups.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import timezone

NAME = "erased.txt"


def path() -> Path:
    return Path(settings.VAR_DIR) / NAME


def known() -> set[UUID]:
    """Everybody in the list; a line that was cut off is passed over."""
    try:
        lines = path().read_text("utf-8").splitlines()
    except FileNotFoundError:
        return set()
    found = set()
    for line in lines:
        try:
            found.add(UUID(line.split()[-1]))
        except (ValueError, IndexError):
            continue
    return found


def add(refs: Iterable[UUID]) -> None:
    """Put `refs` behind the others; on the disk before this returns. Nobody twice is the caller's care."""
    now = timezone.localtime().isoformat(timespec="seconds")
    text = "".join(f"\n{now} {ref}" for ref in refs)  # a new line first: the one before may have been cut off
    if not text:
        return
    with open(os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
