"""A producer's pages of transfers: each transfer, its next step, and the bank feed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from orders.bank.actions import feeds as bank_feeds
from orders.bank.actions.transfers import (
    close_transfer,
    keep_transfer,
    link_transfer,
    pay_several,
    reopen_transfer,
    return_transfer,
    unlink_transfer,
)
from orders.bank.forms import FeedKeyForm, LinkForm
from orders.bank.presenters import TransferPage
from orders.models import BankFeed, Transfer
from orders.payments.connections import change_connection, keep_keys, producer_of_account
from products.models import Producer

PER_PAGE = 20


@login_required
@require_safe
def transfers(request: ActorRequest) -> HttpResponse:
    """List the transfers of the member's producers, those to act on first."""
    member = request.actor.member
    mine = Transfer.objects.visible_to(member).select_related("order", "feed__producer")
    waiting = mine.to_look_at()
    rest = Paginator(mine.exclude(pk__in=waiting.values("pk")), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": waiting.order_by("made_at"),
        "page": rest,
        "producers": Producer.objects.run_by(member).order_by("name"),
        "is_connected": BankFeed.objects.filter(producer__in=Producer.objects.run_by(member))
        .exclude(sealed_secret="")
        .exists(),
    }
    return render(request, "orders/bank/transfers.html", context)


def _transfer(request: ActorRequest, transfer_id: int) -> Transfer:
    rows = Transfer.objects.visible_to(request.actor.member).select_related("order", "feed__producer")
    return get_object_or_404(rows, pk=transfer_id)


@login_required
@require_safe
def transfer(request: ActorRequest, transfer_id: int) -> HttpResponse:
    return _transfer_page(request, _transfer(request, transfer_id), LinkForm())


def _transfer_page(request: ActorRequest, row: Transfer, form: Form, status: int = 200) -> HttpResponse:
    context = {"transfer": row, "page": TransferPage(row), "form": form}
    return render(request, "orders/bank/transfer.html", context, status=status)


@login_required
@require_POST
@idempotent
def link(request: ActorRequest, transfer_id: int) -> HttpResponse:
    row = _transfer(request, transfer_id)
    form = LinkForm(request.POST)
    if form.is_valid():
        with refuse_in_form(form):
            link_transfer(actor=request.actor, transfer=row, number=form.cleaned_data["number"])
            messages.success(request, _("Đã nối với đơn."))
            return redirect("orders:transfer", row.pk)
    return _transfer_page(request, row, form, 400)


@login_required
@require_POST
@idempotent
def handle(request: ActorRequest, transfer_id: int, what: str) -> HttpResponse:
    """Unlink, return, close or reopen a transfer, undo its return, or pay several orders by it.

    `what` names the action in the address; 404 for another word.
    """
    row = _transfer(request, transfer_id)
    act = {
        "go": unlink_transfer,
        "da-tra": return_transfer,
        "chua-tra": keep_transfer,
        "thoi": close_transfer,
        "xem-lai": reopen_transfer,
        "nhieu-don": pay_several,
    }.get(what)
    if act is None:
        return render(request, "404.html", status=404)
    with refuse_in_message(request):
        act(actor=request.actor, transfer=row)
        messages.success(request, _("Đã ghi."))
    return redirect("orders:transfer", row.pk)


@login_required
@require_safe
def feed(request: ActorRequest, producer_id: int) -> HttpResponse:
    return _feed_page(request, producer_of_account(request, producer_id), None)


def _feed_page(
    request: ActorRequest, producer: Producer, form: Form | None, status: int = 200
) -> HttpResponse:
    row = BankFeed.objects.filter(producer=producer).first()
    context = {
        "producer": producer,
        "feed": row,
        "is_connected": bool(row and row.sealed_secret),
        "address": settings.PUBLIC_ORIGIN + reverse("orders:bank-hook", args=[row.ref]) if row else "",
        "form": form or FeedKeyForm(initial={"form": row.form} if row else None),
    }
    return render(request, "orders/bank/bank_feed.html", context, status=status)


@login_required
@require_POST
@idempotent
def change_feed(request: ActorRequest, producer_id: int, what: str) -> HttpResponse:
    """Open, replace or close the feed's address."""
    act: Any = {
        "mo": bank_feeds.open_feed,
        "doi-dia-chi": bank_feeds.change_address,
        "thoi": bank_feeds.close_feed,
    }.get(what)
    return change_connection(request, producer_id, act, to="orders:bank-feed")


@login_required
@require_POST
@idempotent
def set_feed_key(request: ActorRequest, producer_id: int) -> HttpResponse:
    return keep_keys(
        request,
        producer_of_account(request, producer_id),
        FeedKeyForm(request.POST),
        bank_feeds.set_secret,
        words=_("Đã cất khoá. Chị bấm “Gửi thử” bên SePay để kiểm tra."),
        to="orders:bank-feed",
        page=_feed_page,
    )
