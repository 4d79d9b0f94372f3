"""Pages of webhook endpoints and their deliveries, with the receivers' responses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import (
    IdempotencyError,
    StoredResponse,
    body_of,
    idempotent,
    key_of,
    owner_of,
    refuse_key,
    run_once,
)
from backend.common.pagination import paginate
from backend.common.submitting import add_refusal, refuse_in_form, refuse_in_message
from backend.webhooks.actions import deliveries
from backend.webhooks.actions import endpoints as writes
from backend.webhooks.enums import SENT_AGAIN
from backend.webhooks.forms import EndpointForm
from backend.webhooks.models import Delivery, Endpoint
from backend.webhooks.rules import may_manage_webhooks
from members.acting import ActorRequest
from products.models import Producer


@sensitive_variables("secret")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def endpoints(request: ActorRequest, producer_id: int) -> HttpResponse:
    """List a producer's endpoints. POST adds an endpoint; only the page after it shows the secret."""
    producer = get_object_or_404(Producer.objects.run_by(request.actor.member), pk=producer_id)
    return _list(request, producer)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def endpoints_of_all(request: ActorRequest) -> HttpResponse:
    """List the Union's own endpoints, which receive the messages of all producers. POST adds one."""
    return _list(request, None)


def _list(request: ActorRequest, producer: Producer | None) -> HttpResponse:
    if request.actor.is_helping or not may_manage_webhooks(request.actor.member, producer):
        raise Http404
    form, made, secret = EndpointForm(request.POST or None), None, ""
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data

        def add() -> tuple[Endpoint, str]:
            return writes.add_endpoint(actor=request.actor, producer=producer, **fields)

        try:
            made, secret = _with_secret(request, add)
            form = EndpointForm()
        except IdempotencyError as error:
            return refuse_key(request, error)
        except DomainError as error:
            add_refusal(form, error)
    context = {
        "producer": producer,
        "form": form,
        "made": made,
        "secret": secret,
        "endpoints": Endpoint.objects.filter(producer=producer),
    }
    return render(request, "webhooks/endpoints.html", context, status=400 if form.errors else 200)


@sensitive_variables("secret")
def _with_secret(
    request: ActorRequest, make: Callable[[], tuple[Endpoint, str]]
) -> tuple[Endpoint | None, str]:
    """Run `make` once for the form's idempotency key, and return its endpoint and secret.

    A repeated submission returns the same secret and changes nothing. The key stores only a hash of the
    sealed secret. The secret is "" after SENT_AGAIN, or once it was replaced. The endpoint is None if it was
    deleted.
    """
    key = key_of(request)
    if key is None:
        return make()

    def effect() -> StoredResponse:
        endpoint, _secret = make()
        # Read the row again: the stored seal is compared with the database's value.
        endpoint.refresh_from_db()
        made = {"endpoint": endpoint.pk, "seal": _seal_of(endpoint), "at": timezone.now()}
        return StoredResponse(200, made)

    stored = run_once(owner=owner_of(request), key=key, body=body_of(request), effect=effect).body
    at = parse_datetime(stored["at"])
    row = Endpoint.objects.select_related("producer").filter(pk=stored["endpoint"]).first()
    if row is None or at is None or timezone.now() > at + SENT_AGAIN or _seal_of(row) != stored["seal"]:
        return row, ""
    return row, writes.secret_of(actor=request.actor, endpoint=row)


def _seal_of(endpoint: Endpoint) -> str:
    return hashlib.sha256(endpoint.sealed_secret.encode()).hexdigest()


def _find(request: ActorRequest, pk: int) -> Endpoint:
    if request.actor.is_helping:
        raise Http404
    return get_object_or_404(
        Endpoint.objects.visible_to(request.actor.member).select_related("producer"), pk=pk
    )


@login_required
@require_safe
def endpoint(request: ActorRequest, pk: int) -> HttpResponse:
    return _page(request, _find(request, pk), None)


def _page(
    request: ActorRequest, row: Endpoint, form: EndpointForm | None, *, secret: str = ""
) -> HttpResponse:
    is_wrong = form is not None and bool(form.errors)
    context = {
        "endpoint": row,
        "form": form or EndpointForm(initial={"url": row.url, "kinds": row.kinds}),
        "secret": secret,
        "is_wrong": is_wrong,
        "page": paginate(request, row.deliveries.select_related("message"), per_page=30),
    }
    return render(request, "webhooks/endpoint.html", context, status=400 if is_wrong else 200)


@login_required
@require_POST
@idempotent
def change(request: ActorRequest, pk: int) -> HttpResponse:
    row, form = _find(request, pk), EndpointForm(request.POST)
    if form.is_valid():
        with refuse_in_form(form):
            writes.change_endpoint(actor=request.actor, endpoint=row, **form.cleaned_data)
            messages.success(request, _("Đã lưu."))
            return redirect("webhooks:endpoint", pk)
    return _page(request, row, form)


@login_required
@require_POST
@never_cache
def handle(request: ActorRequest, pk: int, what: str) -> HttpResponse:
    """Carry out an action on an endpoint.

    Actions: test, turn off or on, send failed deliveries again, renew the secret, delete.
    """
    return _renew(request, pk) if what == "khoa" else _handle(request, pk, what)


@sensitive_variables("secret")
def _renew(request: ActorRequest, pk: int) -> HttpResponse:
    row = _find(request, pk)
    try:
        _row, secret = _with_secret(
            request, lambda: (row, writes.renew_secret(actor=request.actor, endpoint=row))
        )
    except IdempotencyError as error:
        return refuse_key(request, error)
    return _page(request, _find(request, pk), None, secret=secret)


@idempotent
def _handle(request: ActorRequest, pk: int, what: str) -> HttpResponse:
    row, actor = _find(request, pk), request.actor
    if what == "bo":
        writes.remove_endpoint(actor=actor, endpoint=row)
        messages.success(request, _("Đã bỏ nơi nhận tin."))
        return (
            redirect("webhooks:endpoints", row.producer_id)
            if row.producer_id
            else redirect("webhooks:endpoints-of-all")
        )
    with refuse_in_message(request):
        if what == "thu":
            deliveries.send_test(actor=actor, endpoint=row)
            messages.success(request, _("Đã gửi tin thử. Một lát nữa chị tải lại trang để xem kết quả."))
        elif what == "tat":
            writes.turn_off(actor=actor, endpoint=row)
            messages.success(request, _("Đã tắt."))
        elif what == "bat":
            writes.turn_on(actor=actor, endpoint=row)
            messages.success(request, _("Đã bật."))
        elif what == "gui-lai":
            count = deliveries.replay_failed(actor=actor, endpoint=row)
            messages.success(request, _("Đang gửi lại %(n)d tin.") % {"n": count})
        else:
            raise Http404
    return redirect("webhooks:endpoint", pk)


def _delivery(request: ActorRequest, pk: int, delivery_id: int) -> Delivery:
    row = _find(request, pk)
    return get_object_or_404(row.deliveries.select_related("message", "endpoint"), pk=delivery_id)


@login_required
@require_safe
def delivery(request: ActorRequest, pk: int, delivery_id: int) -> HttpResponse:
    """Show the bytes of a message, and the endpoint's last response to it."""
    return render(request, "webhooks/delivery.html", {"delivery": _delivery(request, pk, delivery_id)})


@login_required
@require_POST
@idempotent
def replay(request: ActorRequest, pk: int, delivery_id: int) -> HttpResponse:
    row = _delivery(request, pk, delivery_id)
    with refuse_in_message(request):
        deliveries.replay_delivery(actor=request.actor, delivery=row)
        messages.success(request, _("Đang gửi lại. Một lát nữa chị tải lại trang để xem kết quả."))
    return redirect("webhooks:delivery", pk, delivery_id)
