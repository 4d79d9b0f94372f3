"""What a browser ordered before, so that a scan of the same product offers it again.

The session stores the newest orders of this browser, each with the member who was signed in: the next person at a
shared phone who signs in doesn't see them. A cookie without content says that there is something to ask for; the page
of a scan is the same for everybody and asks only with it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from orders.models import OrderLine, Purchase

KEY = "bought"
COOKIE = "bought"
MOST = 20


def remember(request: HttpRequest, response: HttpResponse, purchase: Purchase) -> None:
    """Store the orders of `purchase`, and set the cookie on `response`."""
    member = _member_ref(request)
    new = [[pk, member] for pk in purchase.orders.order_by("pk").values_list("pk", flat=True)]
    request.session[KEY] = [*_stored(request), *new][-MOST:]
    response.set_cookie(
        COOKIE,
        "1",
        max_age=settings.SESSION_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def forget(request: HttpRequest) -> None:
    """Forget what this browser ordered."""
    request.session.pop(KEY, None)


def last_line(request: HttpRequest, product_id: int) -> OrderLine | None:
    """Return the newest line with that product that this browser, as the same person, ordered. No query without orders."""
    member = _member_ref(request)
    orders = [pk for pk, ref in _stored(request) if ref == member]
    if not orders:
        return None
    lines = OrderLine.objects.filter(order__in=orders, product=product_id)
    return lines.select_related("offer", "product", "order").order_by("-order", "-pk").first()


def _stored(request: HttpRequest) -> list[list[Any]]:
    stored = request.session.get(KEY)
    pairs = stored if isinstance(stored, list) else []
    return [each for each in pairs if isinstance(each, list) and len(each) == 2 and isinstance(each[0], int)]


def _member_ref(request: HttpRequest) -> str:
    actor = getattr(request, "actor", None)
    return str(actor.member.ref) if actor else ""
