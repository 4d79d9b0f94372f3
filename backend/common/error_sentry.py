"""Send errors to a Sentry server: PIEU_SENTRY_DSN.

An event holds what an error's mail holds (error_mail.py): the route, the errors' classes, the lines of the code,
and no personal data. It has no path, query, form, cookie, address, user or local variable, and no message that
may quote a row.
"""

from __future__ import annotations

import logging
import time
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings

from backend.common.error_mail import FaultLimit, causes, fault_of, reason_of, route_of

if TYPE_CHECKING:
    import sentry_sdk
    from sentry_sdk.types import Event


class SentryHandler(logging.Handler):
    """Sends each logged error, within the limits of mails. The library's thread does it, so nothing waits."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._limit = FaultLimit()
        self._client: sentry_sdk.Client | None = None
        self._beginning = Lock()

    def emit(self, record: logging.LogRecord) -> None:
        if not settings.SENTRY_DSN or record.name.startswith(("django.security", "sentry_sdk")):
            return
        try:
            withheld = self._limit.withheld_before(fault_of(record), time.monotonic())
            if withheld is not None:
                client = self.client()
                client.capture_event(event_of(record, withheld, client.options))
        except Exception:
            self.handleError(record)

    def client(self) -> sentry_sdk.Client:
        with self._beginning:
            if self._client is None:
                import sentry_sdk  # noqa: PLC0415 10 MB that no process needs without a server

                self._client = sentry_sdk.Client(
                    settings.SENTRY_DSN,
                    default_integrations=False,
                    auto_enabling_integrations=False,
                    release=settings.VERSION,
                    server_name=settings.PUBLIC_ORIGIN,
                    include_local_variables=False,
                    max_breadcrumbs=0,
                    auto_session_tracking=False,
                    send_client_reports=False,
                )
            return self._client


def event_of(record: logging.LogRecord, withheld: int, options: dict[str, Any]) -> Event:
    """Return the event of a logged error, built with the client's `options`. Parts that may hold personal data are left out, not masked."""
    from sentry_sdk.utils import event_from_exception  # noqa: PLC0415 10 MB that no process needs without a server

    error = record.exc_info[1] if record.exc_info else None
    event: dict[str, Any] = {}
    if error is not None:
        made, _hint = event_from_exception(error, options)
        event = dict(made)
        reasons = {type(each).__name__: reason_of(each).removeprefix(": ") for each in causes(error)}
        for each in event["exception"]["values"]:
            each["value"] = reasons.get(each["type"], "")
            for frame in each.get("stacktrace", {}).get("frames", ()):
                frame.pop("vars", None)
    elif isinstance(record.msg, str):
        event["message"] = record.msg  # without its values
    request = getattr(record, "request", None)
    found = event | {
        "level": record.levelname.lower(),
        "logger": record.name,
        **({"transaction": route_of(request)} if request is not None else {}),
        "extra": {"withheld": withheld},
    }
    return cast("Event", found)
