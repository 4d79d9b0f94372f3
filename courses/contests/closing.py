"""Close a round: hand in saved answers, compute the results in one pass and store them. Idempotent."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.background import task
from backend.ledger.actions import append_entry
from courses.contests import lists
from courses.contests.errors import ContestError
from courses.contests.papers import paper_of
from courses.contests.ranking import Ranking
from courses.contests.windows import RoundState, ends_at, state_of
from courses.models import ContestEntry, ContestRound, RoundResult

logger = logging.getLogger(__name__)


@task(name="close_contest_round")
def close_round_task(round_id: int) -> bool:
    """Close a round after its end. Does nothing if it is closed already."""
    close_round(round_=ContestRound.objects.get(pk=round_id))
    return True


def enqueue_round_closings() -> int:
    """Enqueue the closing of each committed round that is over but not closed, and return how many.

    The clock runs it each minute, so a lost task is enqueued again.
    """
    now = timezone.now()
    over = (
        ContestRound.objects.filter(Q(closes_at__lte=now) | Q(ended_at__isnull=False), closed_at=None)
        .exclude(commitment="")
        .values_list("pk", flat=True)
    )
    for round_id in over:
        close_round_task.enqueue(round_id=round_id)
    return len(over)


def locked_round(round_: ContestRound) -> ContestRound:
    return (
        ContestRound.objects.select_for_update(of=("self",))
        .select_related("contest__branch")
        .get(pk=round_.pk)
    )


@transaction.atomic
def close_round(*, round_: ContestRound) -> ContestRound:
    """Hand in unfinished entries at their deadline, then compute and store the round's results.

    Called by the clock. Does nothing for a closed round. Raises ContestError before the round is over, or
    PaperBroken if rows were changed by hand.
    """
    round_ = locked_round(round_)
    if round_.closed_at:
        return round_
    if state_of(round_) != RoundState.CLOSING:
        raise ContestError(_("Vòng thi chưa đến giờ đóng."), code="round_not_over")
    # This waits for the row of an entry that is being handed in; a later hand-in finds the entry handed in
    # already.
    ContestEntry.objects.filter(round=round_, submitted_at=None).update(
        submitted_at=Least(F("due_at"), ends_at(round_)), is_sealed=True
    )
    ranking = store_list(round_)
    round_.closed_at = timezone.now()
    round_.save(
        update_fields=["closed_at", "participants", "entries_counted", "prediction_answer", "list_sha256"]
    )
    paper = paper_of(round_)
    append_entry(
        kind="contest.closed",
        subject=f"contest:{round_}",
        payload={
            "listSha256": round_.list_sha256,
            "entriesSha256": lists.entries_sha256(round_),
            "commitment": round_.commitment,
            "nonce": paper.nonce,
            "participants": ranking.participants,
            "entries": ranking.entries,
            "predictionAnswer": ranking.answer,
        },
        by=None,
    )
    return round_


def store_list(round_: ContestRound) -> Ranking:
    """Replace the round's stored result lines with lines computed from the entries; return the Ranking.

    Also sets the round's figures, without saving the round.
    """
    ranking = lists.ranking_of(round_)
    round_.results.all().delete()
    RoundResult.objects.bulk_create(
        (
            RoundResult(
                round=round_,
                position=line.position,
                rank=line.rank,
                entry_id=line.sheet.entry,
                user_id=line.sheet.person,
                branch_id=line.sheet.branch,
                right=line.sheet.right,
                distance=line.distance,
                elapsed_ms=line.sheet.elapsed_ms,
                submitted_at=line.sheet.submitted_at,
                prize=line.prize,
            )
            for line in ranking.lines
        ),
        batch_size=5_000,
    )
    round_.participants, round_.entries_counted = ranking.participants, ranking.entries
    round_.prediction_answer = ranking.answer
    round_.list_sha256 = lists.sha256_of(lists.list_of(round_, ranking))
    return ranking
