"""Void labels that must no longer be trusted."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from backend.ledger import pins
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.notices.actions.milestones import undo_milestone
from members.notices.enums import MilestoneKind
from traceability.labels.actions.errors import AlreadyVoid, ReasonMissing, not_now
from traceability.labels.actions.runs import check_range, locked
from traceability.labels.enums import RunState
from traceability.labels.runs.serials import uncovered
from traceability.models import LabelRun, LabelVoid


@transaction.atomic
def void_labels(*, actor: Actor, run: LabelRun, first: int, last: int, reason: str) -> LabelVoid:
    """Void labels `first` to `last` for good. A scan of one of them shows `reason`.

    When all labels of the run are void, its milestones are withdrawn.
    Raises NotAllowed, RunNotReady, WrongRange, ReasonMissing, AlreadyVoid.
    """
    run = locked(actor, run)
    if run.state != RunState.READY:
        raise not_now(run)
    check_range(run, first, last)
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise ReasonMissing(
            _("Chị ghi vì sao huỷ. Ai quét tem sẽ đọc câu này."), field="reason", code="void_reason"
        )
    voids = list(run.voids.values_list("first", "last"))
    if not uncovered(first, last, voids):
        raise AlreadyVoid(_("Những tem này đã huỷ rồi."), field="first", code="labels_void")
    reason_salt = pins.new_salt()
    void = LabelVoid.objects.create(
        run=run,
        first=first,
        last=last,
        reason=reason,
        reason_salt=reason_salt,
        by=actor.by,
        on_behalf_of=actor.member if actor.is_helping else None,
    )
    append_entry(
        kind="labels.voided",
        subject=f"run:{run.pk}",
        payload={
            "run": run.pk,
            "void": void.pk,
            "first": first,
            "last": last,
            "reasonPin": pins.pin(reason_salt, reason),
        },
        **actor.ledger_refs(),
    )
    if not uncovered(1, run.count, [*voids, (first, last)]):
        for taken in run.prints.select_related("by", "on_behalf_of"):
            member = taken.on_behalf_of or taken.by
            if member:
                undo_milestone(user=member, kind=MilestoneKind.LABELS_PRINTED, subject=f"run:{run.pk}")
        owner = run.on_behalf_of or run.requested_by
        if owner:
            for kind in (MilestoneKind.LABEL_SCANNED, MilestoneKind.SCANNED_BY_THREE):
                undo_milestone(user=owner, kind=kind, subject=f"run:{run.pk}")
    return void
