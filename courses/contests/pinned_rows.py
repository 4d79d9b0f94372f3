"""Pin what pages show of a contest: its texts, who may enter, and the reasons that organisers gave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backend.ledger import page_pins
from courses.contests.models import Contest

FAMILY = "contest:"


def pin_contest(contest: Contest) -> None:
    """Pin the contest as it is now, in the transaction that changes it or one of its rounds."""
    page_pins.pin_row(f"{FAMILY}{contest.slug}", _content(contest))


def shown_rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (subject, content) of every contest, for the audit."""
    for contest in Contest.objects.select_related("created_by").order_by("pk"):
        yield f"{FAMILY}{contest.slug}", _content(contest)


def _content(contest: Contest) -> dict[str, Any]:
    rounds = contest.rounds.order_by("number").prefetch_related("papers__withdrawal")
    return {
        "id": contest.pk,
        "title": contest.title,
        "rules": contest.rules,
        "branch": contest.branch_id,
        "who": contest.who,
        "units": sorted(contest.units.values_list("pk", flat=True)),
        "createdBy": str(contest.created_by.ref) if contest.created_by else None,
        "createdAt": contest.created_at.isoformat(),
        "announcedAt": contest.announced_at.isoformat() if contest.announced_at else None,
        "rounds": [
            {
                "id": each.pk,
                "number": each.number,
                "endReason": each.end_reason,
                "withdrawals": sorted(
                    [paper.commitment, paper.withdrawal.reason]
                    for paper in each.papers.all()
                    if hasattr(paper, "withdrawal")
                ),
            }
            for each in rounds
        ],
    }
