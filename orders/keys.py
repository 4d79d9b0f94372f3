"""Defaults and choices of model fields. Migrations name them by path, so this module must not move."""

import secrets

from django_stubs_ext import StrOrPromise

from orders.payments.ways.finding import found_ways


def new_ref() -> str:
    """Return the unguessable part of an address that an outside service sends to: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def payment_choices() -> list[tuple[str, StrOrPromise]]:
    """Return key and label of each way of paying. A new way is a new choice and needs no migration."""
    return [(way.key, way.label) for way in found_ways()]
