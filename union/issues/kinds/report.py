"""A report form's period: each branch sends its report, which is the proof (union/reports/actions/periods.py)."""

from django.utils.translation import gettext_lazy as _

from union.issues.kinds import IssueKind

KIND = IssueKind(
    words=_("Báo cáo"), icon="chart-column", asks=("report",), needs_proof=False, is_followed=True
)
