from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_message
from members.acting import ActorRequest
from members.models import Notice, PushSubscription
from members.notices import web_push
from members.notices.actions.notices import mark_read
from members.notices.actions.push import add_browser, remove_browsers


@login_required
@require_safe
def notices(request: ActorRequest) -> HttpResponse:
    """List the member's notices, unread first."""
    member = request.actor.member
    rows = (
        Notice.objects.visible_to(member)
        .order_by(F("read_at").asc(nulls_first=True), "-created_at", "-id")
        .prefetch_related("deliveries")
    )
    unread_count = Notice.objects.visible_to(member).filter(read_at=None).count()
    context = {
        "page": paginate(request, rows, per_page=30),
        "unread_count": unread_count,
        "push_key": "" if request.actor.is_helping else web_push.public_key(),
        "rings": PushSubscription.objects.filter(user=member).exists(),
    }
    return render(request, "members/notices/notices.html", context)


@login_required
@require_POST
def open_notice(request: ActorRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and redirect to its page. Only POST, so that a prefetch can't mark it as read."""
    notice = get_object_or_404(Notice.objects.visible_to(request.actor.member), pk=notice_id)
    if not request.actor.is_helping:
        mark_read(user=notice.user, notices=[notice.pk])
    if notice.url.startswith("/") and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None):
        return redirect(notice.url)
    return redirect("members:notices")


@login_required
@require_POST
@idempotent
def ring(request: ActorRequest) -> HttpResponse:
    """Turn push notices on for this browser, or off for all browsers of the member."""
    with refuse_in_message(request):
        if request.POST.get("act") == "off":
            remove_browsers(actor=request.actor)
        else:
            subscription = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")}
            add_browser(actor=request.actor, **subscription)
            messages.success(request, _("Máy này sẽ báo khi có thông báo mới."))
    return redirect("members:notices")


@login_required
@require_POST
@idempotent
def read_all(request: ActorRequest) -> HttpResponse:
    if not request.actor.is_helping:
        mark_read(user=request.actor.member)
    return redirect("members:notices")
