"""Keys of members' phones as the database holds them: under a key made from SECRET_KEY, which the database has not."""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

_PURPOSE = b"pieu.courses.device-key"


class KeyLost(Exception):
    """Neither SECRET_KEY nor its fallbacks open it."""


def _boxes() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def seal(key: bytes) -> str:
    return _boxes().encrypt(key).decode()


def unseal(sealed: str) -> bytes:
    """The key in `sealed`. Raises KeyLost."""
    try:
        return _boxes().decrypt(sealed.encode())
    except InvalidToken as error:
        raise KeyLost from error
