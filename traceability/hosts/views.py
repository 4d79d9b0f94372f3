"""Hosts on labels, for the Union's technical staff."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from traceability.hosts.actions import add_host, current_host, remove_host, runs_with
from traceability.hosts.forms import HostForm
from traceability.hosts.rules import may_change_hosts
from traceability.models import PrintedHost


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def index(request: ActorRequest) -> HttpResponse:
    if not may_change_hosts(request.actor.by):
        raise Http404
    form = HostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            row = add_host(actor=request.actor, **form.cleaned_data)
            messages.success(request, _("%(host)s đã có trong sổ địa chỉ.") % {"host": row.host})
            return redirect("traceability:hosts")
    now = current_host()
    rows = [
        {"host": row, "is_current": row.host == now, "runs": runs_with(row.host).count()}
        for row in PrintedHost.objects.visible_to(request.actor.by)
    ]
    context = {"rows": rows, "form": form}
    return render(request, "traceability/hosts/hosts.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@idempotent
def remove(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(PrintedHost.objects.visible_to(request.actor.by), pk=pk)
    with refuse_in_message(request):
        remove_host(actor=request.actor, host=row)
        messages.success(request, _("Đã bỏ %(host)s.") % {"host": row.host})
    return redirect("traceability:hosts")
