"""The base of the errors that an action raises when it refuses something."""

from __future__ import annotations

from typing import Any, ClassVar


class DomainError(Exception):
    """A refusal with a readable message.

    `message` is a Vietnamese sentence, shown next to the form field `field` (None: for the whole form).
    `code` is stable and meant for programs. `status_code` is the HTTP status of pages and of the API;
    subclasses override it.
    """

    status_code: ClassVar[int] = 400

    def __init__(self, message: str, *, field: str | None = None, code: str = "invalid") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code

    def __str__(self) -> str:
        return str(self.message)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle without the arguments of __init__, which differ between subclasses."""
        return rebuilt_error, (type(self), self.args, self.__dict__)


class FieldErrors(DomainError):
    """Errors of several fields. `errors` maps each field to its message.

    `field` and `message` are those of the first error.
    """

    def __init__(self, errors: dict[str, str]) -> None:
        field, message = next(iter(errors.items()))
        super().__init__(message, field=field, code="fields")
        self.errors = errors


def rebuilt_error(kind: type[DomainError], args: tuple[Any, ...], state: dict[str, Any]) -> DomainError:
    """Return a pickled error."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error
