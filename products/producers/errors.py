"""Errors of the actions of producers."""

from __future__ import annotations

from backend.common.errors import DomainError


class ProducerError(DomainError):
    """Something about a producer or its people is not allowed."""


class ProducerWrongState(ProducerError):
    """The producer's state does not allow this, or it changed since the officer opened it."""

    status_code = 409
