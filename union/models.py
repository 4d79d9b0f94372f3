"""The models of all trades."""

from union.alarms.models import Alarm, AlarmRing
from union.documents.models import Document
from union.issues.models import Issue, Receipt, Succession
from union.reports.models import BranchMerger, Report, ReportForm, ReportPeriod, ReportValue
from union.roles.models import UnionRole

__all__ = [
    "Alarm",
    "AlarmRing",
    "BranchMerger",
    "Document",
    "Issue",
    "Receipt",
    "Report",
    "ReportForm",
    "ReportPeriod",
    "ReportValue",
    "Succession",
    "UnionRole",
]
