"""Limit guessing of label serials: one counter for every page that distinguishes a real serial from an
invented one.

The page of a genuine label always opens, also above the limit: a whole market, or a carrier's customers, may
share an address. All other pages give everyone above the limit the same response, whatever the letters.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.limits import SharedLimit
from backend.common.network import client_address, network_of
from traceability.serials import MistypedSerial

guesses_a_minute = SharedLimit("guesses", settings.GUESSES_A_MINUTE)
WAIT_SECONDS = 60


class TooManyGuesses(DomainError):
    """Label letters were tried too often from one network; nothing was looked up."""

    status_code = 429


def is_one_too_many(request: HttpRequest) -> bool:
    """Count a guess, a serial that belongs to no label. Return whether the limit is exceeded."""
    return guesses_a_minute.is_over(network_of(client_address(request)))


def read_label[T](request: HttpRequest, read: Callable[[], T]) -> T:
    """Call `read`, which looks up a serial of the request, and return its result.

    A DomainError counts as a guess, except for a typing mistake, which the letters alone show. Raises
    TooManyGuesses, without calling `read`, above the limit.
    """
    if guesses_a_minute.was_over(network_of(client_address(request))):
        raise _too_many()
    try:
        return read()
    except MistypedSerial:
        raise
    except DomainError:
        if is_one_too_many(request):
            raise _too_many() from None
        raise


def _too_many() -> TooManyGuesses:
    return TooManyGuesses(_("Nhiều mã lạ quá. Xin đợi một phút."), field="serial", code="too_many_guesses")
