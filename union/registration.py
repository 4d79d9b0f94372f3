"""What union registers in slots, clock, ports and registries of other apps, one file per trade."""

from union.alarms import registration as alarms
from union.desk import registration as desk
from union.documents import registration as documents
from union.issues import registration as issues
from union.questions import registration as questions
from union.reports import registration as reports
from union.roles import registration as roles


def register() -> None:
    """Call `register` of each trade of union. Called once, when Django starts."""
    for trade in (roles, issues, alarms, questions, documents, reports, desk):
        trade.register()
