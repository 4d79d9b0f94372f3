"""Defaults of model fields. Migrations name them by their path, so this module doesn't move."""

import secrets

from backend.common.codes import LETTERS, check_letter

# No vowels, so that keys form no words; no look-alikes.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"

CODE_LENGTH = 20


def new_key() -> str:
    """Return a new key of a module, lesson, step or question.

    It is constant through all versions of a course. Eight letters: in practice unique within a course, and by
    a constraint where it must be.
    """
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


def new_code() -> str:
    """Return a new code for a certificate's address: 19 random letters (95 bits) and a check letter."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH - 1))
    return letters + check_letter(letters)
