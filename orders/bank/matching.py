"""Find the orders that a transfer note names, in whatever form apps and banks write it."""

from __future__ import annotations

import re
import unicodedata

from backend.common.codes import LETTERS, normalise

# Banks add letters before and after without a space, so an order number may begin anywhere.
_NUMBER = re.compile(rf"(?=(DH[{LETTERS}]{{8}}))")


def is_same_account(one: str, other: str) -> bool:
    """Return whether both texts name the same account. Case, spaces and punctuation are ignored.

    An empty text matches nothing.

    >>> is_same_account("0123 456.789", "0123456789"), is_same_account("", "")
    (True, False)
    """
    plain = ["".join(char for char in text if char.isalnum()).casefold() for text in (one, other)]
    return plain[0] == plain[1] != ""


def numbers_in(*texts: str) -> list[str]:
    """Return the order numbers that `texts` may mean, each once, in order of appearance.

    Accents, spaces, hyphens, dots and case are ignored, and O is read as 0.

    >>> numbers_in("MBVCB.771 dh7k3f 9qx2.CT tu 0123")
    ['DH7K3F9QX2']
    """
    found: dict[str, None] = {}
    for text in texts:
        plain = unicodedata.normalize("NFKD", text)
        letters = "".join(char for char in plain if char.isascii() and char.isalnum())
        found.update(dict.fromkeys(_NUMBER.findall(normalise(letters))))
    return list(found)
