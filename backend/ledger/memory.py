"""What the log last published, kept outside the database.

Who restores an older database would sign again what was signed otherwise before. So the last checkpoint also lies in a file
beside the database (PIEU_VAR), and nothing is signed that does not continue it. It is written after the checkpoint is
committed; a process killed in between leaves the one before, which the next continues just as well.
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
    """What this machine last published, or None where it has published nothing. Raises Refused for a damaged file."""
    try:
        return parse_checkpoint(path().read_text("utf-8"))
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise Refused(f"Tệp {path()} bị hỏng.", f"{path()} is damaged") from None


def remember(note: str) -> None:
    """Keep a signed note: whole or not at all, and on the disk before this returns."""
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
