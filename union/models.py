"""The models of all trades."""

from union.alarms.models import Alarm, AlarmRing
from union.documents.models import Document
from union.issues.models import Issue, Receipt, Succession
from union.questions.models import Answer, Handover, PublicAnswer, Question
from union.reports.models import Report, ReportForm, ReportPeriod, ReportValue
from union.roles.models import UnionRole

__all__ = [
    "Alarm",
    "AlarmRing",
    "Answer",
    "Document",
    "Handover",
    "Issue",
    "PublicAnswer",
    "Question",
    "Receipt",
    "Report",
    "ReportForm",
    "ReportPeriod",
    "ReportValue",
    "Succession",
    "UnionRole",
]
