"""Which entries everybody may read in the public log, and which are sealed in it.

An entry names people by a pseudonym. All entries of one pseudonym together (a lot harvested, a course taken,
a PIN changed) could still identify a person. So an entry is public only if its act is declared public
(backend.ledger.acts): entries about goods, and promises to the public. Every other entry's leaf holds only
its pin (backend.ledger.pins). With the entry and its salt, the log still proves that it was not changed.
Existing leaves never change.
"""

from __future__ import annotations

import rfc8785

from backend.ledger import acts, pins


def is_public(kind: str) -> bool:
    """Return True if an act is declared public for `kind` or its family: "lot" covers "lot.opened"."""
    parts = kind.split(".")
    families = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
    return any(act.public for family in families if (act := acts.find(family)))


def leaf_of(body: str, salt: bytes | None) -> bytes:
    """Return the bytes of an entry's leaf: the entry itself, or its pin if there is a `salt`."""
    return body.encode() if salt is None else rfc8785.dumps({"sealed": pins.pin(salt, body)})
