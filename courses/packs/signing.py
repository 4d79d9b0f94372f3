"""This installation's pack key, and the trusted signers (Ed25519, RFC 8032)."""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext as _

from courses.packs import FORMAT
from courses.packs.errors import PackError


def _private_key() -> Ed25519PrivateKey:
    if not settings.PACK_KEY:
        raise PackError(
            "pack_key_missing", _("Máy chủ này chưa có khoá ký gói bài học. Chị báo người quản trị máy.")
        )
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.PACK_KEY))


def public_key() -> bytes:
    """Return the public key, 32 bytes. Raises PackError if no key is set."""
    return _private_key().public_key().public_bytes_raw()


def fingerprint(key: bytes) -> str:
    """Return the SHA-256 of a public key, 64 hexadecimal digits."""
    return hashlib.sha256(key).hexdigest()


def own_fingerprint() -> str:
    """Return the fingerprint of this installation's signing key; "" without a key."""
    return fingerprint(public_key()) if settings.PACK_KEY else ""


def grouped(text: str) -> str:
    """Return a fingerprint in groups of four, to be read out over the phone."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def sign(manifest: bytes) -> bytes:
    """Return the signature, 64 bytes. Raises PackError."""
    return _private_key().sign(_signed(manifest))


def is_signed_by(key: bytes, signature: bytes, manifest: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, _signed(manifest))
    except (InvalidSignature, ValueError):
        return False
    return True


def trusted_signers(*, also: str = "") -> list[str]:
    """Return the fingerprints of all trusted signers.

    They are this installation, PACK_TRUSTED_KEYS, and the fingerprint `also`, in any spacing.
    """
    return sorted({own_fingerprint(), *map(_bare, settings.PACK_TRUSTED_KEYS), _bare(also)} - {""})


def _bare(text: str) -> str:
    return "".join(text.split()).replace(":", "").lower()


def _signed(manifest: bytes) -> bytes:
    return FORMAT.encode() + b"\n" + manifest
