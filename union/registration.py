"""What union registers in slots, clock, ports and registries of other apps, one file per trade."""

from union.questions import registration as questions
from union.roles import registration as roles


def register() -> None:
    """Call `register` of each trade of union. Called once, when Django starts."""
    roles.register()
    questions.register()
