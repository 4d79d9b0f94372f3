"""Store the last published checkpoint in a file outside the database (PIEU_VAR).

After a restore of an older backup the log would sign other roots for sizes that it already signed. So it
signs only trees that continue this file. The file is written after the checkpoint is committed. If the
process is killed in between, the previous checkpoint stays in the file, and the log continues that as well.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from backend.ledger.verifying.formats import Refused
from backend.ledger.verifying.notes import Checkpoint, parse_checkpoint

NAME = "log-head.txt"


def path() -> Path:
    return Path(settings.VAR_DIR) / NAME


def recall() -> Checkpoint | None:
    """Return the checkpoint that this machine published last, or None.

    Raises Refused for a damaged file.
    """
    try:
        return parse_checkpoint(path().read_text("utf-8"))
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise Refused(f"Tệp {path()} bị hỏng.", f"{path()} is damaged") from None


def remember(note: str) -> None:
    """Replace the stored checkpoint by the signed note `note`, atomically and synced to disk."""
    target = path()
    fresh = target.with_name(f".{NAME}.{os.getpid()}")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
