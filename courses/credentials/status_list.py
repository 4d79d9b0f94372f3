"""The list that tells which certificates are revoked (Bitstring Status List v1.0), itself a signed credential."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.models import Max

from courses.credentials import bitstrings, issuer
from courses.credentials.badges import VC_CONTEXT, iso, signed
from courses.models import Credential

# Half full, a list still hides its holders among free bits, and a free bit is found at the second try.
MOST_IN_A_LIST = bitstrings.LIST_BITS // 2


def free_bit() -> tuple[int, int]:
    """(list, index) of a bit that no certificate has; two at the same time are kept apart by the constraint."""
    number = Credential.objects.aggregate(last=Max("status_list"))["last"] or 1
    rows = Credential.objects.filter(status_list=number)
    if rows.count() >= MOST_IN_A_LIST:
        return number + 1, secrets.randbelow(bitstrings.LIST_BITS)
    while True:
        index = secrets.randbelow(bitstrings.LIST_BITS)
        if not rows.filter(status_index=index).exists():
            return number, index


def list_bits(number: int) -> str | None:
    """The encoded list `number`; None where there is none. List 1 is there from the start."""
    rows = Credential.objects.filter(status_list=number)
    if number != 1 and not rows.exists():
        return None
    return bitstrings.encode(
        rows.filter(revoked_at__isnull=False).values_list("status_index", flat=True).iterator()
    )


def is_revoked(number: int, index: int) -> bool:
    """What the list says of one bit, read from its source."""
    return Credential.objects.filter(
        status_list=number, status_index=index, revoked_at__isnull=False
    ).exists()


def status_list_token(number: int) -> str | None:
    """The BitstringStatusListCredential as a VC-JWT; the same until a certificate of it is revoked."""
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
