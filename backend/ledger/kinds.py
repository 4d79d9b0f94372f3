"""Which entries everybody may read in the public log, and which are in it sealed.

An entry names people by a pseudonym, but who reads that one pseudonym harvested this lot, took that course and changed her PIN
has read a person. So an entry is public only where its kind was said to be: what is about goods and what is promised to the
public. Every other entry's leaf holds no more than its pin (backend.ledger.pins): the log still proves that it was not changed,
to whoever is given entry and salt.
"""

from __future__ import annotations

import rfc8785

from backend.ledger import acts, pins

_public: set[str] = set()


def show_kinds(*kinds: str) -> None:
    """Make entries of these kinds, and of kinds below them ("lot" includes "lot.opened"), readable in the public log.

    Apps call it at startup. It doesn't change existing leaves.
    """
    _public.update(kinds)


def is_public(kind: str) -> bool:
    """Whether an act is declared public for `kind` or for a family that it belongs to."""
    return any(kind == each or kind.startswith(f"{each}.") for each in public_kinds())


def public_kinds() -> set[str]:
    """Kinds, and families of kinds, that are declared public."""
    return _public.union(act.kind for act in acts.declared() if act.public)


def leaf_of(body: str, salt: bytes | None) -> bytes:
    """Return the bytes of an entry's leaf: the entry itself, or its pin if there is a `salt`."""
    return body.encode() if salt is None else rfc8785.dumps({"sealed": pins.pin(salt, body)})
