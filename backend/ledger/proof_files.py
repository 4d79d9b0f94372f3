"""Write proof files: one JSON document with all that is needed to check entries of the log offline.

    format      "pieu-proof-1"
    made_at     when the file was made, ISO 8601
    about       description for people; not proved
    log         {"origin", "url", "keys": [verifier keys that sign today]}
    checkpoint  the signed note (C2SP tlog-checkpoint) with the witnesses' lines
    earlier     [{"key": a retired key, "checkpoint": the last note that it signed, "path": consistency
                  proof (RFC 6962 §2.1.2) from it to `checkpoint`, base64}]; optional, for readers who have
                  an old key on paper
    entries     [{"index", "leaf": the exact text of the leaf, "path": [base64 of 32 bytes, the leaf's
                  sibling first] (RFC 6962 §2.1.1), "opened": [{"salt": 64 hex digits, "content": text}]}]

A pin in the leaf (payload.pin, payload["pieu:pins"], or `sealed`) is HMAC-SHA-256 of the content under the
salt, in hex. The reader is backend/ledger/verifying/proof_reading.py.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils import timezone

from backend.ledger import checkpoints
from backend.ledger.keys import log_keys
from backend.ledger.kinds import leaf_of
from backend.ledger.models import Checkpoint, CheckpointSignature, Entry
from backend.ledger.proofs import Tree
from backend.ledger.verifying.formats import FORMAT

# Words and the salt that opens their pin.
type Opened = tuple[bytes, str]


def provable(subjects: Iterable[str], checkpoint: Checkpoint) -> QuerySet[Entry]:
    """Return the public entries about `subjects` that `checkpoint` covers, in the order of the log."""
    return (
        Entry.objects.filter(subject__in=list(subjects), leaf__index__lt=checkpoint.size, leaf__salt=None)
        .select_related("leaf")
        .order_by("leaf__index")
    )


def proof_of(
    entries: Sequence[Entry],
    checkpoint: Checkpoint,
    *,
    about: Mapping[str, str],
    opened: Mapping[int, Sequence[Opened]] | None = None,
) -> dict[str, Any]:
    """Return the proof document for `entries` (with their leaves), which `checkpoint` covers.

    Args:
        about: description for people, which is not proved.
        opened: entry id -> salts and contents that open pins. Open a sealed entry only for its own person.
    """
    tree = Tree()
    earlier = _earlier(tree, checkpoint)
    return {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "about": dict(about),
        "log": {
            "origin": checkpoint.origin,
            "url": f"{settings.PUBLIC_ORIGIN}/log/",
            "keys": [key.text for key in log_keys()],
        },
        "checkpoint": checkpoints.note_of(checkpoint),
        **({"earlier": earlier} if earlier else {}),
        "entries": [
            {
                "index": entry.leaf.index,
                "leaf": leaf_of(
                    entry.body, None if entry.leaf.salt is None else bytes(entry.leaf.salt)
                ).decode(),
                "path": [
                    base64.b64encode(each).decode()
                    for each in tree.inclusion(entry.leaf.index, checkpoint.size)
                ],
                "opened": [
                    {"salt": salt.hex(), "content": content}
                    for salt, content in (opened or {}).get(entry.pk, ())
                ],
            }
            for entry in entries
        ],
    }


def _earlier(tree: Tree, checkpoint: Checkpoint) -> list[dict[str, Any]]:
    """Return the `earlier` part of a proof: the last checkpoint of each retired key, oldest first."""
    own = CheckpointSignature.objects.filter(key__startswith=f"{checkpoint.origin}+", signed_at=None)
    today = [key.text for key in log_keys()]
    last = own.exclude(key__in=today).order_by().values_list("key").annotate(Max("checkpoint__size"))
    notes = {
        each.size: each
        for each in Checkpoint.objects.filter(
            origin=checkpoint.origin, size__in=[size for _key, size in last]
        )
    }
    return [
        {
            "key": key,
            "checkpoint": checkpoints.note_of(notes[size]),
            "path": [base64.b64encode(each).decode() for each in tree.consistency(size, checkpoint.size)],
        }
        for key, size in sorted(last, key=lambda one: (one[1], one[0]))
        if size <= checkpoint.size
    ]
