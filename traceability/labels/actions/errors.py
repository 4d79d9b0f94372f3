"""Errors of label runs, prints and voids."""

from __future__ import annotations

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from traceability.labels.enums import RunState
from traceability.legal.gaps import Gap
from traceability.models import LabelRun, Lot


class LabelRunError(DomainError):
    """A run can't be made or changed as requested; `field` names the wrong argument, if there is one."""


class ProductNotListed(LabelRunError):
    """The product is not listed. A label opens a page, and an officer must have reviewed it."""

    status_code = 409


class LotRecalled(LabelRunError):
    """The lot is recalled, so its labels can't be requested or printed."""

    status_code = 409


class LabelUnlawful(LabelRunError):
    """The label, or the page it opens, lacks what the law requires.

    `gaps` lists what is missing, each with its article.
    """

    status_code = 409

    def __init__(self, missing: list[Gap]) -> None:
        lines = " ".join(f"{gap.message} ({gap.clause})" for gap in missing)
        super().__init__(
            _("Chưa làm tem được, nhãn hoặc trang mà tem mở ra còn thiếu: %(lines)s") % {"lines": lines},
            field="lot",
            code="label_unlawful",
        )
        self.gaps = missing


class RunNotReady(LabelRunError):
    """The run's state doesn't allow the action, for example printing before the sheet is made."""

    status_code = 409


class WrongRange(LabelRunError):
    """The range is not within the run: 1 <= first <= last <= count."""


class ReasonMissing(LabelRunError):
    """A reprint or a void needs a reason."""


class AlreadyVoid(LabelRunError):
    """Every label of the range is already void."""

    status_code = 409


def recalled(lot: Lot) -> LotRecalled:
    return LotRecalled(
        _("Lô %(lot)s đang bị thu hồi, không in tem.") % {"lot": lot.code}, field="lot", code="lot_recalled"
    )


def not_now(run: LabelRun) -> RunNotReady:
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
