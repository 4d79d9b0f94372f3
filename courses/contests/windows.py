"""When a round is open, by the server's clock, and what a person may still do in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_moment
from courses.contests.enums import EntriesPer
from courses.contests.errors import EntryRefused, TooLate
from courses.models import ContestEntry, ContestRound

# If the round itself sets no limit.
MOST_ENTRIES_A_DAY = 100


class RoundState(models.TextChoices):
    DRAFT = "draft"
    WAITING = "waiting"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    PUBLISHED = "published"

    @property
    def is_draft(self) -> bool:
        return self is RoundState.DRAFT

    @property
    def is_waiting(self) -> bool:
        return self is RoundState.WAITING

    @property
    def is_open(self) -> bool:
        return self is RoundState.OPEN

    @property
    def is_closing(self) -> bool:
        return self is RoundState.CLOSING

    @property
    def is_closed(self) -> bool:
        """Return whether the round is closed and its results aren't published yet."""
        return self is RoundState.CLOSED

    @property
    def is_published(self) -> bool:
        return self is RoundState.PUBLISHED

    @property
    def has_results(self) -> bool:
        """Return whether the organisers see who took part: the round is closed, published or not."""
        return self.is_closed or self.is_published


def ends_at(round_: ContestRound) -> datetime:
    return min(round_.closes_at, round_.ended_at) if round_.ended_at else round_.closes_at


def state_of(round_: ContestRound, now: datetime | None = None) -> RoundState:
    now = now or timezone.now()
    if not round_.commitment:
        return RoundState.DRAFT
    if round_.published_at:
        return RoundState.PUBLISHED
    if round_.closed_at:
        return RoundState.CLOSED
    if now >= ends_at(round_):
        return RoundState.CLOSING
    return RoundState.OPEN if now >= round_.opens_at else RoundState.WAITING


def require_open(round_: ContestRound, now: datetime) -> None:
    """Raise TooLate if the round is over, or EntryRefused if it isn't open yet.

    The messages name the moment and the server's time.
    """
    state = state_of(round_, now)
    if state == RoundState.OPEN:
        return
    moments = {"now": exact(now), "opens": format_moment(round_.opens_at), "ends": exact(ends_at(round_))}
    if state in (RoundState.WAITING, RoundState.DRAFT):
        raise EntryRefused(
            _("Vòng thi mở lúc %(opens)s. Đồng hồ máy chủ đang là %(now)s.") % moments, code="not_open_yet"
        )
    raise TooLate(
        _("Vòng thi đã đóng lúc %(ends)s. Máy chủ nhận được lúc %(now)s.") % moments, code="round_closed"
    )


def require_time_left(entry: ContestEntry, now: datetime) -> None:
    """Raise TooLate if the time of the entry or of its round is up; the message names both moments."""
    due = min(entry.due_at, ends_at(entry.round))
    if now <= due:
        return
    raise TooLate(
        _(
            "Hết giờ làm bài lúc %(due)s, máy chủ nhận được lúc %(now)s nên không ghi thêm. "
            "Những câu chị đã lưu trước đó vẫn được tính."
        )
        % {"due": exact(due), "now": exact(now)},
        code="time_is_up",
    )


def exact(moment: datetime) -> str:
    """Return a moment with seconds, because seconds decide in contests: "20:00:03, 24/11/2026"."""
    local = timezone.localtime(moment)
    return f"{local:%H:%M:%S}, {local:%d/%m/%Y}"


def due_at(round_: ContestRound, started_at: datetime) -> datetime:
    end = ends_at(round_)
    if not round_.time_limit_seconds:
        return end
    return min(end, started_at + timedelta(seconds=round_.time_limit_seconds))


def is_running(entry: ContestEntry, now: datetime) -> bool:
    return entry.submitted_at is None and now <= min(entry.due_at, ends_at(entry.round))


def entries_left(round_: ContestRound, entries: Sequence[ContestEntry], now: datetime) -> int:
    """Return how many more entries the person may begin, in the round or today; `entries` are those begun.

    A round without a limit allows MOST_ENTRIES_A_DAY.
    """
    today = timezone.localtime(now).date()
    begun_today = sum(timezone.localtime(entry.started_at).date() == today for entry in entries)
    if round_.entries_per == EntriesPer.ROUND:
        return max(0, round_.entries_allowed - len(entries))
    allowed = round_.entries_allowed if round_.entries_per == EntriesPer.DAY else MOST_ENTRIES_A_DAY
    return max(0, allowed - begun_today)
