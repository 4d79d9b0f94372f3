"""Keys that stay with a module, lesson, step or question through all versions of a course."""

import secrets

# No vowels, so that no word comes about; no look-alikes.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"


def new_key() -> str:
    """Eight letters; unique within a course for all practical purposes, and by constraint where it must be."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))
