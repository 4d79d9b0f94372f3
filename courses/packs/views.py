"""Courses as files: download, resume a broken download, and import from another server."""

from __future__ import annotations

from typing import BinaryIO

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import (
    IdempotencyError,
    StoredResponse,
    body_of,
    key_of,
    owner_of,
    refuse_key,
    run_once,
)
from backend.common.media import serve
from backend.common.submitting import refuse_in_message
from courses.authoring.versions import published
from courses.classes.rules import may_copy_packs, may_take_in_packs
from courses.models import Course, CourseVersion
from courses.packs import ENDING, TYPE
from courses.packs.actions import publish_pack, ready_pack
from courses.packs.signing import grouped, own_fingerprint
from courses.packs.writing import pack_of
from members.acting import ActorRequest
from members.rules import require


class PackForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tệp gói bài học"),
        widget=forms.FileInput(attrs={"accept": f".{ENDING}"}),
        help_text=gettext_lazy(
            "Tệp có đuôi .pieu, chép từ máy chủ khác, nặng không quá 20 MB. Nặng hơn thì nhờ người trông máy chủ nhận bằng"
            " lệnh import_pack."
        ),
    )


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """List every published course with its file."""
    member = request.actor.member
    require(may_copy_packs(member))
    rows = Course.objects.published().with_latest().select_related("origin")
    context = {
        "lines": [(course, published(course.latest_id)) for course in rows],  # type: ignore[attr-defined]
        "fingerprint": grouped(own_fingerprint()),
        "may_take_in": may_take_in_packs(member),
    }
    return render(request, "courses/packs/index.html", context)


@login_required
@require_safe
def pack(request: ActorRequest, slug: str, number: int) -> HttpResponseBase:
    """Download the pack of a course's version, with range requests.

    The bytes under its entity tag never change.
    """
    if not may_copy_packs(request.actor.member):
        raise Http404
    version = get_object_or_404(
        CourseVersion.objects.select_related("course"),
        course__in=Course.objects.published(),
        course__slug=slug,
        number=number,
    )
    with refuse_in_message(request) as submission:
        name = pack_of(version)
    if not submission.is_done:
        return redirect("courses:packs")
    return serve(request, name, content_type=TYPE, is_public=False, download_as=f"{slug}-{number}.{ENDING}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: ActorRequest) -> HttpResponse:
    """Import a course from an uploaded pack.

    Reading it and storing its media come first; only the database writes use the form's key.
    """
    require(may_take_in_packs(request.actor.member))
    form = PackForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_publish(request, form.cleaned_data["file"].file).location)
        except IdempotencyError as error:
            return refuse_key(request, error)
        except DomainError as error:
            form.add_error("file" if error.field == "file" else None, str(error.message))
    return render(request, "courses/packs/take_in.html", {"form": form}, status=400 if form.errors else 200)


def _publish(request: ActorRequest, file: BinaryIO) -> StoredResponse:
    ready = ready_pack(actor=request.actor, file=file)

    def effect() -> StoredResponse:
        version, is_new = publish_pack(actor=request.actor, ready=ready)
        if is_new:
            messages.success(request, _("Đã nhận khoá học. Ai cũng học được rồi."))
        else:
            messages.info(request, _("Khoá học này đã có ở đây, không đổi gì."))
        return StoredResponse(302, location=reverse("courses:course", args=[version.course.slug]))

    key = key_of(request)
    if key is None:
        return effect()
    return run_once(owner=owner_of(request), key=key, body=body_of(request), effect=effect)
