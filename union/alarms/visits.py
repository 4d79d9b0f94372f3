"""Which alarm a visitor raised: her session names it, so that no address does."""

from __future__ import annotations

from django.http import HttpRequest

from union.models import Alarm

SESSION_KEY = "union_alarm"


def remember_alarm(request: HttpRequest, alarm: Alarm) -> None:
    """Let the page `union:help_now` know the alarm of this visitor. Call it after raise_alarm, then redirect."""
    request.session[SESSION_KEY] = str(alarm.ref)


def alarm_of(request: HttpRequest) -> Alarm | None:
    """Return the visitor's own alarm; None without one."""
    ref = request.session.get(SESSION_KEY)
    return Alarm.objects.select_related("branch").filter(ref=ref).first() if ref else None
