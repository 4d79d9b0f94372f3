"""The errors an action raises when a rule of the field, not of the program, says no."""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """A refusal that a person can read and act on.

    `message` is a Vietnamese sentence, shown as it stands beside the form field named by `field` (None: the
    whole form). `code` is stable and meant for programs. `status_code` is the HTTP status that pages and the
    API answer with; a subclass overrides it.
    """

    status_code: ClassVar[int] = 400

    def __init__(self, message: str, *, field: str | None = None, code: str = "invalid") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return str(self.message)
