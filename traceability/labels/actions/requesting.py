"""Request a run, retry it, or cancel it before its sheet is made."""

from __future__ import annotations

from decimal import Decimal

import rfc8785
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.units import format_number
from backend.ledger import pins
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.rules import require
from products.products.enums import ProductState
from traceability.labels.actions.codes import code_for
from traceability.labels.actions.errors import (
    LabelRunError,
    LabelUnlawful,
    ProductNotListed,
    not_now,
    recalled,
)
from traceability.labels.actions.runs import checked_offset, locked, start
from traceability.labels.enums import RunState
from traceability.labels.rules import may_print_labels
from traceability.labels.runs.content import content_for
from traceability.labels.runs.rendering import RUN_LAYOUTS, check_fits
from traceability.labels.tasks import make_sheet_task
from traceability.legal.gaps import publishing_gaps
from traceability.lots.actions.lots import LotClosed
from traceability.lots.enums import LotState
from traceability.models import LabelRun, Lot, Recall

MAX_LABELS = 100_000


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
    """Store a run of `count` labels and enqueue the task that makes its sheet.

    layout: a key of RUN_LAYOUTS.
    offset_x, offset_y: the printer's offsets in mm to the right and downwards, at most 5.

    The labels' texts are frozen now. More labels than the lot needs are not refused;
    traceability.labels.runs.needs.warnings_for finds them. Raises:
    - NotAllowed, ProductNotListed, LotRecalled, LotClosed, LabelRunError, CodeTaken
    - LabelError (traceability.drawing.errors) if the texts or the code don't fit the label
    """
    require(may_print_labels(actor.member, lot))
    # The lot's texts must not change between freezing and writing (change_lot takes the same lock).
    lot = (
        Lot.objects.select_for_update(of=("self",), no_key=True)
        .select_related("product__producer")
        .get(pk=lot.pk)
    )
    _check_lot(lot)
    if not isinstance(count, int) or not 1 <= count <= MAX_LABELS:
        raise LabelRunError(
            _("Mỗi đợt làm từ 1 đến %(max)s tem.") % {"max": format_number(MAX_LABELS)},
            field="count",
            code="label_count",
        )
    if layout not in RUN_LAYOUTS:
        raise LabelRunError(_("Chị chọn một loại giấy tem."), field="layout", code="label_layout")
    offset_x, offset_y = checked_offset(offset_x, "offset_x"), checked_offset(offset_y, "offset_y")
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
            "offsetX": str(run.offset_x),
            "offsetY": str(run.offset_y),
            "pin": pins.pin(bytes(run.content_salt or b""), rfc8785.dumps(run.content)),
        },
        **actor.ledger_refs(),
    )
    make_sheet_task.enqueue(run_id=run.pk)
    return run


@transaction.atomic
def retry_run(*, actor: Actor, run: LabelRun) -> LabelRun:
    """Queue the sheet of a failed run again: same labels, same serials. Raises NotAllowed, RunNotReady."""
    run = locked(actor, run)
    if run.state != RunState.FAILED:
        raise not_now(run)
    run.state, run.attempts = RunState.QUEUED, 0
    append_entry(
        kind="labels.retried", subject=f"run:{run.pk}", payload={"run": run.pk}, **actor.ledger_refs()
    )
    return start(run)


@transaction.atomic
def cancel_run(*, actor: Actor, run: LabelRun) -> LabelRun:
    """Cancel a run before its sheet is made, so its serials are never used. A repeated call changes nothing.

    Raises NotAllowed, and LabelRunError if the sheet is made.
    """
    run = locked(actor, run)
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


def refusal_for(lot: Lot) -> LabelRunError | LotClosed | None:
    """Return the error with which request_run would refuse every run of `lot` now, or None."""
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
        raise recalled(lot)
    if lot.state == LotState.CLOSED:
        raise LotClosed(
            _("Lô %(lot)s đã ghi là hết hàng. Chị mở lại lô rồi làm tem.") % {"lot": lot.code},
            field="lot",
            code="lot_closed",
        )
    # The listing checked the product's required texts, but not rules that came into force since, nor later
    # changes of its producer. A label publishes the page that it opens, so gaps of the page also prevent a
    # run (decisions/0020).
    if missing := publishing_gaps(lot):
        raise LabelUnlawful(missing)
