"""Limits on requests to the API by one user, or by one network of visitors."""

from __future__ import annotations

import math
import time
from typing import Any

from django.db import DatabaseError
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from backend.common.counting import count_up
from backend.common.network import network_of
from backend.common.outages import is_full


class RateThrottle(SimpleRateThrottle):
    """Limits requests by the rate "user" for signed-in users, and "anon" per network (one /64 of IPv6).

    Each request is counted once, over all processes. Windows begin on the clock. So a whole rate may pass at
    the end of a window and again at the beginning of the next.
    """

    def __init__(self) -> None:  # the rate depends on the request
        self.left = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        is_known = bool(request.user and request.user.is_authenticated)
        self.scope = "user" if is_known else "anon"
        rates: dict[str, str | None] = api_settings.DEFAULT_THROTTLE_RATES  # type: ignore[assignment]
        limit, seconds = self.parse_rate(rates[self.scope])
        if limit is None or seconds is None:
            return True
        ident = request.user.pk if is_known else network_of(self.get_ident(request))
        window, gone = divmod(time.time(), seconds)
        self.left = seconds - gone
        try:
            return count_up(f"api:{self.scope}:{ident}:{int(window)}", seconds=seconds) <= limit
        except DatabaseError as error:
            # A full disk can't store the count, so the request passes: reading needs no space.
            if is_full(error):
                return True
            raise

    def wait(self) -> float:
        return math.ceil(self.left)
