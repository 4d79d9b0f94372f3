"""Proof that a code verified a buyer's number: in a browser's session, or as a signed token for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

KEY = "buyer_phones"
MOST = 5
SALT = "orders.proofs"
LIFE = timedelta(hours=12)


def remember(request: HttpRequest, phone: str) -> None:
    """Mark `phone` (E.164) as proven in this browser for LIFE: the device may be shared."""
    kept = [[each, moment] for each, moment in _proven(request).items() if each != phone]
    request.session[KEY] = [*kept, [phone, timezone.now().isoformat()]][-MOST:]


def forget(request: HttpRequest) -> None:
    """Forget all numbers proven in this browser."""
    request.session.pop(KEY, None)


def phones_of(request: HttpRequest) -> list[str]:
    """Return the numbers proven in this browser within LIFE."""
    return list(_proven(request))


def _proven(request: HttpRequest) -> dict[str, str]:
    """Return {number: ISO moment of its proof}. Entries without a moment, of version 0.1.0, count as too old."""
    stored = request.session.get(KEY)
    entries = [each for each in stored if isinstance(each, list)] if isinstance(stored, list) else []
    since = timezone.now() - LIFE
    return {phone: moment for phone, moment in entries if datetime.fromisoformat(moment) >= since}


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
