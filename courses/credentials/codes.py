"""The code in a certificate's address: unguessable, and short enough to be read aloud."""

from __future__ import annotations

from backend.common.codes import has_check_letter, normalise
from courses.keys import CODE_LENGTH


def read_code(text: str) -> str | None:
    """Normalise a typed certificate code; None if it can't be a code."""
    code = normalise(text)
    return code if len(code) == CODE_LENGTH and has_check_letter(code) else None
