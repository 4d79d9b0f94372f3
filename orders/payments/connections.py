"""What the pages of bank feeds and card accounts share: permission, opening, closing, keys."""

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
    """Return the producer if the user may set its accounts; otherwise raise Http404, as for a missing one."""
    producer = get_object_or_404(Producer, pk=producer_id)
    if not may_set_account(request.actor.member, producer):
        producer = get_object_or_404(Producer.objects.none())
    return producer


def change_connection(
    request: ActorRequest, producer_id: int, act: Callable[..., Any] | None, *, to: str
) -> HttpResponse:
    """Call `act` for the producer and redirect to the page named `to`; 404 if `act` is None."""
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
    """Store the form's keys by `keep` and redirect to the page named `to` with the message `words`.

    Show an error on `page`.
    """
    if form.is_valid():
        with refuse_in_form(form):
            keep(actor=request.actor, producer=producer, **form.cleaned_data)
            messages.success(request, words)
            return redirect(to, producer.pk)
    return page(request, producer, form, 400)
