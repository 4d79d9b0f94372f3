"""Send SMS.

`send_sms` passes a message to the backend in the setting SMS_BACKEND: "console" prints it (demo), "memory" stores it
(tests), "http" posts it to a gateway. Nothing is stored or logged in full, because a message may have a log-in code.
Callers enqueue members.notices.tasks.send_sms_task, which retries while the gateway is unavailable.
"""

from __future__ import annotations

import http.client
import json
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from backend.common.phones import format_phone, mask_phone, parse_mobile
from members.notices import sms_limits
from members.notices.segments import as_sent, count_segments

MAX_LENGTH = 480  # eight segments with accents; a gateway may cut longer ones
TIMEOUT_SECONDS = 10
MAX_ANSWER_BYTES = 10_000


class SmsError(Exception):
    """A message was not sent. The text names the masked number and the reason, never the message."""


class SmsUnavailable(SmsError):
    """The gateway can't be reached or is overloaded: retry later."""


class SmsRefused(SmsError):
    """The gateway rejected the message: don't retry."""


class SmsDayFull(SmsRefused):
    """The day's total of messages is used up (members.notices.sms_limits): nothing was sent."""


@dataclass(frozen=True, slots=True)
class Sms:
    to: str
    text: str
    key: str = ""


# What the memory backend "sent", oldest first; tests clear it.
outbox: list[Sms] = []


def send_sms(*, to: str, text: str, key: str = "", must: bool = False) -> None:
    """Send `text`, cut to MAX_LENGTH, to the mobile number `to` (in any Vietnamese spelling).

    It goes without accents if SMS_UNACCENTED is on (members.notices.segments).
    `key` lets the gateway recognise a repeated message. A message that `must` go may use the reserve of the day's total.
    Raises PhoneError (not a mobile number), SmsUnavailable, SmsDayFull, SmsRefused (also for an empty text),
    ImproperlyConfigured.
    """
    if not text.strip():
        raise SmsRefused("an empty message is not sent")
    message = Sms(parse_mobile(to), as_sent(text.strip())[:MAX_LENGTH], key)
    if sms_limits.is_day_full(must=must):
        raise SmsDayFull(f"{mask_phone(message.to)}: the day's total of messages is used up")
    _backend()(message)
    sms_limits.note_sent(segments=count_segments(message.text), must=must)


def _to_console(message: Sms) -> None:
    sys.stdout.write(f"[SMS] {format_phone(message.to)}: {message.text}\n")
    sys.stdout.flush()


def _to_memory(message: Sms) -> None:
    outbox.append(message)


def _to_gateway(message: Sms) -> None:
    """Send {"to", "text", "sender"} as JSON by POST with the bearer token. Any 2xx response is success.

    Redirects are not followed, because the token would be sent along. 408, 425, 429 and 5xx mean "later".
    """
    url = urlsplit(settings.SMS_HTTP_URL)
    if url.scheme not in ("https", "http") or not url.hostname:
        raise ImproperlyConfigured("SMS_HTTP_URL is the https address of the gateway.")
    if url.scheme == "http" and url.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured("SMS_HTTP_URL must be https: messages carry log-in codes.")
    body = json.dumps({"to": message.to, "text": message.text, "sender": settings.SMS_SENDER})
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if settings.SMS_HTTP_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_HTTP_TOKEN}"
    if message.key:
        headers["Idempotency-Key"] = message.key
    connection: http.client.HTTPConnection
    if url.scheme == "https":
        connection = http.client.HTTPSConnection(
            url.hostname, url.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=TIMEOUT_SECONDS)
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        connection.request("POST", target, body.encode(), headers)
        response = connection.getresponse()
        response.read(MAX_ANSWER_BYTES)
    except (OSError, http.client.HTTPException) as error:
        raise SmsUnavailable(f"{mask_phone(message.to)}: {type(error).__name__}") from error
    finally:
        connection.close()
    if 200 <= response.status < 300:
        return
    reason = f"{mask_phone(message.to)}: the gateway answered {response.status}"
    if response.status in (408, 425, 429) or response.status >= 500:
        raise SmsUnavailable(reason)
    raise SmsRefused(reason)


_BACKENDS: dict[str, Callable[[Sms], None]] = {
    "console": _to_console,
    "memory": _to_memory,
    "http": _to_gateway,
}


def _backend() -> Callable[[Sms], None]:
    try:
        return _BACKENDS[settings.SMS_BACKEND]
    except KeyError:
        raise ImproperlyConfigured("SMS_BACKEND is console, http or memory.") from None
