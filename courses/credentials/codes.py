"""The code in a certificate's address: unguessable, and still something a person can read aloud."""

from __future__ import annotations

from backend.common.codes import has_check_letter, normalise
from courses.keys import CODE_LENGTH


def read_code(text: str) -> str | None:
    """The code that was meant, however it was typed; None for what can be none."""
    code = normalise(text)
    return code if len(code) == CODE_LENGTH and has_check_letter(code) else None
