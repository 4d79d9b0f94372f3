"""The models of all trades."""

from union.alarms.models import Alarm, AlarmRing
from union.questions.models import Answer, Handover, PublicAnswer, Question
from union.roles.models import UnionRole

__all__ = ["Alarm", "AlarmRing", "Answer", "Handover", "PublicAnswer", "Question", "UnionRole"]
