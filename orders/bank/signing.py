"""Check that a bank feed's message comes from the service that has the producer's key.

SePay's two formats (developer.sepay.vn, webhooks, authentication): `Authorization: Apikey KEY`; or
X-SePay-Signature `sha256=HEX`, the HMAC-SHA256 under the shared secret of "TIMESTAMP.BODY", with the Unix
seconds in X-SePay-Timestamp.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping

from backend.common import sealing
from orders.bank.enums import FeedForm

_PURPOSE = b"pieu.orders.bank-feed"
# As SePay advises. A repeated message changes nothing anyway, since each transfer is stored once.
MOST_DRIFT = 5 * 60


def seal(secret: str) -> str:
    return sealing.seal(secret.encode(), purpose=_PURPOSE)


def unseal(sealed: str) -> str:
    """Decrypt a stored key. Raises SecretLost."""
    return sealing.unseal(sealed, purpose=_PURPOSE).decode()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of X-SePay-Signature."""
    digest = hmac.new(secret.encode(), timestamp.encode("utf-8", "replace") + b"." + body, hashlib.sha256)
    return "sha256=" + digest.hexdigest()


def is_genuine(form: str, secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Return whether a message proves that its sender has `secret`, by a key or signature in `headers`.

    A signature covers `body` and is accepted for MOST_DRIFT seconds. An empty secret matches nothing.
    """
    if not secret:
        return False
    if form == FeedForm.API_KEY:
        scheme, _space, key = headers.get("Authorization", "").strip().partition(" ")
        return _same(key.strip(), secret) and scheme.casefold() == "apikey"
    timestamp = headers.get("X-SePay-Timestamp", "")
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(time.time() - int(timestamp)) > MOST_DRIFT:
        return False
    return _same(headers.get("X-SePay-Signature", ""), signature(secret, timestamp, body))


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())
