"""Proof that a code verified a buyer's number: in a browser's session, or as a signed token for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.core import signing
from django.http import HttpRequest

KEY = "buyer_phones"
MOST = 5
SALT = "orders.proofs"
LIFE = timedelta(hours=12)


def remember(request: HttpRequest, phone: str) -> None:
    """Mark `phone` (E.164) as proven for this session."""
    request.session[KEY] = [*(each for each in phones_of(request) if each != phone), phone][-MOST:]


def forget(request: HttpRequest) -> None:
    """Forget all proven numbers of this session."""
    request.session.pop(KEY, None)


def phones_of(request: HttpRequest) -> list[str]:
    stored = request.session.get(KEY)
    return [each for each in stored if isinstance(each, str)] if isinstance(stored, list) else []


def proof_for(phone: str) -> str:
    """Return a signed token that proves `phone` for LIFE.

    >>> read_proof(proof_for("+84912345678"))
    '+84912345678'
    """
    return signing.dumps({"phone": phone}, salt=SALT)


def read_proof(proof: str) -> str:
    """Return the number that the token `proof` is for; empty if it is invalid or too old."""
    try:
        payload = signing.loads(proof, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return ""
    return str(payload.get("phone", "")) if isinstance(payload, Mapping) else ""
