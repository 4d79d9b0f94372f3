"""Parse what people type to sign in: a phone number, or the number of a member card."""

from __future__ import annotations

from backend.common.errors import DomainError
from backend.common.phones import parse_phone
from members.models import User
from members.people.cards import parse_card_number

LETTERS = "chu"  # ?chu=1 shows the full keyboard


def parse_login(raw: str) -> str:
    """Return a card number (8 digits) or phone number (E.164), normalised, or "" for anything else."""
    if card := parse_card_number(raw):
        return card
    try:
        return parse_phone(raw)
    except DomainError:
        return ""


def find_by_login(login: str) -> User | None:
    """Return the user with this card number or verified phone number, or None."""
    if not login:
        return None
    column = "phone" if login.startswith("+") else "card_number"
    return User.objects.filter(**{column: login}).first()
