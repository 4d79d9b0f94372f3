"""Sign checkpoints of the log (C2SP tlog-checkpoint): origin, size and root.

There are never two different checkpoints of one size. `extend_log` runs twice a minute. It makes leaves of new
entries, and signs if the tree grew, if a key is new, and once a day to confirm an unchanged tree. The text of
a checkpoint holds no time: each key also signs it as cosignature/v1, which has a time.
"""

from __future__ import annotations

import base64
import datetime as dt
import logging

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from backend.ledger import memory
from backend.ledger.keys import signers, time_key
from backend.ledger.models import Checkpoint, CheckpointSignature
from backend.ledger.proofs import NotThere, Tree
from backend.ledger.sequencing import head, lock_log, sequence_all
from backend.ledger.verifying.formats import DASH, Refused
from backend.ledger.verifying.notes import Key, cosigned

logger = logging.getLogger(__name__)

SIGN_AGAIN_AFTER = dt.timedelta(days=1)
# PERIOD, the clock's interval and TURN add up to less than a minute: every entry is signed within a minute.
PERIOD = dt.timedelta(seconds=30)
TURN = dt.timedelta(seconds=20)


class LogError(Exception):
    """The log can't be signed.

    The reason is in Vietnamese and English; docs/operate.md explains what to do.
    """


class LogWentBack(LogError):
    """The database is older than the published log, or differs from it."""


class LogUnknown(LogError):
    """The database has checkpoints, and this machine has no record of publishing any."""


def text_of(checkpoint: Checkpoint) -> str:
    """Return the signed text of a checkpoint: origin, size and root, one per line."""
    root = base64.b64encode(bytes(checkpoint.root)).decode()
    return f"{checkpoint.origin}\n{checkpoint.size}\n{root}\n"


def note_of(checkpoint: Checkpoint) -> str:
    """Return the checkpoint as a signed note, with the newest signature of each key and type.

    The log's signatures come before those of witnesses.
    """
    newest: dict[str, str] = {}
    for row in checkpoint.signatures.order_by("id"):
        newest[row.key] = row.line
    own = [key for key in newest if key.startswith(f"{checkpoint.origin}+")]
    lines = [newest[key] for key in [*own, *(key for key in newest if key not in own)]]
    return text_of(checkpoint) + "\n" + "".join(f"{line}\n" for line in lines)


def latest() -> Checkpoint | None:
    """Return the newest checkpoint of this log, or None."""
    return Checkpoint.objects.filter(origin=settings.LOG_NAME).order_by("-size").first()


def extend_log() -> Checkpoint:
    """Make leaves of the committed entries for at most TURN, then sign the tree.

    Run by the clock; the next run continues. Raises LogError if the tree can't be signed.
    """
    sequence_all(seconds=TURN.total_seconds())
    return sign()


def sign(*, trust_database: bool = False) -> Checkpoint:
    """Store the checkpoint of the current tree and the signatures that are due. Return the checkpoint.

    Args:
        trust_database: sign although this machine has no record of the checkpoints in the database.

    Raises:
        LogWentBack: the tree does not continue what this machine published last.
        LogUnknown: the database has checkpoints and this machine has no record of any.
    """
    with transaction.atomic():
        lock_log()
        tree = head()
        _check_continues(tree.size, trust_database)
        # `origin` is unique with `size`: another root for a size that was signed is refused here and by the database.
        checkpoint, is_new = Checkpoint.objects.get_or_create(
            origin=settings.LOG_NAME, size=tree.size, defaults={"root": tree.root}
        )
        if bytes(checkpoint.root) != bytes(tree.root):
            raise LogWentBack(
                f"Nhật ký {tree.size} mục đã được ký với gốc khác: không ký nữa. / Another tree of this size was signed."
            )
        now = timezone.now()
        signatures = list(checkpoint.signatures.all())
        for key, private in signers():
            known = [row for row in signatures if row.key in (key.text, time_key(key).text)]
            times = [row.signed_at for row in known if row.signed_at]
            if not any(row.key == key.text for row in known):
                _store_signature(checkpoint, key, None, private.sign(text_of(checkpoint).encode()))
            if not times or max(times) <= now - SIGN_AGAIN_AFTER:
                _sign_time(checkpoint, key, private, now)
    note = note_of(checkpoint)
    if is_new or memory.recall() is None:
        logger.info("Log %s: %d leaves signed", checkpoint.origin, checkpoint.size)
    memory.remember(note)
    return checkpoint


def line_of(key: Key, signature: bytes) -> str:
    """Return the signature line of a note, without its newline."""
    return f"{DASH} {key.name} {base64.b64encode(key.id + signature).decode()}"


def _store_signature(
    checkpoint: Checkpoint, key: Key, signed_at: dt.datetime | None, signature: bytes
) -> None:
    CheckpointSignature.objects.create(
        checkpoint=checkpoint, key=key.text, signed_at=signed_at, line=line_of(key, signature)
    )


def _sign_time(checkpoint: Checkpoint, key: Key, private: Ed25519PrivateKey, now: dt.datetime) -> None:
    """Store the key's cosignature/v1 under the checkpoint, which includes the time of signing."""
    seconds = int(now.timestamp())
    signature = seconds.to_bytes(8, "big") + private.sign(cosigned(text_of(checkpoint), seconds))
    _store_signature(checkpoint, time_key(key), dt.datetime.fromtimestamp(seconds, dt.UTC), signature)


def _check_continues(size: int, trust_database: bool) -> None:
    """Raise LogWentBack unless the tree of `size` leaves continues this machine's last published checkpoint.

    If this machine has no record of one, raise LogUnknown if the database has checkpoints, unless
    `trust_database`.
    """
    try:
        published = memory.recall()
    except Refused as error:
        raise LogUnknown(str(error)) from error
    if published is None or published.origin != settings.LOG_NAME:
        if not trust_database and Checkpoint.objects.filter(origin=settings.LOG_NAME).exists():
            raise LogUnknown(
                "Cơ sở dữ liệu có điểm mốc mà máy này không nhớ: có phải vừa phục hồi hay đổi máy? "
                "Xem docs/operate.md, mục nhật ký. / This machine has no memory of what the log published."
            )
        return
    try:
        root = Tree().root(published.size) if published.size <= size else None
    except NotThere:
        root = None
    if root != published.root:
        raise LogWentBack(
            f"Nhật ký đã công bố {published.size} mục, cơ sở dữ liệu này ({size} mục) không nối tiếp được: không ký. "
            "Xem docs/operate.md, mục nhật ký. / The database is not a continuation of what the log published."
        )
