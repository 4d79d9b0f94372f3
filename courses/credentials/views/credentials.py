"""Pages of a member's own certificates, and a trainer's list of those of a course."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form
from courses.authoring.rules import may_edit_course
from courses.credentials.actions import choose_disclosure, revoke_credential
from courses.credentials.disclosure import full_disclosure
from courses.credentials.forms import RevokeForm, ShownForm
from courses.credentials.issuer import absolute
from courses.credentials.paper import certificate_pdf
from courses.credentials.rules import may_revoke
from courses.credentials.statements import course_words, result_words, time_words
from courses.credentials.views.badges import file_response
from courses.models import Course, Credential
from members.acting import ActorRequest


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    rows = Credential.objects.visible_to(request.actor.member)
    return render(request, "courses/credentials/mine.html", {"page": paginate(request, rows)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def one(request: ActorRequest, credential_id: UUID) -> HttpResponse:
    """Show one of the member's certificates, and a form for what its public page shows."""
    found = get_object_or_404(
        Credential.objects.visible_to(request.actor.member).select_related("user"), pk=credential_id
    )
    form = ShownForm(request.POST or None, credential=found)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            choose_disclosure(actor=request.actor, credential=found, **form.choices())
            messages.info(request, _("Đã lưu. Trang của chứng nhận đã theo ý chị."))
            return redirect("courses:my_credential", found.pk)
    return render(
        request,
        "courses/credentials/one.html",
        {
            "credential": found,
            "statement": found.statement,
            "course_words": course_words(found.statement),
            "time_words": time_words(found.statement),
            "results": [result_words(result) for result in found.statement["results"]],
            "address": absolute("credentials:credential", found.code),
            "form": form,
        },
        status=400 if form.errors else 200,
    )


@login_required
@require_safe
def paper(request: ActorRequest, credential_id: UUID) -> HttpResponse:
    """Return the holder's certificate as a PDF, with name, branch and all results.

    404 if the certificate is not visible to the member, or was revoked.
    """
    found = get_object_or_404(
        Credential.objects.visible_to(request.actor.member).standing().select_related("user"),
        pk=credential_id,
    )
    data = certificate_pdf(full_disclosure(found))
    return file_response(data, content_type="application/pdf", name=f"chung-nhan-{found.code}.pdf")


@login_required
@require_safe
def issued(request: ActorRequest, slug: str) -> HttpResponse:
    """List the course's certificates for its authors, the latest first."""
    course = get_object_or_404(Course, slug=slug)
    if not may_edit_course(request.actor.member, course):
        raise Http404
    rows = (
        Credential.objects.issued_for(request.actor.member)
        .filter(enrolment__version__course=course)
        .select_related("user")
    )
    return render(
        request, "courses/credentials/issued.html", {"course": course, "page": paginate(request, rows)}
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def revoke(request: ActorRequest, credential_id: UUID) -> HttpResponse:
    member = request.actor.member
    found = get_object_or_404(
        Credential.objects.issued_for(member).select_related("user", "enrolment__version__course"),
        pk=credential_id,
    )
    if not may_revoke(member, found):
        raise Http404
    course = found.enrolment.version.course
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            revoke_credential(actor=request.actor, credential=found, **form.cleaned_data)
            messages.info(request, _("Đã thu hồi chứng nhận. Người được cấp đã được báo."))
            return redirect("courses:credentials_issued", course.slug)
    return render(
        request,
        "courses/credentials/revoke.html",
        {"credential": found, "course": course, "form": form},
        status=400 if form.errors else 200,
    )
