"""The page on which an officer verifies a producer, and asking for it as a member."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.idempotency import idempotent
from backend.common.reasons_form import ReasonsForm
from backend.common.submitting import add_refusal, hold_refusal, refuse_in_message
from members.acting import ActorRequest
from products.listing.review_marks import CHANGED_CODE, mark_of_producer
from products.models import Producer
from products.producers.actions.producers import GRACE_DAYS, unverify_producer, verify_producer
from products.producers.actions.verification import ask_verification, return_verification
from products.producers.enums import VerifiedHow
from products.producers.errors import ProducerWrongState
from products.producers.presenters import (
    COMMON_NEEDS,
    VerificationStatus,
    VerifyPage,
    submitted_rows,
    suggested_needs,
    verified_meanwhile,
)
from products.producers.queues import PRODUCERS
from products.producers.rules import may_verify_producer, oversees
from products.producers.views.producers import next_of, producer_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def verify(request: ActorRequest, pk: int) -> HttpResponse:
    """Show an officer what there is to check of a producer, or what was checked when it was verified.

    POST verifies it, asks its people for something (`act=return`), or ends its verification (`act=end`).
    Then the page in `next` opens, else the next producer of the queue. Only officers of its branches get the
    page.
    """
    found = producer_or_404(request, pk)
    actor, act = request.actor, request.POST.get("act")
    if not oversees(actor.member, found):
        raise Http404
    form = ReasonsForm(
        request.POST if act == "return" else None,
        suggested=suggested_needs(found),
        common=COMMON_NEEDS,
        example=gettext_lazy("Ví dụ: Chị mang căn cước đến nhà văn hoá sáng thứ Hai."),
    )
    here = reverse("products:verify_producer", args=[found.pk])
    back = next_of(request)
    with hold_refusal() as submission:
        if act == "end":
            unverify_producer(actor=actor, producer=found)
            messages.success(request, _("Đã bỏ xác minh."))
            return redirect(here)
        if act == "return" and form.is_valid():
            return_verification(actor=actor, producer=found, reasons=form.text())
            return _open_next(request, found, _("Đã nhắn %(name)s bổ sung.") % {"name": found.name}, back)
        if act == "verify":
            if found.verified_at is not None:
                raise ProducerWrongState(_("Nơi này đã được xác minh rồi."), code="wrong_state")
            verify_producer(
                actor=actor,
                producer=found,
                how=request.POST.get("how", ""),
                saw_birth_date="saw_birth_date" in request.POST,
                saw_personal_id="saw_personal_id" in request.POST,
                reviewed_mark=request.POST.get("seen", ""),
            )
            return _open_next(request, found, _("Đã xác minh %(name)s.") % {"name": found.name}, back)
    refusal = submission.refusal
    if refusal is not None:
        if refusal.code == "wrong_state":
            return _open_next(request, found, verified_meanwhile(found), back, level=messages.WARNING)
        if act == "return":
            add_refusal(form, refusal)
        elif refusal.code not in (CHANGED_CODE, "fields"):
            messages.error(request, submission.message)
            return redirect("products:producer", found.pk)
    return render(
        request,
        "products/producers/verify.html",
        _context(request, found)
        | {"form": form, "refusal": None if form.is_bound else refusal, "next": back},
        status=400 if form.errors else submission.status_code,
    )


def _open_next(
    request: ActorRequest, producer: Producer, words: str, back: str, *, level: int = messages.SUCCESS
) -> HttpResponse:
    """Redirect to the page that led here, which waits for this decision; else to the next producer."""
    if back:
        messages.add_message(request, level, words)
        return redirect(back)
    return PRODUCERS.open_next(request, request.actor.member, producer, words, level=level)


def _context(request: ActorRequest, found: Producer) -> dict[str, Any]:
    member = request.actor.member
    return {
        "producer": found,
        "verification": VerificationStatus(found, may_ask=False),
        "people": found.people.filter(until=None).select_related("user").order_by("since", "pk"),
        "page": VerifyPage(found, request.actor),
        "submitted": submitted_rows(found),
        "listed_count": found.products.listed().count(),
        "certificates": found.certificates.select_related("product").order_by("-issued_date", "-pk"),
        "may_verify": may_verify_producer(member, found),
        "grace_days": GRACE_DAYS,
        "ways_to_verify": VerifiedHow.choices,
        "seen": mark_of_producer(found),
    }


@require_POST
@login_required
@idempotent
def ask(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask the officers to verify the producer, then return to the page that asked. Asking again does nothing."""
    found = producer_or_404(request, pk)
    with refuse_in_message(request):
        ask_verification(actor=request.actor, producer=found)
        messages.success(request, _("Đã nhờ cán bộ xác minh %(name)s.") % {"name": found.name})
    return redirect(next_of(request) or reverse("products:producer", args=[found.pk]))
