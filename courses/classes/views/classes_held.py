"""Pages of those who hold a class: announce, change, door code, attendance, materials."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common import qr
from backend.common.idempotency import idempotent, replayed
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form
from courses.classes.actions.class_places import attend_by_card
from courses.classes.actions.classes import (
    add_material,
    cancel_class,
    change_class,
    create_class,
    remove_material,
)
from courses.classes.card_form import CardForm
from courses.classes.door import CHANGES_AFTER, door_code, is_open
from courses.classes.forms import CancelForm, ClassForm, MaterialForm
from courses.classes.material_files import read_material
from courses.classes.people import CSV_TYPE, people_of, write_csv
from courses.classes.presenters import PeoplePage
from courses.classes.rules import may_hold_classes, may_run_class
from courses.classes.words import when
from courses.models import ClassMaterial, LiveClass
from members.acting import ActorRequest
from members.rules import require


def class_run_by(request: ActorRequest, pk: int) -> LiveClass:
    """Return a class that the user runs. Raises Http404 for all others."""
    found = get_object_or_404(LiveClass.objects.select_related("branch", "trainer", "course"), pk=pk)
    if not may_run_class(request.actor.member, found):
        raise Http404
    return found


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """List the user's classes as a trainer or officer: future ones first, then the latest."""
    member = request.actor.member
    require(may_hold_classes(member))
    now = timezone.now()
    rows = LiveClass.objects.run_by(member).with_counts().select_related("branch")
    coming = list(rows.filter(ends_at__gt=now).order_by("starts_at", "pk")[:100])
    page = paginate(request, rows.filter(ends_at__lte=now).order_by("-starts_at", "-pk"))
    return render(
        request,
        "courses/classes/held.html",
        {
            "coming": [(row, when(row)) for row in coming],
            "gone": [(row, when(row)) for row in page],
            "page": page,
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def new(request: ActorRequest) -> HttpResponse:
    member = request.actor.member
    require(may_hold_classes(member))
    form = ClassForm(request.POST or None, holder=member)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            found = create_class(actor=request.actor, **form.cleaned_data)
            messages.success(request, _("Ai cũng thấy lớp này và đăng ký được rồi."))
            return redirect("courses:class_people", found.pk)
    return render(
        request, "courses/classes/class_form.html", {"form": form}, status=400 if form.errors else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    found = class_run_by(request, pk)
    form = ClassForm(
        request.POST or None,
        holder=request.actor.member,
        live_class=found,
        initial=ClassForm.initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            change_class(actor=request.actor, live_class=found, **form.cleaned_data)
            messages.success(request, _("Đã lưu. Giờ, nơi hoặc tên đổi thì người đăng ký được báo."))
            return redirect("courses:class_people", pk)
    return render(
        request,
        "courses/classes/class_form.html",
        {"form": form, "class": found},
        status=400 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    found = class_run_by(request, pk)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            cancel_class(actor=request.actor, live_class=found, reason=form.cleaned_data["reason"])
            messages.info(request, _("Lớp đã huỷ. Người đăng ký được báo."))
            return redirect("courses:class_people", pk)
    return render(
        request,
        "courses/classes/cancel.html",
        {"form": form, "class": found, "when": when(found)},
        status=400 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def people(request: ActorRequest, pk: int) -> HttpResponse:
    """List sign-ups, waiting list and attendance; POST records a card number for members without a phone."""
    found = class_run_by(request, pk)
    form = CardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            row = attend_by_card(actor=request.actor, live_class=found, card=form.cleaned_data["card"])
            messages.success(request, _("Đã ghi %(name)s có mặt.") % {"name": row.user})
            return redirect("courses:class_people", pk)
    context = {"class": found, "page": PeoplePage(found), "form": form}
    return render(request, "courses/classes/people.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def print_list(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the list for print, with room for a signature."""
    found = class_run_by(request, pk)
    context = {"class": found, "when": when(found), "people": people_of(found), "today": timezone.localdate()}
    return render(request, "courses/classes/print.html", context)


@login_required
@require_safe
def table(request: ActorRequest, pk: int) -> HttpResponse:
    found = class_run_by(request, pk)
    response = HttpResponse(write_csv(found), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="lop-{found.pk}.csv"'
    return response


@login_required
@require_safe
def door(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the door's QR code for this half minute; the page refreshes itself."""
    found = class_run_by(request, pk)
    opened = is_open(found)
    context = {"class": found, "when": when(found), "is_open": opened, "seconds": CHANGES_AFTER}
    if opened:
        path = reverse("courses:class_attend", args=[found.pk, door_code(found)])
        context["code"] = mark_safe(qr.svg(settings.PUBLIC_ORIGIN + path))  # our own drawing
        context["present"] = found.attendances.count()
    response = render(request, "courses/classes/door.html", context)
    if opened:
        # A header instead of an element: it doesn't move screen readers away from other pages, and needs no
        # script.
        response["Refresh"] = str(CHANGES_AFTER)
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def new_material(request: ActorRequest, pk: int) -> HttpResponse:
    """Add a file or a link. The file is read before the key's transaction."""
    found = class_run_by(request, pk)
    form = MaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            upload = form.cleaned_data["file"]
            return _keep_material(
                request, found, form.cleaned_data | {"file": read_material(upload) if upload else None}
            )
    return render(
        request,
        "courses/classes/material_form.html",
        {"form": form, "class": found},
        status=400 if form.errors else 200,
    )


@idempotent
def _keep_material(request: ActorRequest, found: LiveClass, values: dict[str, Any]) -> HttpResponse:
    add_material(actor=request.actor, live_class=found, **values)
    return redirect(reverse("courses:class_people", args=[found.pk]) + "#tai-lieu")


@login_required
@require_POST
@idempotent
def drop_material(request: ActorRequest, pk: int, material_id: int) -> HttpResponse:
    found = class_run_by(request, pk)
    row = ClassMaterial.objects.filter(live_class=found, pk=material_id).select_related("live_class").first()
    if row is not None:
        remove_material(actor=request.actor, material=row)
    return redirect(reverse("courses:class_people", args=[pk]) + "#tai-lieu")
