"""Personal data of contests: export and erasure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.models import ContestEntry, Disqualification, RoundResult
from members.models import User

WORDS = {
    "contest": _("Cuộc thi"),
    "round": _("Vòng thi"),
    "started_at": _("Bắt đầu"),
    "submitted_at": _("Nộp bài"),
    "answers": _("Các câu trả lời"),
    "prediction": _("Dự đoán"),
    "rank": _("Hạng"),
    "right": _("Số câu đúng"),
}


def contests_of(user: User) -> list[dict[str, Any]]:
    """Return the user's contest entries for the data export, the earliest first.

    Rank and number of right answers are included once the round's results are published.
    """
    places = {
        result.entry_id: result
        for result in RoundResult.objects.filter(user=user, round__published_at__isnull=False)
    }
    rows = ContestEntry.objects.filter(user=user).select_related("round__contest").order_by("started_at")
    return [
        {
            "contest": entry.round.contest.title,
            "round": entry.round.number,
            "started_at": entry.started_at,
            "submitted_at": entry.submitted_at,
            "answers": entry.answers,
            "prediction": entry.prediction,
        }
        | ({"rank": place.rank, "right": place.right} if (place := places.get(entry.pk)) else {})
        for entry in rows
    ]


def erase_reasons_about(user: User) -> None:
    """Erase the reasons for the user's disqualifications, and their salts.

    The disqualifications and the list of results stay. They contain no name once the account is empty.
    """
    Disqualification.objects.filter(user=user).update(reason="", salt=None)
