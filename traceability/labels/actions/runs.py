"""Lock a run, and queue it for making."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.units import format_number
from members.acting import Actor
from members.rules import require
from traceability.drawing.layouts import MAX_OFFSET
from traceability.labels.actions.errors import LabelRunError, WrongRange
from traceability.labels.rules import may_print_labels
from traceability.labels.tasks import make_sheet_task
from traceability.models import LabelRun


def locked(actor: Actor, run: LabelRun) -> LabelRun:
    """Lock the run and return it. Raises NotAllowed if `actor` may not print its labels."""
    run = (
        LabelRun.objects.select_for_update(of=("self",))
        .select_related("lot__product__producer", "code")
        .get(pk=run.pk)
    )
    require(may_print_labels(actor.member, run.lot))
    return run


def start(run: LabelRun) -> LabelRun:
    """Reset the run's progress, save it and enqueue the task that makes its sheet; return the run.

    The caller has set its state and holds its lock.
    """
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


def checked_offset(raw: Any, field: str) -> Decimal:
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


def check_range(run: LabelRun, first: int, last: int) -> None:
    if not 1 <= first <= last <= run.count:
        raise WrongRange(
            _("Đợt này có tem số 1 đến %(count)s. Chị xem lại khoảng tem.")
            % {"count": format_number(run.count)},
            field="first" if not 1 <= first <= run.count else "last",
            code="label_range",
        )
