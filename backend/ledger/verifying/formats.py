"""The names and limits of what a proof is made of, and why one is refused."""

from __future__ import annotations

FORMAT = "pieu-proof-1"
HASH_BYTES = 32
MAX_FILE_BYTES = 64 * 1024 * 1024
LOG_KEY, COSIGNATURE = 0x01, 0x04  # C2SP signed-note signature types
DASH = "\u2014"


class Refused(Exception):
    """Why a proof does not hold, in Vietnamese and English."""

    def __init__(self, vietnamese: str, english: str) -> None:
        super().__init__(f"{vietnamese} / {english}")
        self.vietnamese, self.english = vietnamese, english


class Unread(Refused):
    """What was given can't be read: nothing was checked, so nothing was found to be wrong."""
