"""The officers' queue of producers to verify, the page that verifies one, and asking for it as a member."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import add_refusal, hold_refusal, refuse_in_message
from members.acting import ActorRequest
from members.models import User
from members.rules import has_desk
from products.listing.review_marks import CHANGED_CODE, mark_of_producer
from products.models import Producer
from products.producers.actions.producers import GRACE_DAYS, unverify_producer, verify_producer
from products.producers.actions.verification import ask_verification, return_verification
from products.producers.enums import VerifiedHow
from products.producers.forms import NeedsForm
from products.producers.presenters import VerificationStatus
from products.producers.rules import may_verify_producer, oversees
from products.producers.views.producers import next_of, producer_or_404


def waiting_producers(user: User) -> QuerySet[Producer]:
    """Return the producers of the officer's branches that wait to be verified, the longest waiting first."""
    return Producer.objects.overseen_by(user).awaiting_verification().select_related("unit", "portrait")


@require_safe
@login_required
def verification_desk(request: ActorRequest) -> HttpResponse:
    """List the producers that wait for the officer to verify them."""
    member = request.actor.member
    if not has_desk(member):
        raise Http404
    page = paginate(request, waiting_producers(member))
    return render(request, "products/producers/verification_desk.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def verify(request: ActorRequest, pk: int) -> HttpResponse:
    """Show an officer what there is to check of a producer, or what was checked when it was verified.

    POST verifies it, asks its people for something (`act=return`), or ends its verification (`act=end`).
    Then the page in `next` opens, else the queue. Only officers of its branches get the page.
    """
    found = producer_or_404(request, pk)
    actor, act = request.actor, request.POST.get("act")
    if not oversees(actor.member, found):
        raise Http404
    form = NeedsForm(request.POST if act == "return" else None)
    here = reverse("products:verify_producer", args=[found.pk])
    back = next_of(request)
    with hold_refusal() as submission:
        if act == "end":
            unverify_producer(actor=actor, producer=found)
            messages.success(request, _("Đã bỏ xác minh."))
            return redirect(here)
        if act == "return" and form.is_valid():
            return_verification(actor=actor, producer=found, reasons=form.text())
            messages.success(request, _("Đã nhắn %(name)s bổ sung.") % {"name": found.name})
            return redirect(back or "products:verification_desk")
        if act == "verify":
            verify_producer(
                actor=actor,
                producer=found,
                how=request.POST.get("how", ""),
                saw_birth_date="saw_birth_date" in request.POST,
                saw_personal_id="saw_personal_id" in request.POST,
                reviewed_mark=request.POST.get("seen", ""),
            )
            messages.success(request, _("Đã xác minh %(name)s.") % {"name": found.name})
            return redirect(back or "products:verification_desk")
    refusal = submission.refusal
    if refusal is not None:
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


def _context(request: ActorRequest, found: Producer) -> dict[str, Any]:
    member = request.actor.member
    return {
        "producer": found,
        "verification": VerificationStatus(found, may_ask=False),
        "people": found.people.filter(until=None).select_related("user").order_by("since", "pk"),
        "submitted": found.products.submitted()[:10],
        "listed_count": found.products.listed().count(),
        "certificates": found.certificates.select_related("product").order_by("-issued_date", "-pk"),
        "may_verify": may_verify_producer(member, found),
        "grace_days": GRACE_DAYS,
        "ways_to_verify": VerifiedHow.choices,
        "seen": mark_of_producer(found),
        "chosen": request.POST,
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
