"""The officer's desk: lists of waiting products and certificates, and the pages that decide on one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import add_refusal
from members.acting import ActorRequest
from members.rules import has_desk
from products import ports
from products.certificates.actions.certificates import (
    TYPED,
    refuse_certificate,
    revoke_certificate,
    verify_certificate,
)
from products.certificates.enums import CertificateState
from products.certificates.rules import may_decide_certificate, typed_certificate
from products.listing.actions.listing import (
    list_product,
    missing_for,
    missing_for_draft,
    return_product,
    was_submitted_by,
)
from products.listing.forms import COMMON_REFUSALS, ReasonsForm
from products.listing.moderation import flags
from products.listing.review_marks import CHANGED_CODE, mark_of_certificate, mark_of_product
from products.listing.rules import may_decide_product
from products.models import Certificate, Product
from products.products.completion_fields import FIELDS
from products.products.contradictions import far_energy_of
from products.products.enums import ProductState
from products.products.presenters import steps_of
from products.products.preview import as_buyers_see, card_of


def waiting_products(user):
    """Return submitted products of the officer's branches, the longest waiting first."""
    return (
        Product.objects.overseen_by(user)
        .filter(state=ProductState.SUBMITTED)
        .select_related("producer__unit", "producer__branch")
        .prefetch_related("photo_links__photo", "certificates")
        .order_by("submitted_at", "pk")
    )


def waiting_certificates(user):
    return (
        Certificate.objects.overseen_by(user)
        .filter(state=CertificateState.SUBMITTED)
        .select_related("producer__unit", "product", "scan")
        .order_by("submitted_at", "pk")
    )


def _need_desk(request: ActorRequest) -> None:
    if not has_desk(request.actor.member):
        raise Http404


@require_safe
@login_required
def desk(request: ActorRequest) -> HttpResponse:
    """List the submitted products that wait for the officer, each with its number of missing fields."""
    _need_desk(request)
    member = request.actor.member
    page = paginate(request, waiting_products(member))
    rows = [(card_of(product), len(missing_for(product)), bool(flags(product))) for product in page]
    return render(
        request,
        "products/listing/desk.html",
        {"page": page, "rows": rows, "certificate_count": waiting_certificates(member).count()},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def review(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a product to an officer for a decision. POST lists it or returns it to the producer."""
    _need_desk(request)
    actor = request.actor
    product = get_object_or_404(
        Product.objects.overseen_by(actor.member)
        .select_related("producer__unit__parent", "producer__branch", "producer__portrait")
        .prefetch_related("photo_links__photo"),
        pk=pk,
    )
    form = ReasonsForm(request.POST if request.POST.get("act") == "return" else None)
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            if request.POST.get("act") == "list":
                list_product(actor=actor, product=product, reviewed_mark=request.POST.get("seen", ""))
                messages.success(request, _("“%(name)s” đã lên sàn.") % {"name": product.name})
                return redirect("products:desk")
            if form.is_valid():
                return_product(actor=actor, product=product, reasons=form.text())
                messages.success(request, _("Đã gửi lại “%(name)s” để bổ sung.") % {"name": product.name})
                return redirect("products:desk")
        except DomainError as error:
            if form.is_bound:
                add_refusal(form, error)
            elif error.code == CHANGED_CODE:
                refusal = error
            else:
                messages.error(request, str(error))
                return redirect("products:review", product.pk)
    missing = missing_for(product)
    return render(
        request,
        "products/listing/review.html",
        {
            "product": product,
            "form": form,
            "card": card_of(product),
            "facts": as_buyers_see(product),
            "photos": [link.photo for link in product.photo_links.all()],
            "seen": mark_of_product(product),
            "refusal": refusal,
            "reckoned": far_energy_of(product),
            "missing": [(each, each.clause) for each in missing],
            "draft_missing": missing_for_draft(product),
            "flags": [(flag, FIELDS[flag.field][0]) for flag in flags(product)],
            "certificates": product.producer.certificates.filter(product=product).order_by("-issued_date"),
            "may_decide": may_decide_product(actor.member, product),
            "is_waiting": product.state == ProductState.SUBMITTED,
            "was_submitted_by": was_submitted_by(product, actor),
            "quantity": ports.first_quantity(product=product),
            "steps": steps_of(product, most=12),
        },
        status=refusal.status_code if refusal else 400 if form.errors else 200,
    )


@require_safe
@login_required
def certificate_desk(request: ActorRequest) -> HttpResponse:
    _need_desk(request)
    page = paginate(request, waiting_certificates(request.actor.member))
    return render(request, "products/listing/certificates.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def review_certificate(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a certificate's scan next to the values typed from it. POST verifies, refuses or revokes it."""
    _need_desk(request)
    actor = request.actor
    certificate = get_object_or_404(
        Certificate.objects.overseen_by(actor.member).select_related(
            "producer__unit", "producer__branch", "product", "scan", "decided_by"
        ),
        pk=pk,
    )
    act = request.POST.get("act")
    is_no = act in ("refuse", "revoke")
    form = ReasonsForm(request.POST if is_no else None, common=COMMON_REFUSALS)
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            if act == "verify":
                verify_certificate(
                    actor=actor, certificate=certificate, reviewed_mark=request.POST.get("seen", "")
                )
                messages.success(request, _("Đã xác minh giấy %(number)s.") % {"number": certificate.number})
                return redirect("products:certificate_desk")
            if is_no and form.is_valid():
                decide = refuse_certificate if act == "refuse" else revoke_certificate
                decide(actor=actor, certificate=certificate, reason=form.text())
                messages.success(request, _("Đã báo lại người gửi."))
                return redirect("products:certificate_desk")
        except DomainError as error:
            if form.is_bound:
                form.add_error("reasons" if error.field == "reason" else None, str(error))
            elif error.code == CHANGED_CODE:
                refusal = error
            else:
                messages.error(request, str(error))
                return redirect("products:review_certificate", certificate.pk)
    may_decide = may_decide_certificate(actor.member, certificate)
    return render(
        request,
        "products/listing/certificate.html",
        {
            "certificate": certificate,
            "form": form,
            "may_decide": may_decide,
            "may_verify": may_decide and certificate.state == CertificateState.SUBMITTED,
            "may_revoke": may_decide and certificate.state == CertificateState.VERIFIED,
            "typed": TYPED if typed_certificate(actor, certificate) else "",
            "seen": mark_of_certificate(certificate),
            "refusal": refusal,
        },
        status=refusal.status_code if refusal else 400 if form.errors else 200,
    )
