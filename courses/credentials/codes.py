"""The code in a certificate's address: unguessable, and still something a person can read aloud."""

from __future__ import annotations

import secrets

from backend.common.codes import LETTERS, check_letter, has_check_letter, normalise

LENGTH = 20


def new_code() -> str:
    """19 random letters, 95 bits, and a check letter."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH - 1))
    return letters + check_letter(letters)


def read_code(text: str) -> str | None:
    """The code that was meant, however it was typed; None for what can be none."""
    code = normalise(text)
    return code if len(code) == LENGTH and has_check_letter(code) else None
