"""What union registers in slots, clock, ports and registries of other apps, one file per trade."""

from union.alarms import registration as alarms
from union.questions import registration as questions
from union.roles import registration as roles


def register() -> None:
    """Call `register` of each trade of union. Called once, when Django starts."""
    for trade in (roles, questions, alarms):
        trade.register()
