"""Send notices by Zalo: a ZNS message from the Union's Official Account to a member's number.

Off unless ZALO_APP_ID, ZALO_APP_SECRET and ZALO_TEMPLATE_ID are set and `./run zalo_connect` got a refresh
token. The template that Zalo approved has one parameter, `noi_dung`: the notice's title. A number without
Zalo gets an SMS instead (members.notices.tasks). Access tokens last about a day and a refresh token works once, so
both are stored encrypted, in one row.
"""

from __future__ import annotations

import http.client
import json
import ssl
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q
from django.utils import timezone

from backend.common.phones import mask_phone, parse_mobile
from backend.common.sealing import SecretLost, seal, unseal
from members.models import ZaloAccess
from members.notices.sms import SmsRefused, SmsUnavailable

TIMEOUT_SECONDS = 10
MAX_ANSWER_BYTES = 20_000
PURPOSE = b"members.zalo"
# A token is renewed this long before it ends. The process that renews it has the same time before another may
# try.
SPARE = timedelta(minutes=10)
RENEWING = timedelta(seconds=30)
TOKEN_WRONG = -124
LATER = (-32, -133)  # per-minute limit, the app's quota and the night's quota


class ZaloUnavailable(SmsUnavailable):
    """Zalo can't be reached or is overloaded: retry later."""


class ZaloRefused(SmsRefused):
    """Zalo can't deliver the message, such as to a number without Zalo: send an SMS instead."""


def is_on() -> bool:
    """Return True if the Union's account is configured and connected."""
    named = settings.ZALO_APP_ID and settings.ZALO_APP_SECRET and settings.ZALO_TEMPLATE_ID
    return bool(named) and ZaloAccess.objects.exists()


def connect(refresh_token: str) -> None:
    """Store the Official Account's refresh token, and test it.

    Raises ZaloRefused, ZaloUnavailable, ImproperlyConfigured.
    """
    row, _is_new = ZaloAccess.objects.update_or_create(
        pk=1,
        defaults={
            "refresh_token": seal(refresh_token.strip().encode(), purpose=PURPOSE),
            "access_token": "",
            "expires_at": timezone.now(),
            "renewing_until": None,
        },
    )
    _renewed(row)


def send_zalo(*, to: str, text: str, key: str) -> None:
    """Send `text` to the number `to`; `key` identifies the message at Zalo.

    Raises PhoneError, ZaloUnavailable, ZaloRefused.
    """
    number = parse_mobile(to)
    body = json.dumps(
        {
            "phone": number.removeprefix("+"),
            "template_id": settings.ZALO_TEMPLATE_ID,
            "template_data": {"noi_dung": text},
            "tracking_id": key,
        }
    ).encode()
    error = 0
    for is_last in (False, True):
        headers = {"Content-Type": "application/json", "access_token": _access_token(is_renewed=is_last)}
        reply = _post(settings.ZALO_API_URL, body, headers)
        error = _error_of(reply)
        if error != TOKEN_WRONG:
            break
    if error == 0:
        return
    reason = f"{mask_phone(number)}: Zalo answered {error}"
    if error == TOKEN_WRONG or error in LATER:
        raise ZaloUnavailable(reason)
    raise ZaloRefused(reason)


def _access_token(*, is_renewed: bool) -> str:
    """Return a valid access token.

    With `is_renewed`, get a new token first, because Zalo rejected the last.
    """
    row = ZaloAccess.objects.filter(pk=1).first()
    if row is None:
        raise ZaloUnavailable("no account is connected")
    if is_renewed or not row.access_token or row.expires_at <= timezone.now() + SPARE:
        row = _renewed(row)
    return _opened(row.access_token)


def _renewed(row: ZaloAccess) -> ZaloAccess:
    """Renew the tokens and return their row.

    A refresh token works once, so one process claims the renewal, without a lock during the call.
    """
    now = timezone.now()
    free = Q(renewing_until=None) | Q(renewing_until__lt=now)
    if not ZaloAccess.objects.filter(free, pk=row.pk).update(renewing_until=now + RENEWING):
        raise ZaloUnavailable("another process renews the token")
    form = {
        "app_id": settings.ZALO_APP_ID,
        "grant_type": "refresh_token",
        "refresh_token": _opened(row.refresh_token),
    }
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "secret_key": settings.ZALO_APP_SECRET,
    }
    reply = _post(settings.ZALO_OAUTH_URL, urlencode(form).encode(), headers)
    access, refresh = reply.get("access_token"), reply.get("refresh_token")
    if not isinstance(access, str) or not isinstance(refresh, str):
        ZaloAccess.objects.filter(pk=row.pk).update(renewing_until=None)
        raise ZaloRefused(f"Zalo gave no token: {_error_of(reply)}")
    seconds = str(reply.get("expires_in", ""))
    row.access_token = seal(access.encode(), purpose=PURPOSE)
    row.refresh_token = seal(refresh.encode(), purpose=PURPOSE)
    row.expires_at = now + timedelta(seconds=int(seconds) if seconds.isdecimal() else 3600)
    row.renewing_until = None
    row.save()
    return row


def _opened(sealed: str) -> str:
    try:
        return unseal(sealed, purpose=PURPOSE).decode()
    except SecretLost as error:
        raise ZaloRefused("SECRET_KEY changed: connect the account again") from error


def _error_of(reply: dict[str, Any]) -> int:
    error = reply.get("error", 0)
    return error if isinstance(error, int) else -1


def _post(address: str, body: bytes, headers: dict[str, str]) -> dict[str, Any]:
    """Send `body` by POST and return the JSON object of the response.

    Doesn't follow redirects, because the token would be sent along.
    """
    url = urlsplit(address)
    is_here = url.hostname in ("localhost", "127.0.0.1", "::1")
    if url.scheme != "https" and not (url.scheme == "http" and is_here):
        raise ImproperlyConfigured("ZALO_API_URL and ZALO_OAUTH_URL are https addresses.")
    connection: http.client.HTTPConnection
    if url.scheme == "https":
        connection = http.client.HTTPSConnection(
            url.hostname or "", url.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", url.path or "/", body, headers)
        response = connection.getresponse()
        answer = response.read(MAX_ANSWER_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise ZaloUnavailable(type(error).__name__) from error
    finally:
        connection.close()
    if response.status in (408, 425, 429) or response.status >= 500:
        raise ZaloUnavailable(f"Zalo answered {response.status}")
    try:
        reply = json.loads(answer)
    except ValueError:
        reply = None
    if response.status != 200 or not isinstance(reply, dict):
        raise ZaloRefused(f"Zalo answered {response.status}")
    return reply
