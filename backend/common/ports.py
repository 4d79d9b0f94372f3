"""Ports: named functions that a lower app calls and a higher app implements, inside the caller's transaction.

Slots (backend.common.slots) do this for parts of a page; a port does it for one call. The lower app declares
the port in its ports.py. The body is the default if no higher app provides it:

    @Port
    def product_listed(*, actor: Actor, product: Product) -> bool:
        '''Put a product on sale that was just listed. Return whether it is.'''
        return False

It calls `ports.product_listed(actor=…, product=…)`. The higher app answers it in its registration.py:
`ports.product_listed.provide(offer_at_listing)`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper


class Port[**P, R]:
    """Function that a lower app calls and a higher app provides.

    Used as a decorator of the default, which runs if no app provides another function.
    """

    def __init__(self, default: Callable[P, R]) -> None:
        self._default = default
        self._provider: Callable[P, R] | None = None
        update_wrapper(self, default)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return (self._provider or self._default)(*args, **kwargs)

    @property
    def is_provided(self) -> bool:
        return self._provider is not None

    def provide(self, function: Callable[P, R]) -> None:
        """Let `function` answer calls from now on.

        Raises RuntimeError if another function was provided before.
        """
        if self._provider not in (None, function):
            raise RuntimeError(f"The port {self._default.__name__} has a provider already.")
        self._provider = function
