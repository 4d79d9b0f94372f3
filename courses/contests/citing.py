"""Contest papers as places that cite law: drafts, and committed papers until their round is closed.

A committed paper never changes. Its organiser reads of a changed law in time to withdraw it; whoever reviews an
entry later sees the change on the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backend.law.citing.registry import CitingPlace
from courses.contests.papers import paper_of
from courses.law.citing import places_cited
from courses.models import ContestRound


def citing_papers() -> Iterator[CitingPlace]:
    """Yield a place for each question that cites law and each day of its check. The name holds no question."""
    rounds = ContestRound.objects.filter(closed_at=None).select_related("contest").order_by("pk")
    for round_ in rounds:
        contest = round_.contest
        for number, question in enumerate(_questions(round_), start=1):
            yield from places_cited(
                f"contest:{contest.slug}:{round_.number}:{question['key']}",
                f"{contest.title}, {round_.number}, {number}",
                question.get("citations") or (),
                kind=_("Câu hỏi thi"),
                url=reverse("courses:contest_round_manage", args=[contest.slug, round_.number]),
                owners=(contest.created_by_id,) if contest.created_by_id else (),
            )


def _questions(round_: ContestRound) -> list[dict[str, Any]]:
    return list(paper_of(round_).questions.values()) if round_.commitment else list(round_.questions)
