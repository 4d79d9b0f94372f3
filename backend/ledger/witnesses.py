"""Store cosignatures of witnesses: independent parties who confirm that the log only grew.

A witness remembers the log's last checkpoint, checks that a new one continues it, and signs (C2SP
tlog-cosignature/v1). The signature is stored and served with the checkpoint, so that a proof also shows that
others saw the same log.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.checkpoints import text_of
from backend.ledger.keys import log_keys, witness_keys
from backend.ledger.models import Checkpoint, CheckpointSignature
from backend.ledger.verifying.formats import COSIGNATURE, Refused
from backend.ledger.verifying.notes import Checkpoint as Note
from backend.ledger.verifying.notes import Key, check_line, parse_checkpoint, parse_line, signed_by

logger = logging.getLogger(__name__)

MAX_TEXT = 16_384
CLOCKS_DIFFER = dt.timedelta(minutes=5)


class CosignatureRefused(DomainError):
    """The note has no valid cosignature of a known witness; nothing was stored."""


class CheckpointUnknown(CosignatureRefused):
    """This log never signed a checkpoint of that size."""

    status_code = 404


class CheckpointDiffers(CosignatureRefused):
    """The note's checkpoint differs from ours of that size: one is forged, or the log was rewritten."""

    status_code = 409


class WitnessUnknown(CosignatureRefused):
    """No line has a key of LOG_WITNESSES, or a line with such a key has a wrong signature."""

    status_code = 403


def keep_note(note: str) -> list[CheckpointSignature]:
    """Store the witnesses' signatures of a signed note with a checkpoint of this log. Return their rows.

    Ignores the log's own lines and those by unknown keys. Raises CosignatureRefused.
    """
    try:
        parsed = parse_checkpoint(note)
    except Refused as refusal:
        raise CosignatureRefused(
            _("Đây không phải điểm mốc có chữ ký."), field="note", code="note_malformed"
        ) from refusal
    ours = Checkpoint.objects.filter(origin=parsed.origin, size=parsed.size).first()
    if parsed.origin != settings.LOG_NAME or ours is None:
        raise CheckpointUnknown(
            _("Nhật ký chưa ký điểm mốc nào có số mục ấy."), field="note", code="checkpoint_unknown"
        )
    if text_of(ours) != parsed.text:
        if _bears_our_signature(parsed):
            logger.error(
                "Log %s: another checkpoint of %d entries bears its signature.", ours.origin, ours.size
            )
        raise CheckpointDiffers(
            _("Nhật ký này ký điểm mốc khác ở số mục ấy. Xin giữ lại điểm mốc của chị và hỏi Hội."),
            field="note",
            code="checkpoint_differs",
        )
    return keep_cosignatures(size=parsed.size, lines=note.rpartition("\n\n")[2])


@transaction.atomic
def keep_cosignatures(*, size: int, lines: str) -> list[CheckpointSignature]:
    """Store the signature lines of LOG_WITNESSES under this log's checkpoint of `size`. Return their rows.

    Repeating it changes nothing. Lines of unknown keys are ignored, as the note specification requires. The
    sender needs no account: the signature identifies the witness.

    Raises:
        CosignatureRefused: no such checkpoint, lines too long, a known witness's line that is invalid or from
            the future, or no line by a known witness.
    """
    checkpoint = Checkpoint.objects.filter(origin=settings.LOG_NAME, size=size).first()
    if checkpoint is None:
        raise CheckpointUnknown(
            _("Nhật ký chưa ký điểm mốc nào có số mục ấy."), field="size", code="checkpoint_unknown"
        )
    if len(lines) > MAX_TEXT:
        raise CosignatureRefused(_("Nhiều chữ ký quá."), field="lines", code="cosignature_length")
    note = Note(checkpoint.origin, checkpoint.size, bytes(checkpoint.root), text_of(checkpoint), lines=())
    stored = []
    keys = {(key.name, key.id): key for key in witness_keys() if key.kind == COSIGNATURE}
    for text in lines.splitlines():
        line = parse_line(text.strip())
        key = keys.get((line.name, line.id)) if line else None
        if line is None or key is None:
            continue
        seconds = check_line(note, key, line)
        if seconds is None:
            raise WitnessUnknown(
                _("Chữ ký của %(name)s không khớp với điểm mốc này.") % {"name": key.name},
                field="lines",
                code="cosignature_wrong",
            )
        signed_at = dt.datetime.fromtimestamp(seconds, dt.UTC) if 0 < seconds < 32_503_680_000 else None
        if signed_at is None or signed_at > timezone.now() + CLOCKS_DIFFER:
            raise CosignatureRefused(
                _("Chữ ký của %(name)s ghi giờ chưa đến.") % {"name": key.name},
                field="lines",
                code="cosignature_time",
            )
        row, _is_new = CheckpointSignature.objects.get_or_create(
            checkpoint=checkpoint, line=text.strip(), defaults={"key": key.text, "signed_at": signed_at}
        )
        stored.append(row)
    if not stored:
        raise WitnessUnknown(
            _("Không có chữ ký của nhân chứng nào trong LOG_WITNESSES."),
            field="lines",
            code="cosignature_unknown",
        )
    return stored


def _bears_our_signature(note: Note) -> bool:
    try:
        return bool(signed_by(note, log_keys()))
    except Refused:
        return False


@dataclass(frozen=True, slots=True)
class Witness:
    """One of LOG_WITNESSES, with its newest signature under a checkpoint of this log, if any."""

    key: Key
    last: CheckpointSignature | None


def witnesses() -> list[Witness]:
    """Return the witnesses in the order of LOG_WITNESSES, each with its newest signature."""
    rows = CheckpointSignature.objects.filter(checkpoint__origin=settings.LOG_NAME).select_related(
        "checkpoint"
    )
    return [
        Witness(key, rows.filter(key=key.text).order_by("-checkpoint__size", "-signed_at").first())
        for key in witness_keys()
    ]
