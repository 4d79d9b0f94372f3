from backend.common.errors import DomainError


class IssueError(DomainError):
    """The issue can't be issued or closed like this; nothing was changed."""


class ReceiptError(DomainError):
    """The receipt can't take this step; nothing was changed."""


class SuccessionError(DomainError):
    """The branch can't be merged into the other one; nothing was changed."""
