"""Record what a document did to another one, and withdraw a wrong record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.law.library.actions.documents import LawRefused
from backend.law.library.enums import ChangeKind
from backend.law.library.models import Change, Document, Provision
from backend.law.library.references import parse_ref
from backend.law.library.rules import may_keep_law
from backend.law.library.tasks import announce_changes
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.rules import require


@dataclass(frozen=True, slots=True)
class NewChange:
    """provision: None for the whole document. to_date: the last day of what ends again, such as a suspension."""

    kind: str
    document: Document
    from_date: dt.date
    provision: Provision | None = None
    by_document: Document | None = None
    by_ref: str = ""
    to_date: dt.date | None = None
    note: str = ""
    source: str = ""


@transaction.atomic
def record_change(*, actor: Actor | None, change: NewChange) -> Change:
    """Record a change. An equal one that is recorded already is returned.

    actor: None for a command of the operator. Raises NotAllowed, LawRefused, BadReference.
    """
    require(actor is None or may_keep_law(actor.member))
    Document.objects.select_for_update().get(pk=change.document.pk)
    _check(change)
    same = Change.objects.recorded().filter(
        kind=change.kind,
        document=change.document,
        provision=change.provision,
        by_document=change.by_document,
        by_ref=str(parse_ref(change.by_ref)),
        from_date=change.from_date,
        to_date=change.to_date,
    )
    if (known := same.first()) is not None:
        return known
    row = Change.objects.create(
        kind=change.kind,
        document=change.document,
        provision=change.provision,
        by_document=change.by_document,
        by_ref=str(parse_ref(change.by_ref)),
        from_date=change.from_date,
        to_date=change.to_date,
        note=change.note[:400],
        source=change.source[:500],
        recorded_by=actor.by if actor else None,
        recorded_at=timezone.now(),
    )
    append_entry(
        kind="law.change",
        subject=f"law:{change.document.number}",
        payload={"change": row.pk, **change_payload(row)},
        **(actor.ledger_refs() if actor else {"by": None}),
    )
    announce_changes()
    return row


@transaction.atomic
def withdraw_change(*, actor: Actor | None, change: Change, reason: str) -> Change:
    """Withdraw a wrong change: from now on it never happened. Raises NotAllowed, LawRefused without a reason."""
    require(actor is None or may_keep_law(actor.member))
    reason = reason.strip()
    if not reason:
        raise LawRefused(_("Chị ghi lý do rút lại."), field="reason", code="law_no_reason")
    row = Change.objects.select_for_update().get(pk=change.pk)
    if row.withdrawn_at is not None:
        return row
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason[:400]
    row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    append_entry(
        kind="law.change_withdrawn",
        subject=f"law:{row.document.number}",
        payload={"change": row.pk, "reason": row.withdrawn_reason},
        **(actor.ledger_refs() if actor else {"by": None}),
    )
    announce_changes()
    return row


def change_payload(row: Change) -> dict[str, str | None]:
    """Return what the ledger states of a change."""
    return {
        "kind": row.kind,
        "ref": (row.provision.ref or row.provision.eid) if row.provision else "",
        "byDocument": row.by_document.number if row.by_document else "",
        "byRef": row.by_ref,
        "from": row.from_date.isoformat(),
        "to": row.to_date.isoformat() if row.to_date else None,
        "note": row.note,
        "source": row.source,
    }


def _check(change: NewChange) -> None:
    if change.kind not in ChangeKind.values:
        raise LawRefused(_("Không có loại thay đổi này."), field="kind", code="law_change_kind")
    if change.provision is not None and change.provision.document_id != change.document.pk:
        raise LawRefused(_("Điều này thuộc văn bản khác."), field="provision", code="law_other_document")
    if change.to_date and change.to_date < change.from_date:
        raise LawRefused(_("Ngày cuối trước ngày đầu."), field="to_date", code="law_days")
    if change.by_document is not None and change.by_document.pk == change.document.pk:
        raise LawRefused(
            _("Một văn bản không tự sửa chính mình."), field="by_document", code="law_same_document"
        )
