"""Receive offline records, send personal data to phones, and show the page about stored data."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.common.bodies import NotRaw, raw_body
from backend.common.submitting import hold_refusal
from courses.authoring.enums import StepKind
from courses.authoring.versions import published
from courses.learning.actions.learning import current_enrolment
from courses.learning.progress import done_keys
from courses.models import Course
from courses.offline.actions.profiles import device_key as key_of_device
from courses.offline.actions.syncing import take_records
from courses.offline.records import MOST_RECORDS, RecordInvalid, clock_words, read_moment, read_record
from courses.offline.views.offline_packs import for_nobody, render_for_nobody
from courses.offline.words import people_words, pin_words
from courses.quizzes.actions.attempts import attempts_of
from members.acting import ActorRequest
from members.signing_in.actions.guesses import prove_secret
from members.signing_in.devices import device_of, pin_key_of
from members.signing_in.logins import LETTERS

MOST_BYTES = 1_000_000


def _signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a view: respond 401 in JSON without login, because a script can't use a login page.

    Other responses may not be cached.
    """

    def wrapper(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"detail": _("Chị đăng nhập lại thì máy gửi tiếp.")}, status=401)
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    return wrapper


def _json_of(request: HttpRequest) -> Any:
    """Return the body; None if it is no JSON object or larger than MOST_BYTES."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return None
    try:
        body = json.loads(raw_body(request))
    except (NotRaw, ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


@require_POST
@_signed_in
def sync(request: ActorRequest) -> HttpResponse:
    """Store and process a batch of records, `{"records": [...]}` (courses/offline/records.py).

    Returns the outcome of each record and the state of the phone's clock. X-Device-Time is the phone's clock
    at sending. A repeated batch gets an equal answer, so no idempotency key is needed.
    """
    body = _json_of(request)
    raw = body.get("records") if body else None
    if not isinstance(raw, list) or not 0 < len(raw) <= MOST_RECORDS:
        detail = _("Máy gửi từ 1 đến %(most)s bản ghi một lần.") % {"most": MOST_RECORDS}
        return JsonResponse({"detail": detail}, status=400)
    sent_at = read_moment(request.headers.get("X-Device-Time", ""))
    records, results = [], []
    for one in raw:
        try:
            records.append(read_record(one))
        except RecordInvalid as error:
            id_ = one.get("id") if isinstance(one, dict) else None
            results.append({"id": id_, "state": "refused", "reason": str(error.message)})
    for outcome in take_records(actor=request.actor, records=records, sent_at=sent_at):
        results.append({"id": str(outcome.id), "state": outcome.state, "reason": outcome.reason})
    offset = timezone.now() - sent_at if sent_at else timedelta(0)
    clock = {"offset_s": round(offset.total_seconds()), "words": clock_words(offset)}
    return JsonResponse({"records": results, "clock": clock})


@require_POST
@_signed_in
def device_key(request: ActorRequest) -> HttpResponse:
    """Return the key of the member's data on the phone `{"device": name}`; 403 while acting on behalf.

    With `"secret"`, only if that is the member's PIN, with the limits and the count of log-in. The response:
    `{"key": base64, "owner": ref, "name": text, "pin": name}`; `pin` names the key that the phone made from the
    PIN of this log-in, or is empty. With `"shared": true` the session ends when the browser is closed, with
    `false` after SESSION_COOKIE_AGE.
    """
    if request.actor.is_helping:  # an officer's phone stores nothing of the member it helps
        return JsonResponse({"detail": _("Đang làm hộ thì máy không giữ việc học.")}, status=403)
    body = _json_of(request) or {}
    # Set again each time: the phone may have left the page before the last answer's cookie arrived.
    if body.get("shared") is True:
        request.session.set_expiry(0)
    elif body.get("shared") is False and request.session.get_expire_at_browser_close():
        request.session.set_expiry(None)
    with hold_refusal() as submission:
        if "secret" in body:
            prove_secret(user=request.user, secret=str(body["secret"]), device=device_of(request))
        key = key_of_device(actor=request.actor, device=str(body.get("device", "")))
    if not submission.is_done:
        return JsonResponse({"detail": submission.message}, status=submission.status_code)
    user = request.user
    name = user.get_short_name() or str(user)
    return JsonResponse(
        {
            "key": base64.b64encode(key).decode(),
            "owner": str(user.ref),
            "name": name,
            "pin": pin_key_of(request),
        }
    )


@require_safe
@_signed_in
def mine(request: ActorRequest, slug: str) -> HttpResponse:
    """Return the member's progress for the phone's copies.

    The answer: `{"version", "done": ["lesson/step"], "quizzes": {"lesson/step": {…}}}`.
    """
    course = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    enrolment = current_enrolment(request.actor.member, course)
    if enrolment is None:
        return JsonResponse({"version": None, "done": [], "quizzes": {}})
    version = published(enrolment.version_id)
    quizzes = {}
    for (lesson_key, step_key), step in version.steps.items():
        if step["kind"] != StepKind.QUIZ:
            continue
        own_attempts = attempts_of(request.actor.member, version.id, lesson_key, step_key)
        if not own_attempts:
            continue
        open_one = next((row for row in own_attempts if row.finished_at is None), None)
        quizzes[f"{lesson_key}/{step_key}"] = {
            "had": len(own_attempts),
            "passed": any(row.passed for row in own_attempts),
            "open": {
                "attempt": str(open_one.pk),
                "started": open_one.started_at.isoformat(),
                "answers": dict(open_one.answers.filter(counts=True).values_list("question_key", "response")),
            }
            if open_one
            else None,
        }
    done = sorted(f"{lesson}/{step}" for lesson, step in done_keys(enrolment))
    return JsonResponse({"version": version.number, "done": done, "quizzes": quizzes})


@require_safe
def on_phone(request: ActorRequest) -> HttpResponse:
    """Show what this phone stores and for which members.

    The phone fills in the list from its own storage.
    """
    words = {"words": people_words(), "pin_words": pin_words()}
    if request.headers.get("X-Pieu-Copy") or not request.user.is_authenticated:
        response = render_for_nobody(for_nobody(request), "courses/offline/on_phone.html", words)
        # The browser must not show the service worker's anonymous copy in place of the member's.
        patch_vary_headers(response, ["X-Pieu-Copy"])
        return response
    return render(request, "courses/offline/on_phone.html", {"base_page": "courses/page.html", **words})


@login_required
@require_safe
def phone_pin(request: ActorRequest) -> HttpResponse:
    """Ask for the member's PIN on this phone, and lead back to the requesting page (`tiep`)."""
    wanted = request.GET.get("tiep", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return render(
        request,
        "courses/offline/pin.html",
        {
            "next": wanted if is_ours else reverse("courses:on_phone"),
            "pin_words": pin_words(),
            "letters": LETTERS in request.GET,
        },
    )
