"""Numbers of member cards: eight digits, the last a Luhn check digit.

They begin with 1 to 9, so that no card number is taken for a Vietnamese phone number (which begins with 0, or is longer).
"""

import re


def luhn_digit(body: str) -> str:
    """Return the check digit (ISO/IEC 7812-1 Annex B) of the digits in `body`."""
    total = 0
    for position, char in enumerate(reversed(body)):
        digit = int(char) * (2 if position % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)


def parse_card_number(raw: str) -> str | None:
    """Return the eight digits of a card number, or None for other text or a wrong check digit.

    Spaces, dots and hyphens are allowed.
    """
    digits = re.sub(r"[\s.\-]", "", raw)
    if not re.fullmatch(r"[1-9][0-9]{7}", digits) or luhn_digit(digits[:-1]) != digits[-1]:
        return None
    return digits


def format_card_number(number: str) -> str:
    return f"{number[:4]} {number[4:]}"
