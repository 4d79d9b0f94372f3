from backend.common.errors import DomainError


class PackError(DomainError):
    """The file is not taken in; nothing was changed. `field` is "file"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, field="file", code=code)
