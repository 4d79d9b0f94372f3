"""Short links for messages: /t/CODE redirects to a path of this site.

A target may be a capability, such as the secret address of an order. So a code has 65 random bits, a network may try only
a few wrong ones a minute, and no log, search engine, cache or referrer gets it (deploy/nginx, backend/robots.py). A code
ends a while after it was last sent; its target doesn't.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.common.codes import LETTERS, VALUES, normalise
from backend.common.limits import SharedLimit
from backend.common.models import ShortLink
from backend.common.network import client_address, network_of

LENGTH = 13  # letters of 5 bits
LIFE = timedelta(days=180)
# A new row for a link that is sent again would be a write for nothing on most days.
RENEW_BELOW = timedelta(days=150)
wrong_codes_a_minute = SharedLimit("wrong short links", 20, step=1)


@transaction.atomic
def shorten(path: str) -> str:
    """Return the absolute short link to `path` of this site; always the same while it lives.

    It lives for 150 to 180 days after the last call.
    Raises ValueError for another site's address, a path without a page, or a path of more than 300 characters.
    """
    _check(path)
    ends = timezone.now() + LIFE
    link, is_new = ShortLink.objects.get_or_create(
        target=path, defaults={"code": _new_code(), "expires_at": ends}
    )
    if not is_new and link.expires_at < timezone.now() + RENEW_BELOW:
        ShortLink.objects.filter(pk=link.pk).update(expires_at=ends)
    return settings.PUBLIC_ORIGIN + reverse("short-link", args=[link.code])


@never_cache
@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Redirect to the target of `code`, also if typed with spaces or O for 0. 404 if it is unknown or expired.

    429 for the next wrong code of a network with too many. A right one always works: phones share addresses.
    """
    typed = normalise(code)
    link = None
    if len(typed) == LENGTH and VALUES.keys() >= set(typed):
        link = ShortLink.objects.filter(pk=typed, expires_at__gt=timezone.now()).first()
    if link is not None:
        return _guarded(HttpResponseRedirect(link.target))
    if wrong_codes_a_minute.is_over(network_of(client_address(request))):
        return _guarded(HttpResponse(_("Nhiều đường dẫn sai quá. Xin đợi một phút."), status=429))
    raise Http404


def prune_links() -> int:
    """Delete expired links, and return how many. Run by the clock."""
    return ShortLink.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def _guarded(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _place in range(LENGTH))


def _check(path: str) -> None:
    """Raise ValueError unless `path` is a path of this site that leads to a page other than a short link."""
    url = urlsplit(path)
    is_plain = path.isascii() and path.isprintable() and not set(path) & set(' \\"<>')
    if not is_plain or url.scheme or url.netloc or not path.startswith("/") or path.startswith("//"):
        raise ValueError("not a path of this site")
    if len(path) > 300:
        raise ValueError("a longer path than 300 characters")
    try:
        found = resolve(url.path)
    except Resolver404:
        raise ValueError("no page has this path") from None
    if found.url_name == "short-link":
        raise ValueError("a short link to a short link")
