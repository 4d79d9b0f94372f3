from backend.common.errors import DomainError


class ClassError(DomainError):
    """The class isn't open for this; nothing was changed."""


class DoorClosed(ClassError):
    """Nobody is written down as present now: too early, too late, or the code on the screen is an old one."""


class MeetingError(DomainError):
    """The meeting isn't open for this; nothing was changed."""
