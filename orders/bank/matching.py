"""Which orders a transfer's words name, however an app or a bank has written them down."""

from __future__ import annotations

import re
import unicodedata

from backend.common.codes import LETTERS, normalise

# Banks put their own letters before and behind without a space, so an order's number may begin anywhere.
_NUMBER = re.compile(rf"(?=(DH[{LETTERS}]{{8}}))")


def is_same_account(one: str, other: str) -> bool:
    """Whether both name one account: letters in either case and digits, however they are spaced. None is nobody's.

    >>> is_same_account("0123 456.789", "0123456789"), is_same_account("", "")
    (True, False)
    """
    plain = ["".join(char for char in text if char.isalnum()).casefold() for text in (one, other)]
    return plain[0] == plain[1] != ""


def numbers_in(*texts: str) -> list[str]:
    """Numbers of orders that `texts` may mean, in the order they stand, each once: without accents, spaces, hyphens and dots, in
    either case, O read as 0.

    >>> numbers_in("MBVCB.771 dh7k3f 9qx2.CT tu 0123")
    ['DH7K3F9QX2']
    """
    found: dict[str, None] = {}
    for text in texts:
        plain = unicodedata.normalize("NFKD", text)
        letters = "".join(char for char in plain if char.isascii() and char.isalnum())
        found.update(dict.fromkeys(_NUMBER.findall(normalise(letters))))
    return list(found)
