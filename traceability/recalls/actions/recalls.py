"""Recall goods: a lot, or some of its labels, and everything made from the lot."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.errors import DomainError
from backend.common.units import format_number
from backend.ledger.actions import append_entry
from members.acting import Actor
from traceability.labels.enums import RunState
from traceability.lots.actions.locking import lock_lots, lock_made_from
from traceability.models import LabelRun, Lot, Recall
from traceability.recalls import rules
from traceability.recalls.actions.recall_reach import close_reach, notify_officers, notify_producer, spread
from traceability.recalls.actions.recall_words import erase_contact, pin_words
from traceability.recalls.enums import RecallWord

MAX_WORDS, MAX_CONTACT = 300, 120
# Longer recalls end by decision: nobody remembers what was typed years ago.
MAX_DAYS = 731


class RecallError(DomainError):
    """A recall can't begin or end as requested; `field` names the argument."""


class RecallNotAllowed(RecallError):
    status_code = 403


class AlreadyRecalled(RecallError):
    """The lot, or every label of the range, is already recalled; or the recall has ended."""

    status_code = 409


@transaction.atomic
def recall_lot(
    *,
    actor: Actor,
    lot: Lot,
    reason: str,
    advice: str = "",
    contact: str = "",
    until_date: dt.date | None = None,
    run: LabelRun | None = None,
    first: int | None = None,
    last: int | None = None,
) -> Recall:
    """Recall `lot`, or only labels `first` to `last` of its `run`. Their pages show it once this commits.

    A lot's recall covers every lot made from it. A recall of labels covers what was made from the packs with
    these labels. Buyers read `reason`, `advice` and `contact`. After `until_date` (Vietnamese calendar) it
    ends by itself, else an officer ends it. Raises RecallError, RecallNotAllowed, AlreadyRecalled.
    """
    lock_made_from(lot.pk)
    lot = (
        Lot.objects.select_for_update(of=("self",), no_key=True)
        .select_related("product__producer__branch")
        .get(pk=lot.pk)
    )
    if not rules.may_recall(actor.member, lot):
        raise RecallNotAllowed(_("Chị không thu hồi được lô này."))
    reason, advice, contact = (" ".join(words.split()) for words in (reason, advice, contact))
    if not reason:
        raise RecallError(_("Xin ghi lý do thu hồi, người mua sẽ đọc."), field="reason", code="recall_reason")
    for field, words, most in (
        ("reason", reason, MAX_WORDS),
        ("advice", advice, MAX_WORDS),
        ("contact", contact, MAX_CONTACT),
    ):
        if len(words) > most:
            raise RecallError(
                _("Dài quá, chị viết gọn trong %(max)d chữ.") % {"max": most}, field=field, code="recall_long"
            )
    _check_until(until_date)
    _check_range(lot, run, first, last)
    if lot.recalls.filter(ended_at=None, run=None).exists():
        raise AlreadyRecalled(_("Lô này đang được thu hồi rồi."), code="recalled_already")
    if run is not None and lot.recalls.open().filter(run=run, first__lte=first, last__gte=last).exists():
        raise AlreadyRecalled(
            _("Những tem này đang được thu hồi rồi."), field="first", code="recalled_already"
        )
    recall = Recall.objects.create(
        lot=lot,
        run=run,
        first=first,
        last=last,
        reason=reason,
        advice=advice,
        contact=contact,
        until_date=until_date,
        by=actor.by,
    )
    append_entry(
        kind="lot.recalled",
        subject=f"lot:{lot.pk}",
        payload={
            "lot": lot.code,
            "recall": recall.pk,
            "startedAt": recall.started_at.isoformat(),
            "until": until_date.isoformat() if until_date else None,
            "labels": {"run": run.pk, "first": first, "last": last} if run else None,
            "pieu:pins": pin_words(recall, RecallWord.REASON, RecallWord.ADVICE, RecallWord.CONTACT),
        },
        **actor.ledger_refs(),
    )
    # Before the reach: officers get one notice per recall, and it names the recalled lot.
    notify_officers(recall, lot)
    spread(recall)
    notify_producer(recall, lot)
    return recall


@transaction.atomic
def end_recall(*, actor: Actor, recall: Recall, reason: str = "") -> Recall:
    """End an open recall by an officer's decision; it stays in the history.

    Raises RecallNotAllowed, AlreadyRecalled.
    """
    recall = _locked(recall)
    if not rules.may_end_recall(actor.member, recall.lot):
        raise RecallNotAllowed(_("Cán bộ Hội phụ trách mới kết thúc được việc thu hồi."))
    if recall.ended_at is not None:
        raise AlreadyRecalled(_("Việc thu hồi này đã kết thúc rồi."), code="recall_over")
    return _end(recall, actor, " ".join(reason.split())[:MAX_WORDS])


def end_lapsed_recalls() -> int:
    """End the recalls whose last day has passed. Return how many. Run by the clock, safe to run twice."""
    ended = 0
    lapsed = Recall.objects.open().filter(until_date__lt=timezone.localdate())
    for recall_id in list(lapsed.values_list("pk", flat=True)):
        with transaction.atomic():
            recall = _locked(Recall(pk=recall_id))
            if recall.ended_at is None:
                _end(recall, None, "")
                ended += 1
    return ended


def _end(recall: Recall, actor: Actor | None, reason: str) -> Recall:
    recall.ended_at, recall.ended_by, recall.end_reason = timezone.now(), actor.by if actor else None, reason
    recall.save(update_fields=["ended_at", "ended_by", "end_reason"])
    close_reach(recall)
    append_entry(
        kind="lot.recall_ended",
        subject=f"lot:{recall.lot_id}",
        payload={
            "lot": recall.lot.code,
            "recall": recall.pk,
            "endedAt": recall.ended_at.isoformat(),
            "by": "decision" if actor else "date",
            "pieu:pins": pin_words(recall, RecallWord.END_REASON),
        },
        **(actor.ledger_refs() if actor else {"by": None}),
    )
    if recall.pins.filter(what=RecallWord.CONTACT, goes_when_over=True).exists():
        erase_contact(recall)
    return recall


def _locked(recall: Recall) -> Recall:
    # Lock the lots first, and all that it reaches, as the start of a recall and writers of events do. An
    # event being written for one of them has either spread the recall before it ends, or finds it ended.
    lock_lots([Recall.objects.values_list("lot_id", flat=True).get(pk=recall.pk)])
    return (
        Recall.objects.select_for_update(of=("self",))
        .select_related("lot__product__producer__branch")
        .get(pk=recall.pk)
    )


def _check_until(day: dt.date | None) -> None:
    if day is None:
        return
    today = timezone.localdate()
    if day < today:
        raise RecallError(_("Ngày này đã qua. Chị xem lại."), field="until_date", code="recall_until")
    if (day - today).days > MAX_DAYS:
        raise RecallError(
            _("Xa quá. Chị chọn đến ngày %(day)s trở lại, hoặc để trống cho đến khi cán bộ quyết định.")
            % {"day": format_date(today + dt.timedelta(days=MAX_DAYS))},
            field="until_date",
            code="recall_until",
        )


def _check_range(lot: Lot, run: LabelRun | None, first: int | None, last: int | None) -> None:
    if run is None:
        if first is not None or last is not None:
            raise RecallError(_("Chị chọn đợt tem có những số này."), field="run", code="recall_range")
        return
    if run.lot_id != lot.pk or run.state != RunState.READY:
        raise RecallError(_("Đợt tem này không phải của lô, hoặc chưa in."), field="run", code="recall_range")
    if first is None or last is None or not 1 <= first <= last <= run.count:
        raise RecallError(
            _("Đợt này có tem từ số 1 đến số %(count)s. Chị xem lại hai số.")
            % {"count": format_number(run.count)},
            field="first",
            code="recall_range",
        )
