from backend.common.errors import DomainError


class ClassError(DomainError):
    """The class isn't open for this; nothing was changed."""


class DoorClosed(ClassError):
    """Attendance can't be recorded now: too early, too late, or the code has expired."""


class MeetingError(DomainError):
    """The meeting isn't open for this; nothing was changed."""
