"""Uploads of trainers: resumable by tus 1.0.0 (core, creation, termination, expiration), or by a plain form.

https://tus.io/protocols/resumable-upload: the client asks for the offset (HEAD) and continues there (PATCH).
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common import waiting
from backend.common.errors import DomainError
from backend.common.idempotency import StoredResponse, body_of, idempotent, key_of, owner_of, run_once
from backend.common.submitting import refuse_in_message
from backend.common.text import to_id
from courses.authoring.access import course_for, question_for, step_for
from courses.authoring.enums import AssetState
from courses.authoring.forms.authoring import PlaceForm
from courses.media.actions.uploads import begin_upload, cancel_upload, keep_staged, receive, stage_file
from courses.media.limits import MAX_BYTES, MediaError
from courses.media.media_files import media_of
from courses.media.processing import KEEP_UPLOADS
from courses.models import Asset, Course, QuestionBank
from courses.quizzes.presenters import voice_place
from members.acting import ActorRequest

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"


def tus(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap a view as a tus endpoint: add the protocol's headers and return our errors as plain text.

    Responds 403 without a login. Responds 412 for another version of the protocol, except to OPTIONS.
    """

    @wraps(view)
    def wrapper(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor:
            response = HttpResponse(status=403)
        elif request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            response = HttpResponse(status=412)
        else:
            try:
                response = view(request, *args, **kwargs)
            except DomainError as error:
                status = 413 if error.code == "media_too_large" else error.status_code
                response = HttpResponse(
                    str(error.message), status=status, content_type="text/plain; charset=utf-8"
                )
        response["Tus-Resumable"] = VERSION
        response["Tus-Version"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return wrapper


@tus
@require_http_methods(["OPTIONS", "POST"])
@idempotent
def uploads(request: ActorRequest) -> HttpResponse:
    """Return the supported features (OPTIONS), or begin an upload (POST).

    The upload has Upload-Length bytes and goes to the place in Upload-Metadata.
    """
    if request.method == "OPTIONS":
        headers = {
            "Tus-Extension": "creation,termination,expiration",
            "Tus-Max-Size": str(max(MAX_BYTES.values())),
        }
        return HttpResponse(status=204, headers=headers)
    length = request.headers.get("Upload-Length", "")
    if not length.isdecimal() or len(length) > 15:
        return HttpResponse(status=400)
    given = _metadata(request.headers.get("Upload-Metadata", ""))
    course, goes_to, kind = _place(request, given)
    asset = begin_upload(
        actor=request.actor,
        course=course,
        kind=kind,
        length=int(length),
        name=given.get("filename", ""),
        goes_to=goes_to,
    )
    response = JsonResponse({"id": str(asset.pk)}, status=201)
    response["Location"] = reverse("courses:upload", args=[asset.pk])
    response["Upload-Expires"] = _expires(asset)
    return response


@tus
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: ActorRequest, asset_id: UUID) -> HttpResponse:
    """Return the trainer's upload offset (HEAD), receive the next piece (PATCH), or cancel it (DELETE)."""
    asset = _own_upload_or_404(request, asset_id)
    if request.method == "DELETE":
        cancel_upload(actor=request.actor, asset=asset)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        if request.content_type != PIECE_TYPE:
            return HttpResponse(status=415)
        offset = request.headers.get("Upload-Offset", "")
        if not offset.isdecimal() or len(offset) > 15:
            return HttpResponse(status=400)
        try:
            receive(asset=asset, offset=int(offset), stream=request)
        except (UnreadablePostError, OSError):  # the connection broke; the received bytes are stored
            return HttpResponse(status=408)
        asset.refresh_from_db()
    headers = {"Upload-Offset": str(asset.upload_offset), "Upload-Length": str(asset.upload_length)}
    if asset.state == AssetState.UPLOADING:
        headers["Upload-Expires"] = _expires(asset)
    return HttpResponse(status=200 if request.method == "HEAD" else 204, headers=headers)


@login_required
@require_POST
def upload_file(request: ActorRequest, slug: str) -> HttpResponse:
    """Upload a whole file by a plain form, for phones and browsers without scripts."""
    course = course_for(request, slug)
    given = {**request.POST.dict(), "course": slug, "question": ""}
    return _upload_whole_file(request, given, _page_of(course, request.POST.get("step", "")))


@login_required
@require_POST
def upload_voice(request: ActorRequest, bank_id: int, question_id: int) -> HttpResponse:
    """Upload the voice of a question as one file."""
    row = question_for(request, question_id, bank=bank_id)
    return _upload_whole_file(request, {**request.POST.dict(), "question": str(row.pk)}, voice_place(row))


def _upload_whole_file(request: ActorRequest, given: dict[str, Any], back: str) -> HttpResponse:
    file = request.FILES.get("file")
    with refuse_in_message(request) as submission:
        owner, goes_to, kind = _place(request, given)
        if file is None:
            raise MediaError("media_empty", _("Chị chọn tệp đã."))
        staged = stage_file(kind=kind, file=file)
    if file is None or not submission.is_done:
        return redirect(back)

    def effect() -> StoredResponse:
        name = file.name or ""
        keep_staged(actor=request.actor, course=owner, kind=kind, staged=staged, name=name, goes_to=goes_to)
        return StoredResponse(302, location=back)

    try:
        key = key_of(request)
        if key is None:
            stored = effect()
        else:
            stored = run_once(owner=owner_of(request), key=key, body=body_of(request), effect=effect)
        if stored.is_replay:
            waiting.forget(str(staged[0]))
    except DomainError as error:
        waiting.forget(str(staged[0]))
        messages.error(request, str(error.message))
    else:
        messages.info(request, _("Đã nhận tệp, đang xử lý."))
    return redirect(back)


@login_required
@require_safe
def state(request: ActorRequest, asset_id: UUID) -> HttpResponse:
    """Return an upload's progress as an HTML fragment; the step's page reloads it every two seconds."""
    asset = _own_upload_or_404(request, asset_id)
    return render(request, "courses/authoring/upload_state.html", {"upload": asset, "media": media_of(asset)})


@login_required
@require_POST
@idempotent
def give_up(request: ActorRequest, asset_id: UUID) -> HttpResponse:
    """Cancel an unfinished upload, or dismiss a failed one."""
    asset = _own_upload_or_404(request, asset_id)
    goes_to = asset.goes_to
    cancel_upload(actor=request.actor, asset=asset)
    if "question" in goes_to:
        return redirect(voice_place(question_for(request, goes_to["question"])))
    course = Course.objects.edited_by(request.actor.member)
    if "course" in goes_to:
        found = get_object_or_404(course, pk=goes_to["course"])
        return redirect("courses:edit_settings", found.slug)
    found = get_object_or_404(course, modules__lessons__steps=goes_to.get("step"))
    return redirect("courses:edit_step", found.slug, goes_to["step"])


def _own_upload_or_404(request: ActorRequest, asset_id: UUID) -> Asset:
    return get_object_or_404(Asset, pk=asset_id, uploaded_by=request.actor.member)


def _metadata(header: str) -> dict[str, str]:
    """Parse Upload-Metadata: pairs of a key and its value in base64, separated by commas.

    Raises MediaError.
    """
    found = {}
    for pair in header.split(","):
        key, _space, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except ValueError:  # no base64, a non-ASCII character in the header, or no UTF-8
            raise MediaError("upload_metadata", _("Thông tin của tệp bị hỏng. Chị tải lại trang.")) from None
    return found


def _place(request: ActorRequest, given: dict[str, str]) -> tuple[Course | QuestionBank, dict[str, Any], str]:
    """Return (course or bank that the file belongs to, Asset.goes_to, kind of asset).

    Raises MediaError, and Http404 for another trainer's.
    """
    form = PlaceForm(given)
    if not form.is_valid():
        raise MediaError("upload_place", _("Trang này chưa nói tệp đặt vào đâu. Chị tải lại trang."))
    if form.cleaned_data["question"]:
        row = question_for(request, form.cleaned_data["question"])
        return row.bank, form.goes_to(), form.cleaned_data["kind"]
    course = course_for(request, form.cleaned_data["course"] or "")
    if form.cleaned_data["place"] == "cover":
        return course, {"course": course.pk}, form.cleaned_data["kind"]
    if not form.cleaned_data["step"]:
        raise Http404
    step_for(course, form.cleaned_data["step"])
    return course, form.goes_to(), form.cleaned_data["kind"]


def _page_of(course: Course, step: str) -> str:
    if (pk := to_id(step)) is not None:
        return reverse("courses:edit_step", args=[course.slug, pk]) + "#tep"
    return reverse("courses:edit_settings", args=[course.slug])


def _expires(asset: Asset) -> str:
    return http_date((asset.created_at + KEEP_UPLOADS).timestamp())
