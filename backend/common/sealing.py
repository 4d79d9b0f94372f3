"""Encrypt third-party secrets in the database under a key derived from SECRET_KEY.

Calling or verifying other services needs the secrets in plain text, so a hash isn't enough. A copy of the
database without SECRET_KEY reveals none of them. Each purpose has a key of its own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SecretLost(Exception):
    """Neither SECRET_KEY nor its fallbacks can decrypt the secret."""


def _boxes(purpose: bytes) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hmac.new(secret.encode(), purpose, hashlib.sha256).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def seal(secret: bytes, *, purpose: bytes) -> str:
    """Encrypt `secret` as ASCII text. Only `unseal` with an equal `purpose` can decrypt it."""
    return _boxes(purpose).encrypt(secret).decode()


def unseal(sealed: str, *, purpose: bytes) -> bytes:
    """Return the secret that `seal` encrypted for the same `purpose`. Raises SecretLost."""
    try:
        return _boxes(purpose).decrypt(sealed.encode())
    except InvalidToken as error:
        raise SecretLost from error
