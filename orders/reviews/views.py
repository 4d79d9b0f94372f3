"""Reviews: written at the order's address, read by everybody, answered by the seller, checked by officers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.network import client_address, network_of
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from orders.basket import proofs
from orders.basket.limits import reports_an_hour
from orders.models import OrderLine, Review
from orders.orders.rules import is_known_buyer
from orders.reviews import actions
from orders.reviews.forms import AnswerForm, HideForm, ReportForm, ReviewForm
from orders.reviews.models import ReviewQuerySet, points_of
from orders.reviews.rules import may_review
from products.models import Producer, Product

PER_PAGE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def write(request: ActorRequest, ref: str, line_id: int) -> HttpResponse:
    """Write or change a review of one line.

    The order's address is enough to write; changing needs a known buyer.
    """
    line = _line(ref, line_id)
    review = Review.objects.filter(line=line).first()
    if review is None and not may_review(line.order):
        return redirect("orders:order", ref)
    initial = {"stars": review.stars, "words": review.words} if review else None
    form = ReviewForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form) as submission:
            actions.write_review(line=line, **_buyer(request), **form.cleaned_data)
            messages.success(request, _("Cảm ơn bạn. Đánh giá đã đăng."))
            return redirect("orders:order", ref)
        status = submission.status_code
    elif form.errors:
        status = 400
    is_known = review is None or is_known_buyer(line.order, **_buyer(request))
    context = {"form": form, "line": line, "order": line.order, "review": review, "is_known": is_known}
    return render(request, "orders/reviews/write.html", context, status=status)


@require_POST
@idempotent
def erase(request: ActorRequest, ref: str, line_id: int) -> HttpResponse:
    """Delete the text of the buyer's review."""
    with refuse_in_message(request):
        actions.erase_words(line=_line(ref, line_id), **_buyer(request))
        messages.success(request, _("Đã xoá lời của bạn. Điểm vẫn được tính."))
    return redirect("orders:order", ref)


def _buyer(request: ActorRequest) -> dict[str, Any]:
    return {"buyer": request.actor or None, "proven_phones": proofs.phones_of(request)}


def _line(ref: str, line_id: int) -> OrderLine:
    rows = OrderLine.objects.select_related("order__purchase", "order__producer")
    return get_object_or_404(rows, order__ref=ref, pk=line_id)


@require_safe
def of_product(request: ActorRequest, slug: str) -> HttpResponse:
    """Show all reviews of a product, the newest first."""
    product = get_object_or_404(
        Product.objects.visible_to(request.user).select_related("producer"), slug=slug
    )
    rows = Review.objects.public().filter(product=product)
    back = reverse("products:detail", args=[product.slug])
    return _public_page(request, rows, {"name": product.shown_name, "back": back})


@require_safe
def of_producer(request: ActorRequest, pk: int) -> HttpResponse:
    """Show all reviews of a producer's public goods, the newest first."""
    producer = get_object_or_404(Producer.objects.visible_to(request.user), pk=pk)
    rows = Review.objects.of_producer(producer)
    back = reverse("products:shopfront", args=[producer.pk])
    return _public_page(request, rows, {"name": producer.name, "back": back, "names_goods": True})


def _public_page(request: ActorRequest, rows: ReviewQuerySet, context: dict[str, Any]) -> HttpResponse:
    count, average = rows.rating()
    page = Paginator(rows.select_related("line__order", "product__producer"), PER_PAGE)
    context |= {
        "page": page.get_page(request.GET.get("page")),
        "count": count,
        "points": points_of(average),
    }
    return render(request, "orders/reviews/all.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def report(request: ActorRequest, review_id: int) -> HttpResponse:
    """Report a review; it stays visible until an officer decides."""
    review = get_object_or_404(
        Review.objects.public().select_related("product__producer__branch", "line__order"), pk=review_id
    )
    form = ReportForm(request.POST if request.method == "POST" else None)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        if reports_an_hour.is_over(network_of(client_address(request))):
            form.add_error(None, _("Nhiều báo cáo quá trong một giờ. Xin đợi rồi gửi tiếp."))
            status = 429
        else:
            actions.report_review(review=review, **form.cleaned_data)
            messages.success(request, _("Đã báo cán bộ Hội. Cán bộ sẽ xem."))
            return redirect("orders:reviews", review.product.slug)
    return render(request, "orders/reviews/report.html", {"form": form, "review": review}, status=status)


@login_required
@require_safe
def received_reviews(request: ActorRequest) -> HttpResponse:
    """List reviews of the member's products, newest first, each with a form to answer it."""
    return _received_page(request)


def _received_page(
    request: ActorRequest, failed: int = 0, form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    rows = Review.objects.sold_by(request.actor.member).select_related("line__order", "product__producer")
    page = Paginator(rows.order_by("-created_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    cards = [
        (row, form if row.pk == failed and form else AnswerForm(auto_id=f"id_{row.pk}_%s")) for row in page
    ]
    return render(
        request, "orders/reviews/seller_reviews.html", {"page": page, "cards": cards}, status=status
    )


@login_required
@require_POST
@idempotent
def answer(request: ActorRequest, review_id: int) -> HttpResponse:
    review = get_object_or_404(Review.objects.sold_by(request.actor.member), pk=review_id)
    form = AnswerForm(request.POST, auto_id=f"id_{review.pk}_%s")
    if form.is_valid():
        with refuse_in_form(form):
            actions.answer_review(actor=request.actor, review=review, **form.cleaned_data)
            messages.success(request, _("Đã đăng câu trả lời."))
            return redirect("orders:her-reviews")
    return _received_page(request, review.pk, form, 400)


@login_required
@require_safe
def reported(request: ActorRequest) -> HttpResponse:
    """List reported reviews for officers to decide, and hidden ones."""
    return _reported_page(request)


def _reported_page(
    request: ActorRequest, failed: int = 0, form: HideForm | None = None, status: int = 200
) -> HttpResponse:
    mine = Review.objects.overseen_by(request.actor.member).select_related("line__order", "product__producer")
    waiting = (
        mine.filter(reports__closed_at=None, reports__isnull=False).distinct().prefetch_related("reports")
    )
    cards = [
        (row, form if row.pk == failed and form else HideForm(auto_id=f"id_{row.pk}_%s"))
        for row in waiting.order_by("created_at")[:PER_PAGE]
    ]
    hidden = Paginator(mine.exclude(hidden_at=None), PER_PAGE).get_page(request.GET.get("page"))
    context = {"cards": cards, "page": hidden}
    return render(request, "orders/reviews/reported.html", context, status=status)


@login_required
@require_POST
@idempotent
def decide(request: ActorRequest, review_id: int) -> HttpResponse:
    """Hide a review with a reason, or keep it; a hidden one becomes visible again."""
    review = get_object_or_404(Review.objects.overseen_by(request.actor.member), pk=review_id)
    if "keep" in request.POST:
        actions.keep_review(actor=request.actor, review=review)
        messages.success(request, _("Đánh giá được để lại."))
        return redirect("orders:reported-reviews")
    form = HideForm(request.POST, auto_id=f"id_{review.pk}_%s")
    if form.is_valid():
        with refuse_in_form(form):
            actions.hide_review(actor=request.actor, review=review, **form.cleaned_data)
            messages.success(request, _("Đã ẩn. Piêu vẫn giữ cùng lý do."))
            return redirect("orders:reported-reviews")
    return _reported_page(request, review.pk, form, 400)
