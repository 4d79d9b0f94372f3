"""The list of revoked certificates (Bitstring Status List v1.0), itself a signed credential."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import Max

from courses.credentials import bitstrings, issuer
from courses.credentials.badges import VC_CONTEXT, iso, signed
from courses.models import Credential

# A half-full list still hides its holders among free bits, and the second try finds a free bit on average.
MOST_IN_A_LIST = bitstrings.LIST_BITS // 2


def free_bit() -> tuple[int, int]:
    """Return (list, index) of an unused bit.

    Parallel calls may return the same bit; a database constraint then refuses the second certificate.
    """
    number = Credential.objects.aggregate(last=Max("status_list"))["last"] or 1
    rows = Credential.objects.filter(status_list=number)
    if rows.count() >= MOST_IN_A_LIST:
        return number + 1, secrets.randbelow(bitstrings.LIST_BITS)
    while True:
        index = secrets.randbelow(bitstrings.LIST_BITS)
        if not rows.filter(status_index=index).exists():
            return number, index


def list_bits(number: int) -> str | None:
    """Return the encoded list `number` with the bits of revoked certificates set.

    None if the list doesn't exist. List 1 always exists.
    """
    rows = Credential.objects.filter(status_list=number)
    if number != 1 and not rows.exists():
        return None
    return bitstrings.encode(
        rows.filter(revoked_at__isnull=False).values_list("status_index", flat=True).iterator()
    )


def is_revoked(number: int, index: int) -> bool:
    """Return whether bit `index` of status list `number` is set, read from the database."""
    return Credential.objects.filter(
        status_list=number, status_index=index, revoked_at__isnull=False
    ).exists()


def status_list_token(number: int) -> str | None:
    """Return the BitstringStatusListCredential as a VC-JWT.

    It is unchanged until one of its certificates is revoked.
    """
    encoded = list_bits(number)
    if encoded is None:
        return None
    url = issuer.absolute("credentials:status_list", number)
    rows = Credential.objects.filter(status_list=number)
    changed = rows.aggregate(last=Max("revoked_at"))
    since = changed["last"] or rows.order_by("issued_at").values_list("issued_at", flat=True).first()
    made: dict[str, Any] = {
        "@context": [VC_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.profile(),
        "validFrom": iso(since) if since else "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
            "ttl": 300_000,
        },
    }
    return signed(made)
