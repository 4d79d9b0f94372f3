from backend.common.errors import DomainError


class AlarmError(DomainError):
    """The alarm was erased, or somebody else has it; nothing was changed."""
