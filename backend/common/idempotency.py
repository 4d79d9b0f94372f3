"""Carry out a request once, however often a phone repeats it.

A phone that got no response sends the request again, with the same key. The key is stored in the transaction
of the effect, so that both exist or neither. `run_once` does it. `idempotent` wraps the views of pages, and
backend.common.api.idempotency those of the API.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.models import IdempotencyKey

HEADER = "Idempotency-Key"
FIELD = "idempotency_key"
# The person a form was filled in for; members.middleware refuses it if the session is another person's by now.
ACTING_FIELD = "acting_for"
KEEP_FOR = timedelta(days=30)
# How long a second request waits for the first on PostgreSQL. SQLite waits as long as its busy timeout.
WAIT_SECONDS = 10

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_NOT_THE_BODY = frozenset({"csrfmiddlewaretoken", FIELD, ACTING_FIELD})
# PINs and one-time codes are short: a plain hash of them could be guessed from the table.
_SECRETS = frozenset({"secret", "code"})


class IdempotencyError(DomainError):
    """The key of a request can't be used."""


class IdempotencyMismatch(IdempotencyError):
    """The key was used before with another body; nothing was done."""

    status_code = 422


class IdempotencyBusy(IdempotencyError):
    """The first request with this key is still running; this request did nothing."""

    status_code = 409


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """The response to a request and to its repetitions.

    body: JSON or None.
    location: the target of a redirect, or the URL of the created object.
    keep: False if nothing was done (a form with errors), so that the key is not stored.
    is_replay: True for the response to a repetition.
    """

    status: int
    body: Any = None
    location: str = ""
    keep: bool = True
    is_replay: bool = False


def run_once(
    *, owner: str, key: str, body: bytes | Mapping[str, Any], effect: Callable[[], StoredResponse]
) -> StoredResponse:
    """Run `effect` and store its response under `key`, or return the response stored before.

    Everything happens in one transaction. If `effect` raises, the transaction is rolled back with its key,
    and the key may be sent again. A concurrent second request waits for the first and gets its response.

    Raises:
        IdempotencyMismatch: the key was used with another body.
        IdempotencyBusy: the first request was still running after the wait.
        IdempotencyError: the key is not 16 to 64 letters, digits, hyphens and underscores, such as a UUID.
    """
    if not _KEY.fullmatch(key):
        raise IdempotencyError(
            _("Trang này chưa gửi được. Xin mở lại trang rồi thử lại."), code="idempotency_key_invalid"
        )
    body_hash = hash_body(body)
    is_claimed = False
    try:
        with transaction.atomic():
            row = _claim(owner, key, body_hash)
            is_claimed = True
            if row.status is not None:
                return _replay(row, body_hash)
            response = effect()
            if not response.keep:
                row.delete()
                return response
            row.status, row.location = response.status, response.location
            # Through the encoder once, so that the first answer and its repetitions are the same.
            row.body = json.loads(json.dumps(response.body, cls=DjangoJSONEncoder))
            row.save(update_fields=["status", "body", "location"])
            return replace(response, body=row.body)
    except OperationalError as error:
        if is_claimed or not _is_lock_timeout(error):
            raise
        raise IdempotencyBusy(
            _("Việc này đang được ghi. Chị đợi một lát rồi thử lại."), code="idempotency_busy"
        ) from error


def find_response(*, owner: str, key: str, body: bytes | Mapping[str, Any]) -> StoredResponse | None:
    """Return the response stored under `key`, or None. Doesn't wait for a request that is still running.

    For slow work before `run_once`, such as reading an upload: a repetition then needn't do it again. Raises
    IdempotencyMismatch if the key was used with another body.
    """
    row = IdempotencyKey.objects.filter(owner=owner, key=key, status__isnull=False).first()
    return _replay(row, hash_body(body)) if row else None


def hash_body(body: bytes | Mapping[str, Any]) -> str:
    """Return the SHA-256, in hex, of the bytes, or of the mapping as JSON with sorted keys."""
    if not isinstance(body, bytes):
        text = json.dumps(
            body, sort_keys=True, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder
        )
        body = text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(body).hexdigest()


def owner_of(request: HttpRequest) -> str:
    """Return the owner of a request's key: the signed-in user, else the browser session (its hashed key).

    Requests without user and session share one owner. Their keys are random UUIDs, so they don't collide.
    """
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return f"user:{user.pk}"
    session_key = getattr(getattr(request, "session", None), "session_key", None)
    if session_key:
        return "device:" + hashlib.sha256(session_key.encode()).hexdigest()[:32]
    return "device:anonymous"


def key_of(request: HttpRequest) -> str | None:
    """Return the idempotency key in the header, else in the form's hidden field, else None."""
    from_header = request.headers.get(HEADER)
    if from_header:
        # The header's draft standard writes the key as a quoted string.
        return from_header.strip().removeprefix('"').removesuffix('"')
    return request.POST.get(FIELD) or None


def body_of(request: HttpRequest) -> dict[str, Any]:
    """Return what identifies a request: method, path, fields, and the files by name and content.

    Secrets among the fields are hashed.
    """
    described: dict[str, Any] = {"method": request.method, "path": request.get_full_path()}
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        described["fields"] = {
            k: [_sealed(k, one) for one in v] if k in _SECRETS else v
            for k, v in request.POST.lists()
            if k not in _NOT_THE_BODY
        }
        described["files"] = {k: [hash_file(f) for f in v] for k, v in request.FILES.lists()}
    else:
        described["bytes"] = hashlib.sha256(request.body).hexdigest()
    return described


def _sealed(name: str, value: object) -> str:
    """Return a keyed hash of a secret. Without SECRET_KEY nobody can test guesses against the hash."""
    return salted_hmac(f"backend.common.idempotency.{name}", str(value), algorithm="sha256").hexdigest()


def hash_file(file: UploadedFile) -> list[str]:
    """Return the name and the SHA-256 of an uploaded file, and rewind it."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return [file.name or "", digest.hexdigest()]


def idempotent[**P](
    view: Callable[P, HttpResponse],
) -> Callable[P, HttpResponse]:
    """Decorate a page's view so that a POST with a key is carried out once.

    Repetitions get the stored response. The view runs in the key's transaction. Responses other than a
    redirect or a JSON success (such as a form with errors) store no key. A POST without a key runs as usual.

    On SQLite the transaction blocks every other writer. So a view does slow work (reading an upload) first,
    and decorates only the function that writes. The view itself is then `replayed`.
    """

    @functools.wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        assert isinstance(request, HttpRequest)
        key = key_of(request) if request.method == "POST" else None
        if key is None:
            return view(*args, **kwargs)
        first: list[HttpResponse] = []

        def effect() -> StoredResponse:
            response = view(*args, **kwargs)
            first.append(response)
            return _to_stored(response)

        try:
            stored = run_once(owner=owner_of(request), key=key, body=body_of(request), effect=effect)
        except IdempotencyError as error:
            return refuse_key(request, error)
        return _from_stored(stored) if stored.is_replay else first[0]

    return wrapper


def replayed[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Decorate a page's view that reads an upload, and then calls a function under @idempotent.

    The view runs outside of the key's transaction. A repetition gets the stored response before its file is
    read.
    """

    @functools.wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        assert isinstance(request, HttpRequest)
        key = key_of(request) if request.method == "POST" else None
        if key is not None:
            try:
                stored = find_response(owner=owner_of(request), key=key, body=body_of(request))
            except IdempotencyError as error:
                return refuse_key(request, error)
            if stored is not None:
                return _from_stored(stored)
        return view(*args, **kwargs)

    return wrapper


def refuse_key(request: HttpRequest, error: IdempotencyError) -> HttpResponse:
    """Return the error page for an idempotency key that can't be used."""
    response = render(request, "common/repeated.html", {"error": error}, status=error.status_code)
    if isinstance(error, IdempotencyBusy):
        response["Retry-After"] = "2"  # the outbox retries instead of showing an error
    return response


def prune_keys(*, older_than: timedelta = KEEP_FOR, batch: int = 5_000) -> int:
    """Delete keys older than `older_than` in small transactions, and return how many. Safe to run twice."""
    limit, forgotten = timezone.now() - older_than, 0
    while True:
        ids = list(IdempotencyKey.objects.filter(created_at__lt=limit).values_list("pk", flat=True)[:batch])
        if not ids:
            return forgotten
        forgotten += IdempotencyKey.objects.filter(pk__in=ids).delete()[0]


def forget_owner(owner: str) -> int:
    """Delete the keys and stored responses of an owner whose account was erased. Return how many."""
    return IdempotencyKey.objects.filter(owner=owner).delete()[0]


def _claim(owner: str, key: str, body_hash: str) -> IdempotencyKey:
    """Insert the key's row if it is new, and return it locked.

    The INSERT waits for a concurrent request that has not committed yet.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{WAIT_SECONDS}s"])
    IdempotencyKey.objects.bulk_create(
        [IdempotencyKey(owner=owner, key=key, body_hash=body_hash)], ignore_conflicts=True
    )
    row = IdempotencyKey.objects.select_for_update().get(owner=owner, key=key)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    return row


def _replay(row: IdempotencyKey, body_hash: str) -> StoredResponse:
    if row.body_hash != body_hash:
        raise IdempotencyMismatch(
            _("Trang này đã được gửi rồi, nội dung trước đã được ghi. Chị mở trang mới để ghi việc khác."),
            code="idempotency_mismatch",
        )
    assert row.status is not None
    return StoredResponse(row.status, row.body, row.location, is_replay=True)


def _is_lock_timeout(error: OperationalError) -> bool:
    state = getattr(error.__cause__, "sqlstate", None)
    return state == "55P03" or "locked" in str(error)


def _to_stored(response: HttpResponse) -> StoredResponse:
    if response.status_code in (302, 303):
        return StoredResponse(response.status_code, location=response["Location"])
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    if is_json and 200 <= response.status_code < 300:
        return StoredResponse(
            response.status_code, json.loads(response.content), response.get("Location", "")
        )
    return StoredResponse(response.status_code, keep=False)


def _from_stored(stored: StoredResponse) -> HttpResponse:
    if stored.status in (302, 303):
        redirect = HttpResponseRedirect(stored.location)
        redirect.status_code = stored.status
        return redirect
    response = HttpResponse(
        json.dumps(stored.body, ensure_ascii=False), status=stored.status, content_type="application/json"
    )
    if stored.location:
        response["Location"] = stored.location
    return response
