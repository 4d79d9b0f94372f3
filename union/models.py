"""The models of all trades."""

from union.reports.models import BranchMerger, Report, ReportForm, ReportPeriod, ReportValue
from union.roles.models import UnionRole

__all__ = ["BranchMerger", "Report", "ReportForm", "ReportPeriod", "ReportValue", "UnionRole"]
