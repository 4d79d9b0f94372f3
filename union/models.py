"""Models by noun. Import them from here: `from union.models import Alarm`."""

from union.alarms.models import Alarm, AlarmRing

__all__ = ["Alarm", "AlarmRing"]
