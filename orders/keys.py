"""Defaults of model fields. Migrations name them by their path, so this module doesn't move."""

import secrets


def new_ref() -> str:
    """Return the unguessable part of an address that an outside service sends to: 32 hexadecimal digits."""
    return secrets.token_hex(16)
