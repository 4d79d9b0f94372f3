"""Which entries everybody may read in the public log, and which are in it sealed.

An entry names people by a pseudonym, but who reads that one pseudonym harvested this lot, took that course and changed her PIN
has read a person. So an entry is public only where its act is declared public (backend.ledger.acts): what is about goods and
what is promised to the public. Every other entry's leaf holds no more than its pin (backend.ledger.pins): the log still proves
that it was not changed, to whoever is given entry and salt. What is a leaf already stays as it is.
"""

from __future__ import annotations

import rfc8785

from backend.ledger import acts, pins


def is_public(kind: str) -> bool:
    """Return whether an act is declared public for `kind`, or for its family: "lot" covers "lot.opened"."""
    parts = kind.split(".")
    families = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
    return any(act.public for family in families if (act := acts.find(family)))


def leaf_of(body: str, salt: bytes | None) -> bytes:
    """Return the bytes of an entry's leaf: the entry itself, or its pin if there is a `salt`."""
    return body.encode() if salt is None else rfc8785.dumps({"sealed": pins.pin(salt, body)})
