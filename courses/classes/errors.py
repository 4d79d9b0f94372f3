from backend.common.errors import DomainError


class ClassError(DomainError):
    """The class doesn't allow this; nothing was changed."""


class DoorClosed(ClassError):
    """Attendance can't be recorded now: too early, too late, or the code is wrong or expired."""


class MeetingError(DomainError):
    """The meeting doesn't allow this; nothing was changed."""
