"""The print ledger: who printed which labels, when, and the reason of a reprint."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from backend.ledger import pins
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.notices.actions.milestones import record_milestone
from members.notices.enums import MilestoneKind
from traceability.labels.actions.errors import AlreadyVoid, LabelUnlawful, ReasonMissing, not_now, recalled
from traceability.labels.actions.runs import check_range, locked
from traceability.labels.enums import PrintKind, RunState
from traceability.labels.runs.serials import uncovered
from traceability.legal.gaps import publishing_gaps
from traceability.models import LabelPrint, LabelRun, Recall


@transaction.atomic
def take_to_printer(
    *, actor: Actor, run: LabelRun, first: int = 1, last: int | None = None, reason: str = ""
) -> LabelPrint:
    """Record in the print ledger that labels `first` to `last` are printed now.

    `last` None means the run's last label. A reason is required if one of the labels was printed before, and
    is dropped otherwise. The first print of a run records a milestone for the member.
    Raises NotAllowed, RunNotReady, WrongRange, ReasonMissing, LotRecalled, LabelUnlawful, AlreadyVoid.
    """
    run = locked(actor, run)
    if run.state != RunState.READY:
        raise not_now(run)
    last = run.count if last is None else last
    check_range(run, first, last)
    if Recall.objects.reaching(run.lot).exists():
        raise recalled(run.lot)
    # The page that these labels open may have lost something since the sheet was made.
    if missing := publishing_gaps(run.lot):
        raise LabelUnlawful(missing)
    if not uncovered(first, last, run.voids.values_list("first", "last")):
        raise AlreadyVoid(_("Những tem này đã huỷ, không in nữa."), field="first", code="labels_void")
    reason = " ".join(reason.split())[:200]
    is_again = run.prints.filter(first__lte=last, last__gte=first).exists()
    if is_again and not reason:
        raise ReasonMissing(
            _("Tem này đã in rồi. Chị ghi vì sao in lại."), field="reason", code="reprint_reason"
        )
    is_first_ever = not run.prints.exists()
    reason, reason_salt = reason if is_again else "", pins.new_salt()
    taken = LabelPrint.objects.create(
        run=run,
        kind=PrintKind.REPRINT if is_again else PrintKind.FIRST,
        first=first,
        last=last,
        reason=reason,
        reason_salt=reason_salt,
        by=actor.by,
        on_behalf_of=actor.member if actor.is_helping else None,
    )
    append_entry(
        kind="labels.printed",
        subject=f"run:{run.pk}",
        payload={
            "run": run.pk,
            "print": taken.pk,
            "kind": taken.kind,
            "first": first,
            "last": last,
            "reasonPin": pins.pin(reason_salt, reason),
        },
        **actor.ledger_refs(),
    )
    if is_first_ever:
        record_milestone(
            user=actor.member,
            kind=MilestoneKind.LABELS_PRINTED,
            subject=f"run:{run.pk}",
            happened_at=taken.printed_at,
            data={"lot": run.lot_id, "product": run.lot.product_id, "count": last - first + 1},
        )
    return taken
