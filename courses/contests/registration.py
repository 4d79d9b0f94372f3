from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import every
from backend.law.citing.registry import register_citing
from backend.ledger import acts, auditing, page_pins
from backend.ledger.acts import Act
from courses.contests import own_data
from courses.contests.auditing import compare_contests
from courses.contests.citing import citing_papers
from courses.contests.closing import enqueue_round_closings
from courses.contests.pinned_rows import FAMILY, shown_rows
from courses.contests.rules import may_organise
from courses.contests.words import countdown
from courses.models import ContestRound
from members.acting import ActorRequest
from members.models import Branch
from members.own_data import erasing, exporting

# Public are the acts that participants were promised; who was disqualified and why is not.
ACTS = (
    Act("contest.closed", public=True),
    Act("contest.committed", words=_("Chốt đề thi"), public=True),
    Act("contest.withdrawn", words=_("Rút đề thi trước giờ mở")),
    Act("contest.ended_early", words=_("Đóng sớm vòng thi"), public=True),
    Act("contest.disqualified", words=_("Loại một bài thi")),
    Act("contest.published", words=_("Công bố kết quả thi"), public=True),
)


def register() -> None:
    """Register the contests with the other apps. Called once, from AppConfig.ready()."""
    slots.register(
        "courses.top", "contests", template="courses/contests/slots/open.html", context=open_rounds, order=30
    )
    slots.register(
        "officer.desk", "contests", template="courses/contests/slots/desk.html", context=desk, order=60
    )
    every(minutes=1, name="contest_rounds.close_due")(enqueue_round_closings)
    exporting.register("contests", _("Bài thi"), own_data.contests_of, order=45, words=own_data.WORDS)
    erasing.register("contests", own_data.erase_reasons_about)
    auditing.register("contests", compare_contests)
    page_pins.register("texts of contests", shown_rows, family=FAMILY)
    acts.declare(*ACTS)
    register_citing("contest papers", citing_papers)


def open_rounds(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    """Return at most three open rounds of announced contests with their countdown, the first to end first."""
    now = timezone.now()
    rounds = (
        ContestRound.objects.filter(
            opens_at__lte=now, closes_at__gt=now, ended_at=None, contest__announced_at__isnull=False
        )
        .exclude(commitment="")
        .select_related("contest")
        .order_by("closes_at", "pk")[:3]
    )
    return {"rounds": [(round_, countdown(round_, now)) for round_ in rounds]}


def desk(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the number of closed rounds whose results the user still has to publish.

    None for a user who organises no contests.
    """
    member = request.actor.member
    if not may_organise(member):
        return None
    waiting = ContestRound.objects.filter(
        contest__branch__in=Branch.objects.run_by(member), closed_at__isnull=False, published_at=None
    )
    return {"waiting": waiting.count()}
