"""Endpoint for Stripe's events. It has no login: each event is signed with the account's secret."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from backend.common.bodies import raw_body
from backend.common.errors import DomainError
from backend.common.network import client_address, network_of
from orders.basket.limits import forged_messages_a_minute
from orders.payments.ways.card.accounts import find_account
from orders.payments.ways.card.actions.events import receive_event
from orders.payments.ways.card.client import ForgedEvent, read_event
from orders.payments.ways.card.models import CardAccount

# Stripe's own events have a few thousand bytes.
MAX_BYTES = 256 * 1024


@csrf_exempt
@require_POST
def take_event(request: HttpRequest, ref: str) -> JsonResponse:
    """Receive an event of Stripe: 200 once it is stored, also if it waits for another event or is repeated.

    Errors: 400 wrong signature or unreadable event, 404 no such account, 413 too long, 415 a form, 429 too many forged
    events. A refused event is not stored.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        return _refused(_("Dài quá."), 413)
    account = find_account(ref)
    if account is None:
        return _forged(request, _("Không có địa chỉ này."), 404)
    try:
        payload = read_event(account, raw_body(request), request.headers.get("Stripe-Signature", ""))
        event = receive_event(account=account, payload=payload)
    except ForgedEvent as error:
        # At most once a minute, as in bank_hook: forged messages must not occupy the database's one writer.
        now = timezone.now()
        CardAccount.objects.filter(
            Q(refused_at=None) | Q(refused_at__lt=now - timedelta(minutes=1)), pk=account.pk
        ).update(refused_at=now)
        return _forged(request, error.message, 400)
    except DomainError as error:
        return _refused(error.message, error.status_code)
    return JsonResponse({"received": True, "done": event.done_at is not None})


def _forged(request: HttpRequest, words: str, status: int) -> JsonResponse:
    if forged_messages_a_minute.is_over(network_of(client_address(request))):
        return _refused(_("Gửi nhiều quá. Xin đợi một phút."), 429)
    return _refused(words, status)


def _refused(words: str, status: int) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)
