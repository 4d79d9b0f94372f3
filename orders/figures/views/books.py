"""Pages of a household's revenue book, and of the tax claims that the operator confirms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import hold_refusal
from backend.law.citing.presenters import cited_law
from members.acting import ActorRequest
from members.rules import is_staff
from orders.figures.actions import confirm_claim, withdraw_claim
from orders.figures.book import Book, book_of
from orders.figures.book_sheets import book_heading, book_sheets
from orders.figures.moves import BASIS_WORDS, Basis
from orders.figures.periods import read_period, this_month
from orders.figures.sheets import excel_answer
from orders.figures.thresholds import standings
from orders.figures.views.month import seller_of
from products.models import Producer

ON_PAGE = 200


@login_required
@require_safe
def book(request: ActorRequest, producer_id: int) -> HttpResponse:
    """Show the book of a period.

    ?ky=2026-11, 2026-Q4 or 2026; ?theo=money or goods; ?tep=xlsx as Excel, ?in=1 to print.
    """
    producer = seller_of(request, producer_id)
    period_book = _book(request, producer)
    if request.GET.get("tep") == "xlsx":
        return excel_answer(
            book_sheets(producer, period_book), f"so-doanh-thu-{period_book.period.key}-{period_book.basis}"
        )
    is_paper = request.GET.get("in") == "1"
    context: dict[str, Any] = {
        "producer": producer,
        "heading": book_heading(producer),
        "book": period_book,
        "basis_words": BASIS_WORDS[period_book.basis],
        "moves": period_book.moves if is_paper else period_book.moves[-ON_PAGE:][::-1],
        "others": 0 if is_paper else max(len(period_book.moves) - ON_PAGE, 0),
        "later": None if period_book.period.is_running else period_book.period.next,
        "today": timezone.localdate(),
    }
    return render(
        request, "orders/figures/book_paper.html" if is_paper else "orders/figures/book.html", context
    )


def _book(request: ActorRequest, producer: Producer) -> Book:
    wanted, basis = request.GET.get("ky", ""), request.GET.get("theo", Basis.MONEY)
    period = read_period(wanted) if wanted else this_month()
    if period is None or basis not in set(Basis):
        raise Http404
    return book_of(producer, period, Basis(basis))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def tax_claims(request: ActorRequest) -> HttpResponse:
    """Show tax claims of all sources, and let the operator confirm what they looked up, or withdraw it."""
    if not is_staff(request.actor.member):
        raise Http404
    claim, submission = "", hold_refusal()
    if request.method == "POST":
        claim = request.POST.get("claim", "")
        with submission:
            if "withdraw" in request.POST:
                withdraw_claim(actor=request.actor, claim=claim)
                messages.success(request, _("Đã bỏ xác nhận."))
            else:
                confirm_claim(actor=request.actor, claim=claim, seen_in=request.POST.get("seen_in", ""))
                messages.success(request, _("Đã xác nhận."))
            return redirect("orders:tax-claims")
    rows = [(each, submission.message if each.claim.id == claim else "") for each in standings()]
    context = {"standings": rows, "cited": cited_law(each.claim.source for each, _error in rows)}
    return render(request, "orders/figures/tax_claims.html", context, status=400 if claim else 200)
