from backend.common.errors import DomainError


class QuestionRefused(DomainError):
    """The question or answer can't be stored; `field` names the argument. Nothing was changed."""


class QuestionMoved(QuestionRefused):
    """The question's state doesn't allow this: somebody was quicker."""

    status_code = 409
