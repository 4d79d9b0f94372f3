"""What ledger entries state of alarms: when, who was rung and who took it; never whose danger or what it was."""

from backend.ledger.row_values import Stated
from union.models import Alarm, AlarmRing

STATED = (
    Stated(
        Alarm,
        subject=lambda alarm: f"alarm:{alarm.ref}",
        stated=("raised_at", "taken_at"),
        people=("taken_by",),
        pinned=("text", "kinds", "phone", "call_when"),
    ),
    Stated(
        AlarmRing,
        subject=lambda ring: f"alarm:{ring.alarm.ref}",
        stated=("alarm", "branch", "round", "rung_at"),
        people=("user",),
        related=("alarm",),
    ),
)
