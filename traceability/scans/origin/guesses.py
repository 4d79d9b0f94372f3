"""Who tries letters until they are a label's: one count for every door that can tell a real serial from an invented one.

A page of a genuine label always opens, also for who is over: a whole market, or a carrier's customers, may share an address. Every
other door answers whoever is over alike, whatever the letters are.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.limits import SharedLimit
from backend.common.network import client_address, network_of
from traceability.labels.serials import MistypedSerial

guesses_a_minute = SharedLimit("guesses", settings.GUESSES_A_MINUTE)
WAIT_SECONDS = 60


class TooManyGuesses(DomainError):
    """Letters of a label were tried too often from one network; nothing was looked up."""

    status_code = 429


def is_one_too_many(request: HttpRequest) -> bool:
    """Count letters that were no label's."""
    return guesses_a_minute.is_over(network_of(client_address(request)))


def read_label[T](request: HttpRequest, read: Callable[[], T]) -> T:
    """What `read` finds by the letters that came with `request`. A DomainError of it is counted as a guess, but for a slip of the hand, which
    the letters alone tell. Raises TooManyGuesses, without reading, where there were too many.
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
