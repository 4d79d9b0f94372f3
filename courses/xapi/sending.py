"""Send queued statements in batches with backoff, each under its own ID."""

from __future__ import annotations

import base64
import http.client
import json
import logging
import ssl
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from backend.common.background import task
from courses.models import XapiStatement
from courses.xapi.enums import KEEP_SENT, StatementState
from courses.xapi.statements import VERSION
from members.consent.enums import ConsentPurpose
from members.models import Consent

logger = logging.getLogger(__name__)

BATCH = 50
TIMEOUT_SECONDS = 20
LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)
MAX_ANSWER_BYTES = 100_000


class StoreUnavailable(Exception):
    """The store can't be reached or asks to retry later; the statements wait."""


def send_due(*, batches: int = 20) -> int:
    """Send due statements, the oldest first, and return the number sent.

    Several senders can run at once. If the store refuses a batch, its statements are sent one by one. So an
    invalid one doesn't block the others. For one statement, 409 means that the store has it already.
    Without XAPI_ENDPOINT nothing is sent.
    """
    if not settings.XAPI_ENDPOINT:
        return 0
    sent = 0
    for _number in range(batches):
        rows = _claim()
        if not rows:
            break
        try:
            sent += _send(rows)
        except StoreUnavailable as error:
            _wait(rows, str(error))
            break
    return sent


@task(name="send_xapi_statements")
def send_due_task() -> None:
    """Send due statements; may run twice and in parallel."""
    send_due()


def forget_sent() -> int:
    """Delete statements sent a month ago; the store has them.

    Voidings stay: they give an act done again another ID.
    """
    return XapiStatement.objects.filter(
        state=StatementState.SENT, sent_at__lt=timezone.now() - KEEP_SENT, voids=None
    ).delete()[0]


@transaction.atomic
def _claim() -> list[XapiStatement]:
    """Claim the next batch for five minutes. If the sender is killed, the batch is sent again with equal IDs.

    Only statements of users with current consent.
    """
    now = timezone.now()
    target_waits = XapiStatement.objects.filter(pk=OuterRef("voids"), state=StatementState.WAITING)
    agrees = Consent.objects.filter(
        user=OuterRef("user"), purpose=ConsentPurpose.LEARNING_RECORD, withdrawn_at=None
    )
    due = XapiStatement.objects.select_for_update().filter(
        # A voiding follows the statement that it voids.
        ~Exists(target_waits),
        Exists(agrees),
        state=StatementState.WAITING,
        next_at__lte=now,
    )
    rows = list(due.order_by("next_at")[:BATCH])
    XapiStatement.objects.filter(pk__in=[row.pk for row in rows]).update(
        next_at=now + LEASE, attempts=F("attempts") + 1
    )
    return rows


def _send(rows: list[XapiStatement]) -> int:
    status, answer = _post([row.body for row in rows])
    if 200 <= status < 300 or (status == 409 and len(rows) == 1):
        XapiStatement.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=StatementState.SENT, sent_at=timezone.now(), error=""
        )
        return len(rows)
    if status in (408, 425, 429) or status >= 500:
        raise StoreUnavailable(f"{status}")
    if len(rows) > 1:
        return sum(_send([row]) for row in rows)
    if status in (401, 403, 404):
        raise StoreUnavailable(f"{status}: {answer[:150]}")
    XapiStatement.objects.filter(pk=rows[0].pk).update(
        state=StatementState.REFUSED, error=f"{status}: {answer[:180]}"
    )
    return 0


def _wait(rows: list[XapiStatement], reason: str) -> None:
    """Double the wait of each statement, up to six hours; never give up."""
    for row in rows:
        pause = min(LONGEST_WAIT, timedelta(minutes=2 ** min(row.attempts, 9)))
        XapiStatement.objects.filter(pk=row.pk, state=StatementState.WAITING).update(
            next_at=timezone.now() + pause, error=reason[:200]
        )
    logger.warning("xAPI: %s", reason)


def _post(statements: list[dict[str, Any]]) -> tuple[int, str]:
    url = urlsplit(settings.XAPI_ENDPOINT.rstrip("/") + "/statements")
    if url.scheme not in ("https", "http") or not url.hostname:
        raise ImproperlyConfigured("XAPI_ENDPOINT is the https address of the store, without /statements.")
    if url.scheme == "http" and url.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured("XAPI_ENDPOINT must be https.")
    login = base64.b64encode(f"{settings.XAPI_KEY}:{settings.XAPI_SECRET}".encode()).decode()
    headers = {
        "Content-Type": "application/json",
        "X-Experience-API-Version": VERSION,
        "Authorization": f"Basic {login}",
    }
    link: http.client.HTTPConnection
    if url.scheme == "https":
        link = http.client.HTTPSConnection(
            url.hostname, url.port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
        )
    else:
        link = http.client.HTTPConnection(url.hostname, url.port, timeout=TIMEOUT_SECONDS)
    try:
        link.request("POST", url.path, json.dumps(statements).encode(), headers)
        response = link.getresponse()
        return response.status, response.read(MAX_ANSWER_BYTES).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        raise StoreUnavailable(type(error).__name__) from error
    finally:
        link.close()
