"""The models of all trades."""

from union.alarms.models import Alarm, AlarmRing
from union.roles.models import UnionRole

__all__ = ["Alarm", "AlarmRing", "UnionRole"]
