"""Send the figures of a period in the background, again after a while if the receiver was away."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from backend.common.background import task
from union.reports.models import ReportPeriod
from union.reports.sending import is_on, send_values

# Minutes before the next attempt.
PAUSES = (5, 30, 120, 720)


@task(name="send_report_values")
def send_report_values(period_id: int, attempt: int = 0) -> int:
    """Send the figures of a period, and return how many were taken. Safe to run twice."""
    period = ReportPeriod.objects.select_related("form").filter(pk=period_id).first()
    if period is None or not is_on():
        return 0
    outcome = send_values(period)
    if outcome.is_later and attempt < len(PAUSES):
        later = timezone.now() + timedelta(minutes=PAUSES[attempt])
        send_report_values.using(run_after=later).enqueue(period_id=period_id, attempt=attempt + 1)
    return outcome.accepted
