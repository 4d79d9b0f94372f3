"""What happens in other apps when a person is erased.

An app that keeps personal words registers a function in AppConfig.ready():

    erasing.register("traceability", erase_words_of)     # erase_words_of(user) inside the erasing transaction

It empties what is personal and leaves what must stay provable: ledger entries know her only as `user.ref`. It must bear
being run twice, and raises nothing that a person could cause: an erasure doesn't wait.
"""

from __future__ import annotations

from collections.abc import Callable

from members.models import User

_erasers: dict[str, Callable[[User], None]] = {}


def register(key: str, erase: Callable[[User], None]) -> None:
    """Run `erase(user)` whenever a person is erased. Registering a key again replaces it."""
    _erasers[key] = erase


def erase_everywhere(user: User) -> None:
    for key in sorted(_erasers):
        _erasers[key](user)
