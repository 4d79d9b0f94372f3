"""Label runs: asked for, taken to a printer, voided.

A run is one row; the serials of its labels follow from its id (traceability/serials.py), so they are given out once, when the
row is written, and making its sheet again gives the same ones. Nothing here can be undone: paper is out of reach.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import rfc8785
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.units import format_number
from backend.ledger import pins
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.actions.milestones import record_milestone, undo_milestone
from members.enums import MilestoneKind
from members.rules import require
from products.enums import ProductState
from products.legal.rule import Surface
from traceability.actions.codes import code_for
from traceability.actions.lots import LotClosed
from traceability.enums import LotState, PrintKind, RunState
from traceability.labels.layouts import MAX_OFFSET
from traceability.legal.gaps import Gap, lot_gaps
from traceability.models import LabelPrint, LabelRun, LabelVoid, Lot, Recall
from traceability.rules import may_print_labels
from traceability.runs import files
from traceability.runs.content import content_for
from traceability.runs.rendering import RUN_LAYOUTS, check_fits
from traceability.runs.serials import uncovered
from traceability.tasks import make_sheet_task

MAX_LABELS = 100_000


class LabelRunError(DomainError):
    """A run can't be had as asked; `field` names the argument."""


class ProductNotListed(LabelRunError):
    """Labels are for products that an officer has listed: what they open must have been looked at."""

    status_code = 409


class LotRecalled(LabelRunError):
    """Goods that are called back get no labels."""

    status_code = 409


class LabelUnlawful(LabelRunError):
    """The law wants more on a label of these goods than the lot says; `gaps` tell what, each with its article."""

    status_code = 409

    def __init__(self, missing: list[Gap]) -> None:
        lines = " ".join(f"{gap.message} ({gap.clause})" for gap in missing)
        super().__init__(
            _("Chưa làm tem được, nhãn còn thiếu: %(lines)s") % {"lines": lines}, field="lot", code="label_unlawful"
        )
        self.gaps = missing


class RunNotReady(LabelRunError):
    """The run's state doesn't allow this: its sheet is not made yet, or it was given up."""

    status_code = 409


class WrongRange(LabelRunError):
    """First and last are no labels of the run."""


class ReasonMissing(LabelRunError):
    """A reprint or a void needs to say why."""


class AlreadyVoid(LabelRunError):
    """Every label of the range is void."""

    status_code = 409


@transaction.atomic
def request_run(
    *,
    actor: Actor,
    lot: Lot,
    count: int,
    layout: str,
    offset_x: Decimal | int = 0,
    offset_y: Decimal | int = 0,
) -> LabelRun:
    """Write a run of `count` labels into the book and have its sheet made in the background.

    `layout` is a key of RUN_LAYOUTS; the offsets are the printer's, in mm to the right and downwards, at most 5. What the
    labels say is frozen now. That more labels are wanted than the lot needs is for the caller to ask about
    (traceability.runs.needs.warnings_for). Raises NotAllowed, ProductNotListed, LotRecalled, LotClosed, LabelRunError,
    CodeTaken, and LabelError (traceability.labels.errors) where the words or the code don't fit the label.
    """
    require(may_print_labels(actor.member, lot))
    # The lot's words must not change between freezing and writing (change_lot takes the same lock).
    lot = Lot.objects.select_for_update(of=("self",), no_key=True).select_related("product__producer").get(pk=lot.pk)
    _check_lot(lot)
    if not isinstance(count, int) or not 1 <= count <= MAX_LABELS:
        raise LabelRunError(
            _("Mỗi đợt làm từ 1 đến %(max)s tem.") % {"max": format_number(MAX_LABELS)},
            field="count",
            code="label_count",
        )
    if layout not in RUN_LAYOUTS:
        raise LabelRunError(_("Chị chọn một loại giấy tem."), field="layout", code="label_layout")
    offset_x, offset_y = _checked_offset(offset_x, "offset_x"), _checked_offset(offset_y, "offset_y")
    origin = settings.PUBLIC_ORIGIN
    content = content_for(lot, origin=origin)
    now = timezone.now()
    run = LabelRun(
        lot=lot,
        code=code_for(lot.product),
        count=count,
        layout=layout,
        key_version=settings.LABEL_KEY_CURRENT,
        origin=origin,
        content=content.as_json(),
        content_salt=pins.new_salt(),
        offset_x=offset_x,
        offset_y=offset_y,
        requested_by=actor.by,
        on_behalf_of=actor.member if actor.is_helping else None,
        requested_at=now,
        heartbeat_at=now,
    )
    check_fits(run)
    run.save()
    append_entry(
        kind="labels.run",
        subject=f"run:{run.pk}",
        payload={
            "run": run.pk,
            "lot": lot.pk,
            "lotCode": lot.code,
            "product": lot.product_id,
            "producer": str(lot.product.producer.ref),
            "code": run.code.value,
            "count": count,
            "layout": layout,
            "keyVersion": run.key_version,
            "origin": origin,
            "produced": run.content["produced"],
            "expires": run.content["expires"],
            "stars": run.content["stars"],
            "pin": pins.pin(bytes(run.content_salt or b""), rfc8785.dumps(run.content)),
        },
        **actor.ledger_refs(),
    )
    make_sheet_task.enqueue(run_id=run.pk)
    return run


@transaction.atomic
def retry_run(*, actor: Actor, run: LabelRun) -> LabelRun:
    """Have the sheet of a failed run made again: same labels, same serials. Raises NotAllowed, RunNotReady."""
    run = _locked(actor, run)
    if run.state != RunState.FAILED:
        raise _not_now(run)
    run.state, run.attempts = RunState.QUEUED, 0
    append_entry(
        kind="labels.retried", subject=f"run:{run.pk}", payload={"run": run.pk}, **actor.ledger_refs()
    )
    return _start(run)


@transaction.atomic
def cancel_run(*, actor: Actor, run: LabelRun) -> LabelRun:
    """Give up a run whose sheet isn't made: its serials are never used. Raises NotAllowed, RunNotReady."""
    run = _locked(actor, run)
    if run.state == RunState.CANCELLED:
        return run
    if run.state == RunState.READY:
        raise LabelRunError(
            _("Tem của đợt này đã làm xong. Nếu không dùng, chị ghi huỷ tem."), code="label_run_ready"
        )
    run.state, run.claim = RunState.CANCELLED, None
    run.save(update_fields=["state", "claim"])
    append_entry(
        kind="labels.cancelled", subject=f"run:{run.pk}", payload={"run": run.pk}, **actor.ledger_refs()
    )
    return run


@transaction.atomic
def remake_sheet(*, actor: Actor, run: LabelRun) -> LabelRun:
    """Have the file of a ready run made again after it was put away. The run stays ready: its labels are out there."""
    run = _locked(actor, run)
    if run.state != RunState.READY:
        raise _not_now(run)
    if (run.pdf and files.is_there(run.pdf)) or (not run.pdf and run.heartbeat_at):
        return run
    run.pdf, run.attempts = "", 0
    append_entry(
        kind="labels.sheet_wanted", subject=f"run:{run.pk}", payload={"run": run.pk}, **actor.ledger_refs()
    )
    return _start(run)


@transaction.atomic
def shift_sheet(*, actor: Actor, run: LabelRun, offset_x: Decimal | int, offset_y: Decimal | int) -> LabelRun:
    """Move what is printed on the paper, in mm, for a printer that feeds askew. Same labels, another file.

    Raises NotAllowed, RunNotReady, LabelRunError, OffsetTooLarge.
    """
    run = _locked(actor, run)
    if run.state != RunState.READY:
        raise _not_now(run)
    offset_x, offset_y = _checked_offset(offset_x, "offset_x"), _checked_offset(offset_y, "offset_y")
    if (run.offset_x, run.offset_y) == (offset_x, offset_y):
        return run
    run.offset_x, run.offset_y = offset_x, offset_y
    check_fits(run)
    old = run.pdf
    run.pdf, run.attempts = "", 0
    append_entry(
        kind="labels.shifted",
        subject=f"run:{run.pk}",
        payload={"run": run.pk, "offsetX": str(offset_x), "offsetY": str(offset_y)},
        **actor.ledger_refs(),
    )
    _start(run)
    transaction.on_commit(lambda: files.remove(old))
    return run


@transaction.atomic
def take_to_printer(
    *, actor: Actor, run: LabelRun, first: int = 1, last: int | None = None, reason: str = ""
) -> LabelPrint:
    """Write into the print ledger that labels `first` to `last` (all, if None) go to a printer now.

    Labels that went before are a reprint, which says why. The first print of a run is a milestone of the member. Raises
    NotAllowed, RunNotReady, WrongRange, ReasonMissing, LotRecalled, AlreadyVoid.
    """
    run = _locked(actor, run)
    if run.state != RunState.READY:
        raise _not_now(run)
    last = run.count if last is None else last
    _check_range(run, first, last)
    if Recall.objects.reaching(run.lot).exists():
        raise _recalled(run.lot)
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


@transaction.atomic
def void_labels(*, actor: Actor, run: LabelRun, first: int, last: int, reason: str) -> LabelVoid:
    """Say for good that labels `first` to `last` must not be believed; whoever scans one is told, with `reason`.

    There is no way back. When a whole run is void, its milestone is taken back. Raises NotAllowed, RunNotReady,
    WrongRange, ReasonMissing, AlreadyVoid.
    """
    run = _locked(actor, run)
    if run.state != RunState.READY:
        raise _not_now(run)
    _check_range(run, first, last)
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


def refusal_for(lot: Lot) -> LabelRunError | LotClosed | None:
    """Why no run of `lot` can be had now, whoever asks; None where one can."""
    try:
        _check_lot(lot)
    except (LabelRunError, LotClosed) as refusal:
        return refusal
    return None


def _check_lot(lot: Lot) -> None:
    if lot.product.state != ProductState.LISTED:
        raise ProductNotListed(
            _("Sản phẩm này chưa được duyệt. Khi cán bộ Hội duyệt xong thì chị làm tem được."),
            field="lot",
            code="product_not_listed",
        )
    if Recall.objects.reaching(lot).exists():
        raise _recalled(lot)
    if lot.state == LotState.CLOSED:
        raise LotClosed(
            _("Lô %(lot)s đã ghi là hết hàng. Chị mở lại lô rồi làm tem.") % {"lot": lot.code},
            field="lot",
            code="lot_closed",
        )
    if missing := lot_gaps(lot, Surface.LABEL):
        raise LabelUnlawful(missing)


def _locked(actor: Actor, run: LabelRun) -> LabelRun:
    """The run under a lock, if `actor` may print its labels."""
    run = (
        LabelRun.objects.select_for_update(of=("self",))
        .select_related("lot__product__producer", "code")
        .get(pk=run.pk)
    )
    require(may_print_labels(actor.member, run.lot))
    return run


def _start(run: LabelRun) -> LabelRun:
    """Put the run up for making, under the caller's lock."""
    run.claim, run.heartbeat_at, run.done_count, run.error = None, timezone.now(), 0, ""
    run.save(
        update_fields=[
            "state",
            "attempts",
            "claim",
            "heartbeat_at",
            "done_count",
            "error",
            "offset_x",
            "offset_y",
            "pdf",
        ]
    )
    make_sheet_task.enqueue(run_id=run.pk)
    return run


def _checked_offset(raw: Any, field: str) -> Decimal:
    try:
        offset = Decimal(raw)
    except ArithmeticError:
        offset = Decimal("NaN")
    if not offset.is_finite() or abs(offset) > Decimal(MAX_OFFSET):
        raise LabelRunError(
            _("Máy in lệch tối đa %(max)d mm. Nếu lệch nhiều hơn, chị xem lại cách đặt giấy.")
            % {"max": MAX_OFFSET},
            field=field,
            code="label_offset",
        )
    return offset.quantize(Decimal("0.01"))


def _check_range(run: LabelRun, first: int, last: int) -> None:
    if not 1 <= first <= last <= run.count:
        raise WrongRange(
            _("Đợt này có tem số 1 đến %(count)s. Chị xem lại khoảng tem.")
            % {"count": format_number(run.count)},
            field="first" if not 1 <= first <= run.count else "last",
            code="label_range",
        )


def _recalled(lot: Lot) -> LotRecalled:
    return LotRecalled(
        _("Lô %(lot)s đang bị thu hồi, không in tem.") % {"lot": lot.code}, field="lot", code="lot_recalled"
    )


def _not_now(run: LabelRun) -> RunNotReady:
    return RunNotReady(
        {
            RunState.QUEUED: _("Tem đang chờ làm. Chị đợi một lát."),
            RunState.RENDERING: _("Tem đang làm. Chị đợi một lát."),
            RunState.FAILED: _("Đợt tem này chưa làm được. Chị bấm Làm lại."),
            RunState.CANCELLED: _("Đợt tem này đã bỏ."),
            RunState.READY: _("Tem của đợt này đã làm xong."),
        }[RunState(run.state)],
        code="label_run_state",
    )
