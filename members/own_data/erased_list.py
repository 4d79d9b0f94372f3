"""Store the pseudonyms of erased accounts in a file outside the database.

After a restore of an older backup they are erased again. The file is `erased.txt` in PIEU_VAR, a line each:
`2026-11-29T14:00:00+07:00 <ref>`. Together with an old backup a pseudonym leads to a person, so only Piêu can
read the file, and backups don't contain it.
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
    """Return the pseudonyms in the list; skips incomplete lines."""
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
    """Append `refs`, and sync to disk before returning. The caller avoids duplicates."""
    now = timezone.localtime().isoformat(timespec="seconds")
    text = "".join(f"\n{now} {ref}" for ref in refs)  # a new line first: the one before may have been cut off
    if not text:
        return
    with open(os.open(path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
