"""The pages' one way to call an action: a refusal is shown at the form's field, or as a message.

with refuse_in_form(form):
    open_lot(actor=request.actor, **form.cleaned_data)
    return redirect("…")
return render(…)  # the form again, with the refusal in it
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from backend.common.errors import DomainError, FieldErrors


class Submission:
    """Context manager that catches a DomainError of its block and shows it by `show`.

    The code after the block runs.
    """

    def __init__(self, show: Callable[[DomainError], None]) -> None:
        self.show = show
        self.refusal: DomainError | None = None

    @property
    def is_done(self) -> bool:
        return self.refusal is None

    @property
    def status_code(self) -> int:
        """Return the HTTP status of the page that shows the refusal; 200 if nothing was refused."""
        return self.refusal.status_code if self.refusal else 200

    @property
    def message(self) -> str:
        """Return the refusal's message, or "" if nothing was refused."""
        return str(self.refusal) if self.refusal else ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, DomainError):
            return False
        self.refusal = error
        self.show(error)
        return True


def refuse_in_form(form: forms.BaseForm, fields: Mapping[str, str] | None = None) -> Submission:
    """Return a Submission that shows a refusal as an error of `form`.

    fields: {field of the action: field of the form}, where their names differ.
    """
    return Submission(lambda error: add_refusal(form, error, fields))


def refuse_in_message(request: HttpRequest) -> Submission:
    """Return a Submission that shows a refusal in the messages of the next page.

    For buttons without a form.
    """
    return Submission(lambda error: messages.error(request, str(error)))


def hold_refusal() -> Submission:
    """Return a Submission that only stores the refusal; the view shows its `message` itself."""
    return Submission(lambda error: None)


def add_refusal(form: forms.BaseForm, error: DomainError, fields: Mapping[str, str] | None = None) -> None:
    """Add a refusal as an error to its fields in `form`, or to the form as a whole.

    fields: {field of the action: field of the form}, where their names differ.
    """
    errors = error.errors if isinstance(error, FieldErrors) else {error.field: str(error)}
    for name, message in errors.items():
        field = (fields or {}).get(name or "", name)
        form.add_error(field if field in form.fields else None, message)
