"""Members' pages to hand in work, read the review, and withdraw work that waits."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.idempotency import idempotent, replayed
from backend.common.outbox_answers import refused_form, saved, wants_json
from backend.common.submitting import refuse_in_form, refuse_in_message
from courses.authoring.enums import StepKind
from courses.authoring.versions import Published, latest_version_id, published
from courses.learning.actions.learning import current_enrolment, start_course
from courses.models import Course, Enrolment, HandIn
from courses.practice.actions.hand_ins import hand_in_work, withdraw_hand_in
from courses.practice.enums import OutcomeKind
from courses.practice.forms import HandInForm
from courses.practice.outcomes import REVIEWED
from courses.practice.presenters.hand_ins import hand_in_context
from members.acting import ActorRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def hand_in(request: ActorRequest, slug: str, lesson_key: str, step_key: str) -> HttpResponse:
    """Show the hand-in page of a practice task: waiting work, reviews and the form. POST hands in.

    Photos are decoded before the transaction begins.
    """
    course, enrolment, version = _place(request, slug)
    step = version.step(lesson_key, step_key)
    if step is None or step["kind"] != StepKind.TASK or step["task"]["kind"] not in REVIEWED:
        raise Http404
    kind = OutcomeKind(step["task"]["kind"])
    form = HandInForm(kind, request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = HandInForm(kind, request.POST, request.FILES)
        if form.is_valid():
            answer = _keep(request, course, lesson_key, step_key, form)
            if answer.status_code < 400 or not form.errors:
                return answer
        if wants_json(request):
            return refused_form(form)
    return render(
        request,
        "courses/practice/hand_in.html",
        hand_in_context(course, enrolment, version, lesson_key, step_key, form),
        status=400 if form.errors else 200,
    )


@idempotent
def _keep(
    request: ActorRequest, course: Course, lesson_key: str, step_key: str, form: HandInForm
) -> HttpResponse:
    """Hand in the work of `form`, once per idempotency key. An error goes into `form`, with status 400."""
    actor = request.actor
    with refuse_in_form(form) as submission:
        enrolment = current_enrolment(actor.member, course) or start_course(actor=actor, course=course)
        hand_in_work(
            actor=actor, enrolment=enrolment, lesson_key=lesson_key, step_key=step_key, work=form.work()
        )
    if not submission.is_done:
        return HttpResponse(status=400)
    if not wants_json(request):
        messages.info(request, _("Đã nộp. Giảng viên xem xong, chị được báo."))
    return saved(request, reverse("courses:hand_in", args=[course.slug, lesson_key, step_key]))


@login_required
@require_POST
@idempotent
def withdraw(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Withdraw the member's hand-in that waits for a review."""
    row = get_object_or_404(
        HandIn.objects.filter(enrolment__user=request.actor.member).select_related(
            "enrolment__version__course"
        ),
        pk=pk,
    )
    with refuse_in_message(request):
        withdraw_hand_in(actor=request.actor, hand_in=row)
        messages.info(request, _("Đã rút bài nộp lại."))
    return redirect("courses:hand_in", row.enrolment.version.course.slug, row.lesson_key, row.step_key)


def _place(request: ActorRequest, slug: str) -> tuple[Course, Enrolment | None, Published]:
    course = get_object_or_404(Course.objects.visible_to(request.user), slug=slug)
    enrolment = current_enrolment(request.actor.member, course)
    version_id = enrolment.version_id if enrolment else latest_version_id(course)
    if version_id is None:
        raise Http404
    return course, enrolment, published(version_id)
