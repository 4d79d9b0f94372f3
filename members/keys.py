"""Defaults of model fields. Migrations name them by their path, so this module doesn't move."""

import secrets

from members.people.cards import luhn_digit


def new_card_number() -> str:
    """Return eight random digits of a member card: the first 1 to 9, the last a Luhn check digit."""
    body = str(secrets.choice(range(1, 10))) + "".join(str(secrets.randbelow(10)) for _ in range(6))
    return body + luhn_digit(body)
