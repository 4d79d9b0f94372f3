"""Send notices to browsers by Web Push (RFC 8030), encrypted (RFC 8291) and signed (RFC 8292, VAPID).

Off unless WEB_PUSH_KEY and WEB_PUSH_CONTACT are set. The URL of the push service comes from the browser, so requests go only to
hosts in WEB_PUSH_HOSTS, and never into the internal network.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import ssl
import time
from functools import lru_cache
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from members.models import PushSubscription
from members.notices.sms import SmsRefused, SmsUnavailable

TIMEOUT_SECONDS = 10
LIVES_SECONDS = 2 * 24 * 3600
SIGNED_FOR_SECONDS = 12 * 3600
RECORD = 4096


class PushUnavailable(SmsUnavailable):
    """The push service is unavailable: retry later."""


class PushRefused(SmsRefused):
    """The push service rejected the message: don't retry."""


class PushGone(PushRefused):
    """The subscription of the browser has ended."""


def is_on() -> bool:
    return bool(settings.WEB_PUSH_KEY and settings.WEB_PUSH_CONTACT)


def public_key() -> str:
    """Return the site's public key for subscriptions, in base64url; "" if push is off."""
    return _text(_point(_own_key(settings.WEB_PUSH_KEY).public_key())) if is_on() else ""


def is_known_service(endpoint: str) -> bool:
    """Return True for an https URL at one of WEB_PUSH_HOSTS ("*.example" for all hosts below).

    http is allowed only at 127.0.0.1, if WEBHOOKS_ALLOW_LOCAL is set.
    """
    try:
        url = urlsplit(endpoint)
        host, port = url.hostname or "", url.port
    except ValueError:
        return False
    if (
        len(endpoint) > 500
        or not endpoint.isascii()
        or not endpoint.isprintable()
        or url.username
        or " " in endpoint
    ):
        return False
    local = settings.WEBHOOKS_ALLOW_LOCAL and host == "127.0.0.1"
    if local:
        return url.scheme == "http"
    named = any(
        host == name or (name.startswith("*.") and host.endswith(name[1:]))
        for name in settings.WEB_PUSH_HOSTS
    )
    return url.scheme == "https" and port in (None, 443) and named


def send_push(subscription: PushSubscription, *, title: str, body: str, url: str) -> None:
    """Send an encrypted message to a browser. Raises PushGone, PushRefused, PushUnavailable.

    It names its owner: the browser shows it to nobody else who uses the same phone.
    """
    if not is_known_service(subscription.endpoint):
        raise PushGone("not a push service that is asked")
    content = {"owner": str(subscription.user.ref), "title": title, "body": body[:400], "url": url}
    message = json.dumps(content, ensure_ascii=False).encode()
    sealed = encrypted(message, p256dh=subscription.p256dh, auth=subscription.auth)
    status = _post(subscription.endpoint, sealed)
    if status in (404, 410):
        raise PushGone(f"answered {status}")
    if status == 429 or status >= 500:
        raise PushUnavailable(f"answered {status}")
    if not 200 <= status < 300:
        raise PushRefused(f"answered {status}")


def encrypted(
    message: bytes,
    *,
    p256dh: str,
    auth: str,
    salt: bytes | None = None,
    key: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """Encrypt `message` for a browser as one record of aes128gcm (RFC 8291, 3.4; RFC 8188).

    Raises ValueError for an invalid key, or a message that needs more than one record.
    """
    salt, key = salt or os.urandom(16), key or ec.generate_private_key(ec.SECP256R1())
    theirs, ours = _bytes(p256dh), _point(key.public_key())
    browser = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
    shared = key.exchange(ec.ECDH(), browser)
    secret = _derived(shared, salt=_bytes(auth), info=b"WebPush: info\0" + theirs + ours, length=32)
    content_key = _derived(secret, salt=salt, info=b"Content-Encoding: aes128gcm\0", length=16)
    nonce = _derived(secret, salt=salt, info=b"Content-Encoding: nonce\0", length=12)
    if len(message) > RECORD - 17 - 86:
        raise ValueError("more than one record")
    header = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return header + AESGCM(content_key).encrypt(nonce, message + b"\x02", None)


def is_whole(p256dh: str, auth: str) -> bool:
    """Return True if a browser's keys are valid for encryption."""
    try:
        return len(_bytes(auth)) == 16 and bool(encrypted(b"", p256dh=p256dh, auth=auth))
    except ValueError:
        return False


def _signature(endpoint: str) -> str:
    """Return the Authorization header of RFC 8292 for a push service, valid for half a day."""
    url = urlsplit(endpoint)
    claims = {
        "aud": f"{url.scheme}://{url.netloc}",
        "exp": int(time.time()) + SIGNED_FOR_SECONDS,
        "sub": settings.WEB_PUSH_CONTACT,
    }
    token = jwt.encode(claims, _own_key(settings.WEB_PUSH_KEY), algorithm="ES256")
    return f"vapid t={token}, k={public_key()}"


def _post(endpoint: str, body: bytes) -> int:
    """Send `body` by POST and return the status code. Doesn't follow redirects."""
    url = urlsplit(endpoint)
    connection: http.client.HTTPConnection
    if url.scheme == "https":
        connection = http.client.HTTPSConnection(
            url.netloc, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(url.netloc, timeout=TIMEOUT_SECONDS)
    headers = {
        "Authorization": _signature(endpoint),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(LIVES_SECONDS),
    }
    path = url.path + (f"?{url.query}" if url.query else "")
    try:
        connection.request("POST", path or "/", body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise PushUnavailable(type(error).__name__) from error
    finally:
        connection.close()


@lru_cache(maxsize=2)
def _own_key(raw: str) -> ec.EllipticCurvePrivateKey:
    """Return the private key from WEB_PUSH_KEY (32 bytes in base64url). Raises ValueError."""
    return ec.derive_private_key(int.from_bytes(_bytes(raw), "big"), ec.SECP256R1())


def _derived(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
