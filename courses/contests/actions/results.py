"""An organiser's actions on a round that ran: end it early, disqualify, publish. A clock job closes it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.pins import new_salt, pin
from courses.contests.closing import close_round_task, locked_round, store_list
from courses.contests.errors import ContestError
from courses.contests.papers import iso
from courses.contests.pinned_rows import pin_contest
from courses.contests.rules import may_run_contest
from courses.contests.windows import RoundState, state_of
from courses.models import ContestRound, Disqualification
from members.acting import Actor
from members.models import User
from members.rules import require


@transaction.atomic
def end_round(*, actor: Actor, round_: ContestRound, reason: str) -> ContestRound:
    """End an open round now, for a public reason, and enqueue its closing.

    Entries that are not handed in count with their saved answers. Raises NotAllowed, ContestError.
    """
    round_ = locked_round(round_)
    require(may_run_contest(actor.member, round_.contest))
    if state_of(round_) != RoundState.OPEN:
        raise ContestError(_("Chỉ vòng đang mở mới đóng sớm được."), code="round_not_open")
    if not reason.strip():
        raise ContestError(_("Chị ghi vì sao đóng sớm, ai cũng đọc được."), field="reason")
    round_.ended_at, round_.end_reason = timezone.now(), reason.strip()[:200]
    round_.save(update_fields=["ended_at", "end_reason"])
    append_entry(
        kind="contest.ended_early",
        subject=f"contest:{round_}",
        payload={"endedAt": iso(round_.ended_at), "closesAt": iso(round_.closes_at)},
        **actor.ledger_refs(),
    )
    pin_contest(round_.contest)
    close_round_task.enqueue(round_id=round_.pk)
    return round_


@transaction.atomic
def disqualify(*, actor: Actor, round_: ContestRound, user: User, reason: str) -> Disqualification:
    """Disqualify a person of a closed, unpublished round and recompute the list without that person.

    The entries and the reason stay stored. Raises NotAllowed, ContestError.
    """
    round_ = locked_round(round_)
    require(may_run_contest(actor.member, round_.contest))
    if state_of(round_) != RoundState.CLOSED:
        raise ContestError(
            _("Chỉ loại được sau khi vòng đóng và trước khi công bố."), code="round_not_closed"
        )
    if not reason.strip():
        raise ContestError(_("Chị ghi vì sao loại bài này."), field="reason")
    result = round_.results.filter(user=user).first()
    if result is None:
        raise ContestError(_("Người này không có trong danh sách."), code="not_in_list")
    salt = new_salt()
    made = Disqualification.objects.create(
        round=round_, user=user, reason=reason.strip()[:300], salt=salt, by=actor.by
    )
    store_list(round_)
    round_.save(update_fields=["list_sha256"])
    append_entry(
        kind="contest.disqualified",
        subject=f"contest:{round_}",
        payload={
            "entry": str(result.entry_id),
            "reasonPin": pin(salt, made.reason),
            "listSha256": round_.list_sha256,
        },
        **actor.ledger_refs(),
    )
    return made


@transaction.atomic
def publish_round(*, actor: Actor, round_: ContestRound) -> ContestRound:
    """Publish the results of a closed round. It can't be undone; publishing again changes nothing."""
    round_ = locked_round(round_)
    require(may_run_contest(actor.member, round_.contest))
    if round_.published_at:
        return round_
    if not round_.closed_at:
        raise ContestError(_("Vòng thi chưa đóng nên chưa có kết quả."), code="round_not_closed")
    round_.published_at = timezone.now()
    round_.save(update_fields=["published_at"])
    append_entry(
        kind="contest.published",
        subject=f"contest:{round_}",
        payload={"listSha256": round_.list_sha256, "disqualified": round_.disqualifications.count()},
        **actor.ledger_refs(),
    )
    return round_
