"""Write the words of a provision from a day on."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from backend.law.library.actions.documents import LawRefused
from backend.law.library.models import Document, Provision, ProvisionText
from backend.law.library.rules import may_keep_law
from backend.law.library.texts import edition_digest, text_hash
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.rules import require

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def put_text(*, actor: Actor | None, provision: Provision, text: str, from_date: dt.date) -> ProvisionText:
    """Let the provision say `text` from `from_date` until the day before its next text.

    The text of that day ends the day before. A text that begins on that day is replaced. Nothing changes if the
    text of that day is the same. Raises NotAllowed, LawRefused.
    """
    require(actor is None or may_keep_law(actor.member))
    Document.objects.select_for_update().get(pk=provision.document_id)
    if not text.strip():
        raise LawRefused(_("Chưa có lời văn."), field="text", code="law_text_empty")
    digest = text_hash(text)
    rows = list(provision.texts.order_by("valid_from_date"))
    held = next((row for row in rows if row.holds_on(from_date)), None)
    if held is not None and held.sha256 == digest:
        return held
    later = next((row for row in rows if row.valid_from_date > from_date), None)
    last = later.valid_from_date - ONE_DAY if later else None
    taken_from = None
    if held is not None and held.valid_from_date == from_date:
        row, taken_from = held, held.edition_id
        row.text, row.sha256, row.mentions, row.edition = text, digest, [], None
        row.save(update_fields=["text", "sha256", "mentions", "edition"])
    else:
        if held is not None:
            last = held.valid_to_date if later is None else last
            held.valid_to_date = from_date - ONE_DAY
            held.save(update_fields=["valid_to_date"])
        row = ProvisionText.objects.create(
            provision=provision, valid_from_date=from_date, valid_to_date=last, text=text, sha256=digest
        )
    append_entry(
        kind="law.text",
        subject=f"law:{provision.document.number}",
        payload={
            "ref": provision.ref or provision.eid,
            "from": from_date.isoformat(),
            "sha256": digest,
            "editions": {str(taken_from): edition_digest(taken_from)} if taken_from else {},
        },
        **(actor.ledger_refs() if actor else {"by": None}),
    )
    return row
