"""What the pages of a bank's feed and of a card account do alike: whose they are, opening and ending, keeping the keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from orders.shops.rules import may_set_account
from products.models import Producer


def producer_of_account(request: ActorRequest, producer_id: int) -> Producer:
    """A producer whose money she may say the way of; another one is answered like none."""
    producer = get_object_or_404(Producer, pk=producer_id)
    if not may_set_account(request.actor.member, producer):
        producer = get_object_or_404(Producer.objects.none())
    return producer


def change_connection(
    request: ActorRequest, producer_id: int, act: Callable[..., Any] | None, *, to: str
) -> HttpResponse:
    """Do `act`, or 404 where the address names none, and lead to the page named `to`."""
    producer = producer_of_account(request, producer_id)
    if act is None:
        return render(request, "404.html", status=404)
    act(actor=request.actor, producer=producer)
    return redirect(to, producer.pk)


def keep_keys(
    request: ActorRequest,
    producer: Producer,
    form: Form,
    keep: Callable[..., Any],
    *,
    words: str,
    to: str,
    page: Callable[[ActorRequest, Producer, Form, int], HttpResponse],
) -> HttpResponse:
    """Have `keep` store what `form` says and lead to the page named `to` with `words`; a refusal is shown on `page`."""
    if form.is_valid():
        with refuse_in_form(form):
            keep(actor=request.actor, producer=producer, **form.cleaned_data)
            messages.success(request, words)
            return redirect(to, producer.pk)
    return page(request, producer, form, 400)
