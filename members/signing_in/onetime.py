"""One-time codes: six digits by SMS, or eight letters on a printed ticket. Stored only as a keyed hash."""

from __future__ import annotations

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

from backend.common.codes import LETTERS, check_letter, has_check_letter, normalise

SMS_DIGITS = 6
TICKET_LETTERS = 8  # the last one is a check letter: a typing error counts as no guess


def new_sms_code() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(SMS_DIGITS))


def new_ticket_code() -> str:
    """Return seven random letters (34 thousand million combinations) and a check letter."""
    body = "".join(secrets.choice(LETTERS) for _ in range(TICKET_LETTERS - 1))
    return body + check_letter(body)


def read_sms_code(typed: str) -> str:
    """Return the digits of the typed code."""
    return "".join(char for char in typed if char in "0123456789")


def read_ticket_code(typed: str) -> str | None:
    """Return the eight letters, corrected for look-alikes, or None if they can't be a code."""
    code = normalise(typed)
    return code if len(code) == TICKET_LETTERS and has_check_letter(code) else None


def hash_code(code: str, *, of: str) -> str:
    """Return the HMAC-SHA-256 of a code under the installation's key, in hex; `of` names its owner."""
    return salted_hmac(f"members.onetime:{of}", code, algorithm="sha256").hexdigest()


def matches(code: str, code_hash: str, *, of: str) -> bool:
    return constant_time_compare(hash_code(code, of=of), code_hash)
