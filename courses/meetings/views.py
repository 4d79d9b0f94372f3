"""The branch head leads a meeting with one phone: attendance, the lesson full screen, hands, the record.

The meeting is one page, so that it continues offline: its forms go through the outbox.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import hold_refusal, refuse_in_form
from courses.authoring.versions import published
from courses.classes.card_form import CardForm
from courses.classes.rules import may_lead_meeting_of, may_lead_meetings
from courses.meetings.actions import begin_meeting, count_hands, end_meeting, note_present
from courses.meetings.forms import BeginForm, EndForm, ReadyForm
from courses.meetings.hands import screens_of
from courses.models import Meeting, MeetingPresence
from courses.offline.packs import files_in, small_forms
from courses.offline.records import written_at
from members.acting import ActorRequest
from members.branches.enums import MembershipState
from members.models import Membership
from members.rules import require


def meeting_run_by(request: ActorRequest, pk: UUID) -> Meeting:
    return get_object_or_404(
        Meeting.objects.visible_to(request.actor.member)
        .select_related("branch", "led_by", "version__course")
        .defer("version__content", "version__keys"),
        pk=pk,
    )


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    require(may_lead_meetings(request.actor.member))
    rows = (
        Meeting.objects.visible_to(request.actor.member)
        .select_related("branch")
        .defer("version__content", "version__keys")
    )
    page = paginate(request, rows)
    lines = [(row, published(row.version_id).lessons[row.lesson_key]["title"]) for row in page]
    return render(request, "courses/meetings/index.html", {"page": page, "lines": lines})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: ActorRequest) -> HttpResponse:
    require(may_lead_meetings(request.actor.member))
    form = BeginForm(request.POST or None, leader=request.actor.member)
    if request.method == "POST" and form.is_valid():
        wanted = form.arguments()
        if request.POST.get("act") == "ready":
            version_id, lesson_key = wanted["version"].pk, wanted["lesson_key"]
            return redirect("courses:meeting_ready", wanted["branch"].pk, version_id, lesson_key)
        with refuse_in_form(form):
            meeting = begin_meeting(actor=request.actor, **wanted)
            return redirect("courses:meeting", meeting.pk)
    return render(request, "courses/meetings/begin.html", {"form": form}, status=400 if form.errors else 200)


@login_required
@require_safe
def ready(request: ActorRequest, branch_id: int, version_id: int, lesson_key: str) -> HttpResponse:
    """Show a meeting prepared for offline use. The phone stores the page with all its files."""
    given = {"branch": branch_id, "lesson": f"{version_id}.{lesson_key}"}
    form = ReadyForm(given, leader=request.actor.member)
    if not form.is_valid():
        raise Http404
    require(may_lead_meeting_of(request.actor.member, form.cleaned_data["branch"]))
    planned = Meeting(led_by=request.actor.member, **form.arguments())
    return _page(request, planned, card=CardForm(), end=_end_form(planned), is_ready=True)


@login_required
@require_POST
@idempotent
def begin(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Store a meeting that a phone began under its own ID. The phone sends its counts afterwards."""
    form = ReadyForm(request.POST, leader=request.actor.member)
    if form.is_valid():
        try:
            found = begin_meeting(
                actor=request.actor, meeting_id=pk, started_at=written_at(request.headers), **form.arguments()
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            return _done(request, found, "")
    if _wants_json(request):
        return JsonResponse({"errors": form.errors}, status=400)
    messages.error(request, str(next(iter(form.errors.values()))[0]))
    return redirect("courses:meetings")


@login_required
@require_safe
def meeting(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Show attendance, screens, hands and the end while the meeting runs, afterwards the record."""
    found = meeting_run_by(request, pk)
    return _page(request, found, card=CardForm(), end=_end_form(found))


def _end_form(found: Meeting, data: object = None) -> EndForm:
    lesson = published(found.version_id).lessons[found.lesson_key]
    steps = [
        (step["key"], next((words["title"] for words in step["texts"].values()), ""))
        for step in lesson["steps"]
    ]
    return EndForm(data, steps=steps)


def _page(
    request: ActorRequest,
    found: Meeting,
    *,
    card: CardForm,
    end: EndForm,
    status: int = 200,
    is_ready: bool = False,
) -> HttpResponse:
    version = published(found.version_id)
    presences = list(MeetingPresence.objects.filter(meeting=found.pk).select_related("user"))
    branches = dict(
        Membership.objects.filter(
            user__in=[row.user_id for row in presences], state=MembershipState.CONFIRMED
        ).values_list("user_id", "branch__name")
    )
    # In the smallest size only: the phone stores it for offline use.
    screens = small_forms(screens_of(found))
    context = {
        "meeting": found,
        "is_ready": is_ready,
        "course": found.version.course,
        "version": version,
        "lesson": version.lessons[found.lesson_key],
        "screens": screens,
        "present": [(row, branches.get(row.user_id, "")) for row in presences],
        "card": card,
        "end": end,
        "shown_titles": _step_titles(found),
        "files": files_in(
            [version.lessons[found.lesson_key]["steps"], [screen["questions"] for screen in screens]]
        ),
    }
    template = "courses/meetings/record.html" if found.ended_at else "courses/meetings/meeting.html"
    return render(request, template, context, status=status)


def _step_titles(found: Meeting) -> list[str]:
    """Return the titles of the steps that were shown at the meeting."""
    titles = dict(_end_form(found).fields["shown"].choices)  # type: ignore[attr-defined]
    return [titles[key] for key in found.shown if key in titles]


@login_required
@require_POST
@idempotent
def present(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Record a member as present, by a scanned or typed card."""
    found = meeting_run_by(request, pk)
    form = CardForm(request.POST)
    if form.is_valid():
        with refuse_in_form(form):
            row = note_present(
                actor=request.actor,
                meeting=found,
                card=form.cleaned_data["card"],
                at=written_at(request.headers),
            )
            messages.success(request, _("Đã ghi %(name)s có mặt.") % {"name": row.user})
            return _done(request, found, "co-mat")
    if _wants_json(request):
        return JsonResponse({"errors": form.errors}, status=400)
    return _page(request, found, card=form, end=_end_form(found), status=400)


@login_required
@require_POST
@idempotent
def hands(request: ActorRequest, pk: UUID, step_key: str, question_key: str) -> HttpResponse:
    """Store hands for each choice of a question.

    Fields: c-<choice key>; a value that is no number counts as 0.
    """
    found = meeting_run_by(request, pk)
    counts = {
        name.removeprefix("c-"): _count(request.POST.get(name, ""))
        for name in request.POST
        if name.startswith("c-")
    }
    with hold_refusal() as submission:
        count_hands(
            actor=request.actor,
            meeting=found,
            step_key=step_key,
            question_key=question_key,
            counts=counts,
            at=written_at(request.headers),
        )
    if not submission.is_done:
        if _wants_json(request):
            return JsonResponse({"errors": {"": [submission.message]}}, status=400)
        messages.error(request, submission.message)
        return redirect("courses:meeting", pk)
    return _done(request, found, f"{step_key}-{question_key}")


@login_required
@require_POST
@idempotent
def end(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = meeting_run_by(request, pk)
    form = _end_form(found, request.POST)
    if form.is_valid():
        with refuse_in_form(form):
            end_meeting(
                actor=request.actor, meeting=found, at=written_at(request.headers), **form.cleaned_data
            )
            return _done(request, found, "")
    if _wants_json(request):
        return JsonResponse({"errors": form.errors}, status=400)
    return _page(request, found, card=CardForm(), end=form, status=400)


def _done(request: ActorRequest, found: Meeting, anchor: str) -> HttpResponse:
    # The number makes it another address: going to a place within the same page would not show the new data.
    address = f"{reverse('courses:meeting', args=[found.pk])}?luc={timezone.now():%H%M%S}"
    address += f"#{anchor}" if anchor else ""
    if _wants_json(request):
        return JsonResponse({"next": address})
    return redirect(address)


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _wants_json(request: ActorRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
