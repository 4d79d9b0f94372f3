from backend.common.errors import DomainError


class PackError(DomainError):
    """The file can't be imported; nothing was changed. `field` is "file"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, field="file", code=code)
