from backend.common.clock import every
from courses.actions.attempts import close_overdue


def register() -> None:
    """Called once, from AppConfig.ready()."""
    every(minutes=1)(close_overdue)
