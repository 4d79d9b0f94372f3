"""Write plain words beside a provision, and read them as a second person."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.text import nfc
from backend.law.library.actions.documents import LawRefused
from backend.law.library.models import Provision
from backend.law.library.texts import whole_hash
from backend.law.readings.models import PlainWords
from backend.law.readings.rules import may_read_words, may_write_words
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.rules import require

MOST_LETTERS = 400
MOST_OF_AUDIENCE = 80


@transaction.atomic
def write_words(*, actor: Actor | None, provision: Provision, text: str, audience: str = "") -> PlainWords:
    """Let `text` explain the provision as it reads today. Equal words are left as they are.

    actor: None for a command of the operator. audience: for whom they are written.
    Raises NotAllowed, and LawRefused for empty or too long words, and for an officer's words on a text that is
    neither in the library nor was read.
    """
    require(actor is None or may_write_words(actor.member))
    text, audience = nfc(text), nfc(audience)
    if not 0 < len(text) <= MOST_LETTERS:
        raise LawRefused(_("Lời dễ hiểu có từ 1 đến 400 ký tự."), field="text", code="law_words_length")
    if len(audience) > MOST_OF_AUDIENCE:
        raise LawRefused(_("Viết cho ai: nhiều nhất 80 ký tự."), field="audience", code="law_words_length")
    Provision.objects.select_for_update().get(pk=provision.pk)
    now, explained = timezone.now(), whole_hash(provision)
    if actor is not None and not explained and not provision.document.was_read:
        raise LawRefused(
            _("Piêu chưa có lời văn này và chưa ai ghi là đã đọc văn bản, nên chưa viết lời dễ hiểu được."),
            field="text",
            code="law_words_unseen",
        )
    last = PlainWords.objects.filter(provision=provision, replaced_at=None).first()
    if last is not None and (last.text, last.audience, last.explains_sha256) == (text, audience, explained):
        return last
    if last is not None:
        last.replaced_at = now
        last.save(update_fields=["replaced_at"])
    row = PlainWords.objects.create(
        provision=provision,
        text=text,
        audience=audience,
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


@transaction.atomic
def mark_words_read(*, actor: Actor, words: PlainWords) -> PlainWords:
    """Record that the actor, as the second person, read the words and found them clear and true to the text.

    Words that somebody read already stay as they are. Raises NotAllowed for the writer, and LawRefused if newer
    words replaced them, or if the text that they explain has changed.
    """
    require(not actor.is_helping)
    Provision.objects.select_for_update().get(pk=words.provision_id)
    row = PlainWords.objects.select_related("provision__document").get(pk=words.pk)
    require(
        may_read_words(actor.member, row), _("Người viết không tự đọc lại được. Chị nhờ cán bộ khác đọc.")
    )
    if row.read_at is not None:
        return row
    if row.replaced_at is not None or row.explains_sha256 not in ("", whole_hash(row.provision)):
        raise LawRefused(
            _("Lời này vừa đổi, hoặc điều luật vừa đổi. Chị mở lại trang."), code="law_words_old"
        )
    row.read_by, row.read_at = actor.by, timezone.now()
    row.save(update_fields=["read_by", "read_at"])
    append_entry(
        kind="law.words_read",
        subject=f"law:{row.provision.document.number}",
        payload={"ref": row.provision.ref, **states(row)},
        **actor.ledger_refs(),
    )
    return row
