"""Ring duty officers: the nearest first, the next ones if nobody answers, until one takes the alarm."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from backend.common.limits import SharedLimit
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.notices.actions.notices import notify
from union.alarms.rules import Level, levels_of
from union.alarms.terms import read_terms
from union.models import Alarm, AlarmRing

# Many alarms of strangers would use up everybody's messages of the day.
messages_a_day = SharedLimit(
    "alarm messages of a number", read_terms().messages_a_day, seconds=24 * 3600, step=1
)


def ring_due_alarms(now: datetime | None = None) -> int:
    """Ring the next officers of every alarm that is due, each in a transaction of its own. Return how many were rung.

    Safe in several processes and after a kill: a round is stored with its rings and notices, or not at all.
    """
    now = now or timezone.now()
    due = list(Alarm.objects.due(now).values_list("pk", flat=True))
    return sum(ring_next(alarm_id=pk, now=now) for pk in due)


@transaction.atomic
def ring_next(*, alarm_id: int, now: datetime) -> int:
    """Ring the officers of the next level, or everybody again if all levels were rung. Return how many.

    After the rounds of data/alarms.toml only the topmost officers are rung, more and more slowly, until one takes it.
    Does nothing if another process has rung meanwhile, or if somebody took the alarm.
    """
    alarm = Alarm.objects.locked(alarm_id)
    if alarm.due_at is None or alarm.due_at > now:
        return 0
    levels = levels_of(alarm)
    if not levels:
        alarm.due_at = now + read_terms().ring_after
        # Nobody is on duty: the page says so. Whoever gets the role meanwhile is rung.
        alarm.save(update_fields=["due_at"])
        return 0
    further = alarm.round - len(levels) - read_terms().rings_again
    rings = [
        AlarmRing.objects.create(alarm=alarm, user=user, branch=branch, round=alarm.round, rung_at=now)
        for branch, people in (levels[-1:] if further >= 0 else _next(alarm, levels))
        for user in people
    ]
    for ring in rings:
        notify(
            user=ring.user,
            kind="alarm.rung",
            title=gettext_lazy("Có việc cần chị xem ngay"),
            url=reverse("union:alarm", args=[alarm.ref]),
            key=f"alarm-{alarm.pk}-{alarm.round}",
            sms=ring.user.phone is not None and not messages_a_day.is_over(ring.user.phone),
        )
    alarm.round += 1
    alarm.due_at = now + _pause(further + 1)
    alarm.save(update_fields=["round", "due_at"])
    append_entry(kind="alarm.rung", subject=f"alarm:{alarm.ref}", payload=states(*rings), by=None)
    return len(rings)


def _pause(further: int) -> timedelta:
    """Return the time until the next round, which is number `further` of the slow ones if that isn't negative."""
    most = read_terms().slowest
    return min(most, read_terms().ring_after * 2 ** min(max(further + 1, 0), 16))


def _next(alarm: Alarm, levels: list[Level]) -> list[Level]:
    """Return the nearest level with people who were not rung yet, or all levels if there is none."""
    rung = set(alarm.rings.values_list("user", flat=True))
    for branch, people in levels:
        waiting = [person for person in people if person.pk not in rung]
        if waiting:
            return [(branch, waiting)]
    everybody: dict[int, None] = {}
    again = []
    for branch, people in levels:
        again.append((branch, [each for each in people if each.pk not in everybody]))
        everybody.update(dict.fromkeys(each.pk for each in people))
    return again
