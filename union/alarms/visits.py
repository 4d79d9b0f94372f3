"""Which alarm a visitor raised: her session names it, so that no address does."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from union.models import Alarm

SESSION_KEY = "union_alarm"
# Whoever opens "Hỏi Hội" in this browser later sees nothing of it.
SHOWN = timedelta(hours=2)


def remember_alarm(request: HttpRequest, alarm: Alarm) -> None:
    """Let the page `union:help_now` know the alarm of this visitor. Call it after raise_alarm, then redirect."""
    request.session[SESSION_KEY] = str(alarm.ref)


def alarm_of(request: HttpRequest) -> Alarm | None:
    """Return the visitor's own alarm of the last hours; None without one."""
    ref = request.session.get(SESSION_KEY)
    rows = Alarm.objects.select_related("branch").filter(erased_at=None, raised_at__gt=timezone.now() - SHOWN)
    return rows.filter(ref=ref).first() if ref else None
