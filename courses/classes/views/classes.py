"""Members' pages of classes: the list, sign-up, attendance, materials, calendar."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.media import serve
from backend.common.pagination import paginate
from backend.common.submitting import hold_refusal, refuse_in_message
from courses.classes.actions.class_places import attend_at_door, sign_up, step_back
from courses.classes.actions.classes import end_calendar_feed, make_calendar_feed
from courses.classes.calendar import TYPE, write_calendar
from courses.classes.door import OPENS, check_code, check_window
from courses.classes.enums import SignUpState
from courses.classes.presenters import ClassPage
from courses.classes.rules import may_hold_classes, may_see_link, may_see_materials
from courses.classes.words import when
from courses.media.media_files import ENDINGS
from courses.models import CalendarFeed, ClassMaterial, LiveClass, SignUp
from members.acting import ActorRequest
from members.branches.enums import MembershipState
from members.models import Branch, User

# How long a class stays in a calendar after it is over.
CALENDAR_DAYS = 90


def visible_class_or_404(request: ActorRequest, pk: int) -> LiveClass:
    return get_object_or_404(
        LiveClass.objects.visible_to(request.user).select_related("branch", "trainer", "course"), pk=pk
    )


def branch_of(user: User) -> Branch | None:
    return Branch.objects.filter(memberships__user=user, memberships__state=MembershipState.CONFIRMED).first()


@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """List classes that are neither over nor cancelled, those near the member's branch first."""
    member = request.actor.member if request.actor else None
    rows = (
        LiveClass.objects.visible_to(request.user)
        .filter(ends_at__gt=timezone.now(), cancelled_at=None)
        .with_counts()
        .nearest_first(branch_of(member) if member else None)
        .select_related("branch")
    )
    page = paginate(request, rows)
    sign_up_states: dict[int, str] = {}
    if member:
        sign_up_states = dict(
            SignUp.objects.filter(user=member, live_class__in=page.rows).values_list("live_class_id", "state")
        )
    lines = [
        {
            "class": row,
            "when": when(row),
            "free": max(0, row.places - row.going),  # type: ignore[attr-defined]  # with_counts adds it
            "state": _state(sign_up_states.get(row.pk)),
        }
        for row in page
    ]
    return render(
        request,
        "courses/classes/index.html",
        {"page": page, "lines": lines, "may_hold": bool(member) and may_hold_classes(member)},
    )


@login_required
@require_safe
def mine(request: ActorRequest) -> HttpResponse:
    """List the member's future and past classes, and the address of the calendar feed."""
    member, now = request.actor.member, timezone.now()
    rows = LiveClass.objects.filter(
        Q(sign_ups__user=member, sign_ups__state__in=[SignUpState.GOING, SignUpState.WAITING])
        | Q(attendances__user=member)
    ).distinct()
    coming = list(rows.filter(ends_at__gt=now).select_related("branch").order_by("starts_at"))
    page = paginate(request, rows.filter(ends_at__lte=now).select_related("branch").order_by("-starts_at"))
    states = dict(
        SignUp.objects.filter(user=member, live_class__in=coming).values_list("live_class_id", "state")
    )
    attended = set(
        member.class_attendances.filter(live_class__in=page.rows).values_list("live_class_id", flat=True)
    )
    feed = CalendarFeed.objects.filter(user=member).first()
    context = {
        "coming": [(row, when(row), _state(states.get(row.pk))) for row in coming],
        "gone": [(row, when(row), row.pk in attended) for row in page],
        "page": page,
        "feed_url": _feed_url(feed) if feed else "",
    }
    return render(request, "courses/classes/mine.html", context)


def _state(value: str | None) -> SignUpState | None:
    return SignUpState(value) if value else None


def _feed_url(feed: CalendarFeed) -> str:
    return f"{settings.PUBLIC_ORIGIN}{reverse('courses:class_feed', args=[feed.token])}"


@require_safe
def live_class(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one class with subject, time, place and free places. Other members are never shown."""
    found = visible_class_or_404(request, pk)
    member = request.actor.member if request.actor else None
    context = {"class": found, "page": ClassPage(found, member)}
    return render(request, "courses/classes/class.html", context)


@login_required
@require_POST
@idempotent
def take_place(request: ActorRequest, pk: int) -> HttpResponse:
    found = visible_class_or_404(request, pk)
    with refuse_in_message(request) as submission:
        row = sign_up(actor=request.actor, live_class=found)
    if not submission.is_done:
        return redirect("courses:class", pk)
    if row.state == SignUpState.GOING:
        messages.success(request, _("Chị có chỗ ở lớp này. Piêu nhắc chị trước giờ học."))
    else:
        messages.info(request, _("Lớp đã đủ người. Chị trong danh sách chờ, có chỗ thì được báo."))
    return redirect("courses:class", pk)


@login_required
@require_POST
@idempotent
def give_up_place(request: ActorRequest, pk: int) -> HttpResponse:
    found = visible_class_or_404(request, pk)
    with refuse_in_message(request):
        step_back(actor=request.actor, live_class=found)
        messages.info(request, _("Chị đã thôi lớp này. Chỗ của chị dành cho người đang chờ."))
    return redirect("courses:class", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def attend(request: ActorRequest, pk: int, code: str) -> HttpResponse:
    """Record attendance by the code at the door. GET shows a page with one button and records nothing."""
    found = visible_class_or_404(request, pk)
    attended = found.attendances.filter(user=request.actor.member).first()
    with hold_refusal() as submission:
        if request.method == "POST":
            attend_at_door(actor=request.actor, live_class=found, code=code)
            messages.success(request, _("Đã ghi chị có mặt ở lớp."))
            return redirect("courses:class", pk)
        if attended is None:
            check_window(found)
            check_code(code, found, age=OPENS)
    return render(
        request,
        "courses/classes/attend.html",
        {"class": found, "when": when(found), "problem": submission.message, "attended": attended},
        status=200 if submission.is_done else 400,
    )


@login_required
@require_safe
def material(request: ActorRequest, pk: int, material_id: int) -> HttpResponseBase:
    """Return the file of a material. Raises Http404 for people who may not see it (may_see_materials)."""
    row = get_object_or_404(
        ClassMaterial.objects.filter(asset__isnull=False).select_related("live_class", "asset"),
        pk=material_id,
        live_class__pk=pk,
    )
    if not may_see_materials(request.actor.member, row.live_class):
        raise Http404
    assert row.asset is not None
    variant = row.asset.variants[0]
    return serve(
        request,
        variant["name"],
        content_type=variant["content_type"],
        is_public=False,
        download_as=f"{row.title}.{ENDINGS[variant['content_type']]}",
    )


# --- Calendar ---------------------------------------------------------------------------------------------------------


@require_safe
def class_file(request: ActorRequest, pk: int) -> HttpResponse:
    """Return a class as a calendar file. Only members with a place and people who run it get the link."""
    found = visible_class_or_404(request, pk)
    member = request.actor.member if request.actor else None
    tells_link = bool(member) and may_see_link(member, found)
    response = HttpResponse(write_calendar([(found, tells_link, False)]), content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="lop-{found.pk}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def feed(request: ActorRequest, token: str) -> HttpResponse:
    """Return the member's classes to a calendar program. It doesn't log in: the secret address is the key."""
    row = get_object_or_404(CalendarFeed.objects.select_related("user"), token=token, user__is_active=True)
    since = timezone.now() - timedelta(days=CALENDAR_DAYS)
    rows = (
        SignUp.objects.filter(user=row.user, live_class__ends_at__gt=since)
        .exclude(state=SignUpState.OFF)
        .select_related("live_class")
        .order_by("live_class__starts_at", "live_class_id")
    )
    body = write_calendar(
        [
            (each.live_class, each.state == SignUpState.GOING, each.state == SignUpState.WAITING)
            for each in rows
        ],
        name=_("Lớp học của Hội"),
        is_feed=True,
    )
    response = HttpResponse(body, content_type=TYPE)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_required
@require_POST
@idempotent
def set_feed(request: ActorRequest) -> HttpResponse:
    """Create, replace or end the member's calendar feed."""
    if request.POST.get("do") == "end":
        end_calendar_feed(actor=request.actor)
        messages.info(request, _("Đường dẫn lịch cũ không mở được nữa."))
    else:
        make_calendar_feed(actor=request.actor)
    return redirect(reverse("courses:my_classes") + "#lich")
