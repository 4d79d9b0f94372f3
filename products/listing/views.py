"""The officer's desk: lists of waiting products and certificates, and the pages that decide on one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.outbox_answers import save_time_words
from backend.common.pagination import Page, paginate
from backend.common.reasons_form import ReasonsForm
from backend.common.submitting import add_refusal, hold_refusal
from backend.law.citing.presenters import cited_law
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
from products.listing.actions.listing import list_product, missing_for, return_product, was_submitted_by
from products.listing.forms import COMMON_REASONS, COMMON_REFUSALS, EnglishForm
from products.listing.moderation import flags
from products.listing.presenters import (
    CertificatePage,
    ReviewPage,
    WorkRow,
    certificate_decided_meanwhile,
    certificate_row,
    decided_meanwhile,
    producer_row,
    product_rows,
    queue_counts,
    suggested_reasons,
)
from products.listing.queues import (
    CERTIFICATES,
    PRODUCTS,
    submitted_certificates,
    submitted_products,
    waiting_certificates,
    waiting_products,
)
from products.listing.review_marks import CHANGED_CODE, mark_of_certificate, mark_of_product
from products.listing.rules import may_decide_product
from products.models import Certificate, Producer, Product
from products.producers.queues import waiting_producers
from products.products.actions.products import translate_product, update_product
from products.products.completion_fields import FIELDS
from products.products.contradictions import far_energy_of
from products.products.missing_fields import MissingFields
from products.products.presenters import steps_of
from products.products.preview import as_buyers_see, card_of
from products.products.rules import may_translate_product


def _need_desk(request: ActorRequest) -> None:
    if not has_desk(request.actor.member):
        raise Http404


def _work_list(
    request: ActorRequest, name: str, page: Page[Any], rows: list[WorkRow], own: list[WorkRow]
) -> HttpResponse:
    """Render one of the desk's lists. own: rows that wait for another officer."""
    queues = queue_counts(request.actor.member)
    here = next(each for each in queues if each.queue.name == name)
    context = {"page": page, "rows": rows, "own": own, "queues": queues, "here": here}
    return render(request, "products/listing/work_list.html", context)


@require_safe
@login_required
def verification_desk(request: ActorRequest) -> HttpResponse:
    """List the producers that wait for the officer to verify them."""
    _need_desk(request)
    member = request.actor.member
    page = paginate(request, waiting_producers(member))
    own = Producer.objects.undecidable_by(member).awaiting_verification().select_related("unit", "portrait")
    return _work_list(
        request,
        "producers",
        page,
        [producer_row(each) for each in page],
        [producer_row(each) for each in own],
    )


@require_safe
@login_required
def desk(request: ActorRequest) -> HttpResponse:
    """List the submitted products that wait for the officer, each with its number of missing fields."""
    _need_desk(request)
    member = request.actor.member
    page = paginate(request, waiting_products(member))
    own = submitted_products(Product.objects.undecidable_by(member))
    return _work_list(request, "products", page, product_rows(page), product_rows(own))


@require_safe
@login_required
def certificate_desk(request: ActorRequest) -> HttpResponse:
    """List the submitted certificates that wait for the officer."""
    _need_desk(request)
    member = request.actor.member
    page = paginate(request, waiting_certificates(member))
    own = submitted_certificates(Certificate.objects.undecidable_by(member))
    return _work_list(
        request,
        "certificates",
        page,
        [certificate_row(each) for each in page],
        [certificate_row(each) for each in own],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def review(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a product to an officer for a decision.

    POST lists it or returns it to the producer, and the next product opens. It can also fill in missing
    fields, or the English texts.
    """
    _need_desk(request)
    product = get_object_or_404(
        Product.objects.overseen_by(request.actor.member)
        .select_related("producer__unit__parent", "producer__branch", "producer__portrait")
        .prefetch_related("photo_links__photo"),
        pk=pk,
    )
    act = request.POST.get("act")
    missing, energy = missing_for(product), far_energy_of(product)
    form = ReasonsForm(
        request.POST if act == "return" else None,
        suggested=suggested_reasons(product, missing, energy),
        common=COMMON_REASONS,
    )
    answers = MissingFields(product, missing_for, request.POST if act == "fill" else None)
    english = _english_form(request, product)
    with hold_refusal() as submission:
        if act == "list" and not english.errors:
            with transaction.atomic():  # refused English texts leave the product unlisted
                list_product(actor=request.actor, product=product, reviewed_mark=request.POST.get("seen", ""))
                if english.is_bound:
                    translate_product(actor=request.actor, product=product, **english.texts())
            return _open_next_product(request, product, _("“%(name)s” đã lên sàn."))
        if act == "fill" and answers.form.is_valid():
            update_product(actor=request.actor, product=product, changes=answers.form.changes())
            messages.success(request, save_time_words(request))
            return redirect("products:review", product.pk)
        if act == "english" and english.is_valid():
            translate_product(actor=request.actor, product=product, **english.texts())
            messages.success(request, save_time_words(request))
            return redirect("products:review", product.pk)
        if act == "return" and form.is_valid():
            return_product(actor=request.actor, product=product, reasons=form.text())
            return _open_next_product(request, product, _("Đã gửi lại “%(name)s” để bổ sung."))
    if submission.refusal is not None:
        if submission.refusal.code == "wrong_state":
            return PRODUCTS.open_next(
                request, request.actor.member, product, decided_meanwhile(product), level=messages.WARNING
            )
        if act != "list":
            forms = {"return": form, "english": english}
            add_refusal(forms.get(act or "", answers.form), submission.refusal)
        elif submission.refusal.code != CHANGED_CODE:
            messages.error(request, submission.message)
            return redirect("products:review", product.pk)
    page, may_decide = ReviewPage(product, request.actor), may_decide_product(request.actor.member, product)
    is_refused = bool(form.errors or answers.form.errors or english.errors)
    return render(
        request,
        "products/listing/review.html",
        {
            "product": product,
            "page": page,
            "form": form,
            "answers": answers,
            "english": english,
            "may_translate": may_translate_product(request.actor.member, product),
            "card": card_of(product),
            "facts": as_buyers_see(product),
            "photos": [link.photo for link in product.photo_links.all()],
            "seen": mark_of_product(product),
            "refusal": submission.refusal if act == "list" else None,
            "reckoned": energy,
            "missing": missing,
            "cited": cited_law(each.rule.source for each in missing),
            "flags": [(flag, FIELDS[flag.field][0]) for flag in flags(product)],
            "certificates": product.producer.certificates.filter(product=product).order_by("-issued_date"),
            "may_decide": may_decide,
            "may_list": may_decide and page.is_waiting and not missing and bool(product.producer.verified_at),
            "was_submitted_by": was_submitted_by(product, request.actor),
            "quantity": ports.first_quantity(product=product),
            "steps": steps_of(product, most=12),
        },
        status=400 if is_refused else submission.status_code if act == "list" else 200,
    )


def _english_form(request: ActorRequest, product: Product) -> EnglishForm:
    """Return the form of the English texts, bound and checked if the POST has them."""
    if request.POST.get("act") in ("list", "english") and "name_en" in request.POST:
        form = EnglishForm(request.POST)
        form.is_valid()
        return form
    return EnglishForm(initial={"name_en": product.name_en, "summary_en": product.summary_en})


def _open_next_product(request: ActorRequest, product: Product, words: str) -> HttpResponse:
    return PRODUCTS.open_next(request, request.actor.member, product, words % {"name": product.name})


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
    with hold_refusal() as submission:
        if act == "verify":
            verify_certificate(
                actor=actor, certificate=certificate, reviewed_mark=request.POST.get("seen", "")
            )
            return _open_next_certificate(request, certificate, _("Đã xác minh giấy %(number)s."))
        if is_no and form.is_valid():
            if act == "revoke":
                revoke_certificate(actor=actor, certificate=certificate, reason=form.text())
                messages.success(request, _("Đã báo lại người gửi."))
                return redirect("products:certificate_desk")
            refuse_certificate(actor=actor, certificate=certificate, reason=form.text())
            return _open_next_certificate(request, certificate, _("Đã báo lại người gửi giấy %(number)s."))
    if submission.refusal is not None:
        if submission.refusal.code == "wrong_state" and act != "revoke":
            words = certificate_decided_meanwhile(certificate)
            return CERTIFICATES.open_next(request, actor.member, certificate, words, level=messages.WARNING)
        if is_no:
            add_refusal(form, submission.refusal, {"reason": "reasons"})
        elif submission.refusal.code != CHANGED_CODE:
            messages.error(request, submission.message)
            return redirect("products:review_certificate", certificate.pk)
    may_decide = may_decide_certificate(actor.member, certificate)
    return render(
        request,
        "products/listing/certificate.html",
        {
            "certificate": certificate,
            "page": CertificatePage(certificate, actor),
            "form": form,
            "may_decide": may_decide,
            "may_verify": may_decide and certificate.state == CertificateState.SUBMITTED,
            "may_revoke": may_decide and certificate.state == CertificateState.VERIFIED,
            "typed": TYPED if typed_certificate(actor, certificate) else "",
            "seen": mark_of_certificate(certificate),
            "refusal": None if is_no else submission.refusal,
        },
        status=400 if form.errors else submission.status_code,
    )


def _open_next_certificate(request: ActorRequest, certificate: Certificate, words: str) -> HttpResponse:
    words %= {"number": certificate.number}
    return CERTIFICATES.open_next(request, request.actor.member, certificate, words)
