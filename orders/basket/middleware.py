"""Keep a cookie with the number of goods in the basket, for pages that are the same for everybody.

The page of a scan is cached and reads no session. Its script shows the way to the basket with this number
(traceability/static/traceability/scans/scan.js).
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from orders.basket.basket import counts_of

BASKET_COOKIE_NAME = "basket"


class BasketCountMiddleware:
    """Set the cookie when the session changes, and delete it when the basket is empty.

    It comes after SessionMiddleware, and lasts as long as the session. A session that is only read, or not even that,
    changes nothing, so pages in shared caches stay as they are.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.session.modified or response.status_code >= 500:
            return response
        count = len(counts_of(request))
        if count:
            is_short = request.session.get_expire_at_browser_close()
            response.set_cookie(
                BASKET_COOKIE_NAME,
                str(count),
                max_age=None if is_short else request.session.get_expiry_age(),
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        elif BASKET_COOKIE_NAME in request.COOKIES:
            response.delete_cookie(BASKET_COOKIE_NAME, samesite="Lax")
        return response
