"""What people type to sign in: a phone number, or the number on the member card."""

from __future__ import annotations

from backend.common.errors import DomainError
from backend.common.phones import parse_phone
from members.models import User
from members.people.cards import parse_card_number


def parse_login(raw: str) -> str:
    """What was typed as card number or phone, normalised (8 digits, or E.164); "" when it is neither."""
    if card := parse_card_number(raw):
        return card
    try:
        return parse_phone(raw)
    except DomainError:
        return ""


def find_by_login(login: str) -> User | None:
    """Whose card or proven phone number this is."""
    if not login:
        return None
    column = "phone" if login.startswith("+") else "card_number"
    return User.objects.filter(**{column: login}).first()
