"""Write plain words beside a provision."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.text import nfc
from backend.law.library.actions.documents import LawRefused
from backend.law.library.models import Provision
from backend.law.library.texts import whole_hash
from backend.law.readings.models import PlainWords
from backend.law.readings.rules import may_write_words
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.rules import require

MOST_LETTERS = 400


@transaction.atomic
def write_words(*, actor: Actor | None, provision: Provision, text: str) -> PlainWords:
    """Let `text` explain the provision as it reads today. Equal words are left as they are.

    actor: None for a command of the operator. Raises NotAllowed, and LawRefused for empty or too long words.
    """
    require(actor is None or may_write_words(actor.member))
    text = nfc(text)
    if not 0 < len(text) <= MOST_LETTERS:
        raise LawRefused(_("Lời dễ hiểu có từ 1 đến 400 chữ cái."), field="text", code="law_words_length")
    Provision.objects.select_for_update().get(pk=provision.pk)
    now, explained = timezone.now(), whole_hash(provision)
    last = PlainWords.objects.filter(provision=provision, replaced_at=None).first()
    if last is not None and (last.text, last.explains_sha256) == (text, explained):
        return last
    if last is not None:
        last.replaced_at = now
        last.save(update_fields=["replaced_at"])
    row = PlainWords.objects.create(
        provision=provision,
        text=text,
        explains_sha256=explained,
        written_by=actor.by if actor else None,
        written_at=now,
    )
    append_entry(
        kind="law.words",
        subject=f"law:{provision.document.number}",
        payload={"ref": provision.ref, **states(*filter(None, (last, row)))},
        **(actor.ledger_refs() if actor else {"by": None}),
    )
    return row
