"""Witnesses: others who say that they saw the log grow and nothing else (C2SP tlog-cosignature/v1).

A witness keeps the log's last checkpoint, checks that a new one continues it, and signs. What it signed is kept here and served
with the checkpoint, so that a proof also shows that others saw the same log.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.checkpoints import text_of
from backend.ledger.keys import witness_keys
from backend.ledger.models import Checkpoint, CheckpointSignature
from backend.ledger.verify_pieu import COSIGNATURE, check_line, parse_line
from backend.ledger.verify_pieu import Checkpoint as Note

MAX_TEXT = 16_384
CLOCKS_DIFFER = dt.timedelta(minutes=5)


class CosignatureRefused(DomainError):
    """No cosignature of a known witness on that checkpoint; nothing is kept."""


@transaction.atomic
def keep_cosignatures(*, size: int, lines: str) -> list[CheckpointSignature]:
    """Keep the signature lines that LOG_WITNESSES wrote under this log's checkpoint of `size`; again changes nothing.

    Lines by unknown keys are passed over, as the note specification wants. Who sends needs no account: the signature says who
    it is. Raises CosignatureRefused where the checkpoint isn't there, a known witness's line does not hold, or none is known.
    """
    checkpoint = Checkpoint.objects.filter(origin=settings.LOG_NAME, size=size).first()
    if checkpoint is None:
        raise CosignatureRefused(
            _("Nhật ký chưa ký điểm mốc nào có số mục ấy."), field="size", code="checkpoint_unknown"
        )
    if len(lines) > MAX_TEXT:
        raise CosignatureRefused(_("Nhiều chữ ký quá."), field="lines", code="cosignature_length")
    note = Note(checkpoint.origin, checkpoint.size, bytes(checkpoint.root), text_of(checkpoint), lines=())
    kept = []
    keys = {(key.name, key.id): key for key in witness_keys() if key.kind == COSIGNATURE}
    for text in lines.splitlines():
        line = parse_line(text.strip())
        key = keys.get((line.name, line.id)) if line else None
        if line is None or key is None:
            continue
        seconds = check_line(note, key, line)
        if seconds is None:
            raise CosignatureRefused(
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
        kept.append(row)
    if not kept:
        raise CosignatureRefused(
            _("Không có chữ ký của nhân chứng nào trong LOG_WITNESSES."),
            field="lines",
            code="cosignature_unknown",
        )
    return kept
