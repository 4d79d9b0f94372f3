"""The inbox of an officer, and the steps of one branch with an issue."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent, replayed
from backend.common.media import serve
from backend.common.outbox_answers import refused, refused_form, saved, wants_json
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from members.rules import has_desk, require
from union.issues.actions.receipts import (
    ByHand,
    Proof,
    assign_receipt,
    excuse_receipt,
    finish_receipt,
    open_receipt,
    record_done,
    record_opened,
)
from union.issues.files import TYPES, check_file
from union.issues.forms import AssignForm, ByHandForm, ProofForm, ReasonForm
from union.issues.models import Receipt
from union.issues.presenters import assignable, inbox_rows, receipt_page
from union.issues.rules import may_answer, may_excuse, may_record

PROOFS = "proofs"


@login_required
@require_safe
@never_cache
def inbox(request: ActorRequest) -> HttpResponse:
    """List what the officer's own branches have to do, the most urgent first."""
    member = request.actor.member
    found = Receipt.objects.to_do_by(member).select_related("issue__branch", "branch", "assigned_to")
    page = paginate(request, found, per_page=50)
    context = {"page": page, "rows": inbox_rows(page.rows), "has_desk": has_desk(member)}
    return render(request, "union/issues/inbox.html", context)


@login_required
@require_safe
@never_cache
def receipt(request: ActorRequest, receipt_id: int) -> HttpResponse:
    found = _receipt(request, receipt_id)
    context = {
        "shown": receipt_page(found, request.actor.member),
        "form": ProofForm(),
        "assign": AssignForm(people=assignable(found)),
    }
    return render(request, "union/issues/receipt.html", context)


@login_required
@require_POST
@idempotent
def open_(request: ActorRequest, receipt_id: int) -> HttpResponse:
    with refuse_in_message(request) as submission:
        open_receipt(actor=request.actor, receipt=_receipt(request, receipt_id))
    if submission.refusal and wants_json(request):
        return refused(submission.refusal)
    return saved(request, reverse("union:receipt", args=[receipt_id]))


@login_required
@require_POST
@idempotent
def assign(request: ActorRequest, receipt_id: int) -> HttpResponse:
    found = _receipt(request, receipt_id)
    form = AssignForm(request.POST, people=assignable(found))
    if form.is_valid():
        with refuse_in_form(form):
            assign_receipt(actor=request.actor, receipt=found, person=form.cleaned_data["person"])
            return redirect("union:receipt", receipt_id)
    context = {
        "shown": receipt_page(found, request.actor.member),
        "form": ProofForm(),
        "assign": form,
    }
    return render(request, "union/issues/receipt.html", context, status=400)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def finish(request: ActorRequest, receipt_id: int) -> HttpResponse:
    found = _receipt(request, receipt_id)
    require(may_answer(request.actor.member, found))
    form = ProofForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            return _finish(request, found, form.cleaned_data, _checked(form.cleaned_data))
    if form.errors and wants_json(request):
        return refused_form(form)
    context = {"shown": receipt_page(found, request.actor.member), "form": form}
    return render(request, "union/issues/finish.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@replayed
def by_hand(request: ActorRequest, receipt_id: int) -> HttpResponse:
    """Write down what a branch said on paper or by telephone."""
    found = _receipt(request, receipt_id)
    require(may_record(request.actor.member, found))
    form = ByHandForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            return _record(request, found, form.cleaned_data, _checked(form.cleaned_data))
    context = {"shown": receipt_page(found, request.actor.member), "form": form}
    return render(request, "union/issues/by_hand.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def excuse(request: ActorRequest, receipt_id: int) -> HttpResponse:
    found = _receipt(request, receipt_id)
    require(may_excuse(request.actor.member, found))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            excuse_receipt(actor=request.actor, receipt=found, reason=form.cleaned_data["reason"])
            return redirect("union:receipt", receipt_id)
    context = {"shown": receipt_page(found, request.actor.member), "form": form}
    return render(request, "union/issues/excuse.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def proof(request: ActorRequest, receipt_id: int) -> HttpResponseBase:
    found = _receipt(request, receipt_id)
    if not found.proof_file:
        raise Http404
    name = found.proof_file.name or ""
    extension = name.rpartition(".")[2]
    return serve(
        request, name, content_type=TYPES[extension], is_public=False, download_as=f"{found.pk}.{extension}"
    )


@idempotent
def _finish(request: ActorRequest, found: Receipt, data: dict[str, Any], stored: str) -> HttpResponse:
    finish_receipt(actor=request.actor, receipt=found, proof=Proof(data["proof_text"], stored))
    return saved(request, reverse("union:receipt", args=[found.pk]))


@idempotent
def _record(request: ActorRequest, found: Receipt, data: dict[str, Any], stored: str) -> HttpResponse:
    by_hand = ByHand(data["means"], data["told_by"])
    if data["what"] == "opened":
        record_opened(actor=request.actor, receipt=found, by_hand=by_hand)
    else:
        record_done(
            actor=request.actor, receipt=found, by_hand=by_hand, proof=Proof(data["proof_text"], stored)
        )
    return redirect("union:receipt", found.pk)


def _checked(data: dict[str, Any]) -> str:
    """Check the file of a proof for marks before the transaction, and store it.

    Return its name in the store, or "". Raises FileRefused.
    """
    upload: UploadedFile | None = data["file"]
    if not upload:
        return ""
    return check_file(upload, is_said_unmarked=data["is_unmarked"]).store(PROOFS)


def _receipt(request: ActorRequest, receipt_id: int) -> Receipt:
    rows = Receipt.objects.visible_to(request.actor.member).with_people()
    return get_object_or_404(rows.select_related("issue__branch", "branch"), pk=receipt_id)
