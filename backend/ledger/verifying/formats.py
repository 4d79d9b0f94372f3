"""Formats and limits of proofs, and the errors of checking."""

from __future__ import annotations

FORMAT = "pieu-proof-1"
HASH_BYTES = 32
MAX_FILE_BYTES = 64 * 1024 * 1024
LOG_KEY, COSIGNATURE = 0x01, 0x04  # C2SP signed-note signature types
DASH = "\u2014"


class Refused(Exception):
    """The proof does not hold. The reason is in Vietnamese and English."""

    def __init__(self, vietnamese: str, english: str) -> None:
        super().__init__(f"{vietnamese} / {english}")
        self.vietnamese, self.english = vietnamese, english


class Unread(Refused):
    """The input can't be read, so nothing was checked."""
