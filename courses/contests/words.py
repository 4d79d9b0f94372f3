"""A round's terms in plain words, and the time left."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from backend.common.dates import format_moment
from backend.common.money import format_dong
from courses.contests.enums import Counts, EntriesPer, Prediction, RankingKey
from courses.contests.windows import RoundState, ends_at, state_of
from courses.models import ContestRound, RoundPaper


def withdrawn_papers(round_: ContestRound) -> list[RoundPaper]:
    """Return the round's withdrawn papers with their withdrawals, the earliest first. One query."""
    return list(
        round_.papers.filter(withdrawal__isnull=False)
        .select_related("withdrawal")
        .defer("document")
        .order_by("withdrawal__withdrawn_at", "pk")
    )


def rules_of(round_: ContestRound) -> list[str]:
    """Return the rules that a participant has to know before entering, as sentences."""
    lines = [
        _("Mở lúc %(opens)s, đóng lúc %(closes)s, giờ Việt Nam, theo đồng hồ máy chủ.")
        % {"opens": format_moment(round_.opens_at), "closes": format_moment(round_.closes_at)}
    ]
    if count := round_.questions_count:
        lines.append(_("Mỗi bài %(count)s câu, máy chủ rút ra và xếp riêng cho từng bài.") % {"count": count})
    if round_.time_limit_seconds:
        lines.append(
            _("Làm trong %(time)s.") % {"time": duration(timedelta(seconds=round_.time_limit_seconds))}
        )
    else:
        lines.append(_("Không tính giờ từng bài, chỉ cần nộp trước khi vòng đóng."))
    if round_.entries_per == EntriesPer.UNLIMITED:
        lines.append(_("Thi bao nhiêu lần cũng được."))
    elif round_.entries_per == EntriesPer.DAY:
        lines.append(_("Mỗi người thi nhiều nhất %(n)s lần một ngày.") % {"n": round_.entries_allowed})
    else:
        lines.append(_("Mỗi người thi nhiều nhất %(n)s lần cả vòng.") % {"n": round_.entries_allowed})
    if round_.entries_per != EntriesPer.ROUND or round_.entries_allowed > 1:
        lines.append(_("Thi nhiều lần thì tính %(which)s.") % {"which": Counts(round_.counts).label})
    if round_.prediction != Prediction.NONE:
        lines.append(_("Có câu dự đoán: %(question)s") % {"question": Prediction(round_.prediction).label})
    order = "; ".join(str(RankingKey(key).label).lower() for key in round_.ranking)
    lines.append(_("Xếp hạng lần lượt theo: %(order)s.") % {"order": order})
    lines.append(_("Hết giờ mà chưa nộp thì những câu đã lưu vẫn được tính."))
    lines.append(_("Mỗi số điện thoại thi bằng một tài khoản. Bài phải do chính chị làm, không ai làm hộ."))
    return lines


def prizes_of(round_: ContestRound) -> list[dict[str, str]]:
    return [
        {
            "name": prize["name"],
            "places": _("hạng %(n)s") % {"n": prize["from"]}
            if prize["from"] == prize["to"]
            else _("hạng %(a)s đến %(b)s") % {"a": prize["from"], "b": prize["to"]},
            "amount": format_dong(prize["amount"]) if prize["amount"] else "",
        }
        for prize in round_.prizes
    ]


def countdown(round_: ContestRound, now: datetime) -> str:
    """Return a sentence about the round's current state."""
    state, end = state_of(round_, now), ends_at(round_)
    if state == RoundState.DRAFT:
        return _("Chưa chốt đề.")
    if state == RoundState.WAITING:
        return _("Còn %(left)s nữa thì mở, lúc %(at)s.") % {
            "left": duration(round_.opens_at - now),
            "at": format_moment(round_.opens_at),
        }
    if state == RoundState.OPEN:
        return _("Đang mở, còn %(left)s, đến %(at)s.") % {
            "left": duration(end - now),
            "at": format_moment(end),
        }
    if state == RoundState.PUBLISHED:
        return _("Đã có kết quả.")
    return _("Đã đóng lúc %(at)s, chờ Ban tổ chức công bố kết quả.") % {"at": format_moment(end)}


def duration(span: timedelta) -> str:
    """Return a time span as Vietnamese text.

    >>> duration(timedelta(minutes=20))
    '20 phút'
    """
    seconds = max(0, int(span.total_seconds()))
    days, hours, minutes = seconds // 86_400, seconds // 3_600 % 24, seconds // 60 % 60
    if days:
        return _("%(d)s ngày %(h)s giờ") % {"d": days, "h": hours} if hours else _("%(d)s ngày") % {"d": days}
    if hours:
        return (
            _("%(h)s giờ %(m)s phút") % {"h": hours, "m": minutes}
            if minutes
            else _("%(h)s giờ") % {"h": hours}
        )
    rest = seconds % 60
    if minutes >= 5 or (minutes and not rest):
        return _("%(m)s phút") % {"m": minutes}
    if minutes:
        return _("%(m)s phút %(s)s giây") % {"m": minutes, "s": rest}
    return _("%(s)s giây") % {"s": rest}
