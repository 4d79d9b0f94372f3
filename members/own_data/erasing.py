"""Registry of functions that erase a person's data in each app.

An app that stores personal data registers a function in AppConfig.ready():

    erasing.register("traceability", erase_words_of)     # erase_words_of(user) inside the erasing transaction

It erases personal data and leaves what must stay provable: ledger entries hold only `user.ref`. It must be safe to run
twice, and must not raise errors that a person could cause, because an erasure can't wait.
"""

from __future__ import annotations

from collections.abc import Callable

from members.models import User

_erasers: dict[str, Callable[[User], None]] = {}


def register(key: str, erase: Callable[[User], None]) -> None:
    """Register `erase(user)`, which runs whenever a person is erased.

    Registering a key again replaces the function.
    """
    _erasers[key] = erase


def erase_everywhere(user: User) -> None:
    for key in sorted(_erasers):
        _erasers[key](user)
