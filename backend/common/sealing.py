"""Secrets of others as the database holds them: under a key made from SECRET_KEY, which the database has not.

A secret that somebody gave us to speak or check in her name must be read again, so a hash won't do. Whoever has the database or a
copy of it, and not SECRET_KEY, has none of them. Each purpose has a key of its own.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SecretLost(Exception):
    """Neither SECRET_KEY nor its fallbacks open it."""


def _boxes(purpose: bytes) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hmac.new(secret.encode(), purpose, hashlib.sha256).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def seal(secret: bytes, *, purpose: bytes) -> str:
    """`secret` as ASCII letters that only `unseal` for the same purpose reads."""
    return _boxes(purpose).encrypt(secret).decode()


def unseal(sealed: str, *, purpose: bytes) -> bytes:
    """The secret in `sealed`. Raises SecretLost."""
    try:
        return _boxes(purpose).decrypt(sealed.encode())
    except InvalidToken as error:
        raise SecretLost from error
