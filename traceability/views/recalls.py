"""Calling a lot back, and ending it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from members.acting import ActorRequest
from traceability.actions.recalls import end_recall, recall_lot
from traceability.models import Lot
from traceability.rules import may_see_history


class RecallForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Vì sao thu hồi"),
        max_length=300,
        help_text=gettext_lazy("Ví dụ: Có mẻ bị mốc do phơi chưa khô."),
        error_messages={"required": gettext_lazy("Xin ghi lý do thu hồi, người mua sẽ đọc.")},
    )
    advice = forms.CharField(
        label=gettext_lazy("Người mua nên làm gì"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Ví dụ: Xin đừng ăn, đem trả nơi mua để nhận lại tiền."),
    )


def lot_of(request: ActorRequest, lot_id: int) -> Lot:
    """A lot whose history she may see; another one is answered like none."""
    member = request.actor.member
    lot = get_object_or_404(
        Lot.objects.visible_to(member).select_related("product__producer__branch"), pk=lot_id
    )
    if not may_see_history(member, lot):
        lot = get_object_or_404(Lot.objects.none())
    return lot


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def recall(request: ActorRequest, lot_id: int) -> HttpResponse:
    lot = lot_of(request, lot_id)
    form = RecallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recall_lot(actor=request.actor, lot=lot, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(
                request, _("Lô %(lot)s đang thu hồi. Mọi tem của lô đã báo như vậy.") % {"lot": lot.code}
            )
            return redirect("traceability:lot", lot.pk)
    return render(
        request, "traceability/recall.html", {"form": form, "lot": lot}, status=400 if form.errors else 200
    )


@login_required
@require_POST
@idempotent
def end(request: ActorRequest, lot_id: int) -> HttpResponse:
    lot = lot_of(request, lot_id)
    try:
        end_recall(actor=request.actor, lot=lot)
        messages.success(request, _("Đã kết thúc thu hồi lô %(lot)s.") % {"lot": lot.code})
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("traceability:lot", lot.pk)
