"""Endpoint of bank feeds. It has no login: each message proves its origin by key or signature."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from backend.common.bodies import NotRaw, raw_body
from backend.common.errors import DomainError
from backend.common.network import client_address, network_of
from backend.common.sealing import SecretLost
from orders.bank.actions.transfers import receive_transfer
from orders.bank.reading import MAX_BYTES, read_message
from orders.bank.signing import is_genuine, unseal
from orders.basket.limits import forged_messages_a_minute
from orders.models import BankFeed


@csrf_exempt
@require_POST
def take_message(request: HttpRequest, ref: str) -> JsonResponse:
    """Receive a bank feed's message in SePay's format.

    Return 200 and `{"success": true}` once it is stored, also if repeated.
    Errors: 400 unreadable message, 401 wrong key or signature, 404 no such address, 409 same number with
    another amount, 413 too long, 415 a form, 429 too many forged messages. A refused message stores no transfer.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        return _refused(_("Dài quá."), 413)
    try:
        body = raw_body(request)
    except NotRaw as error:
        return _refused(error.message, error.status_code)
    feed = BankFeed.objects.select_related("producer").filter(ref=ref).first()
    if feed is None:
        return _forged(request, _("Không có địa chỉ này."), 404)
    if not is_genuine(feed.form, _secret(feed), request.headers, body):
        # The seller's page shows that a message had another key: a mistake of the seller, or somebody
        # else's attempt.
        now = timezone.now()
        BankFeed.objects.filter(Q(refused_at=None) | Q(refused_at__lt=now - dt.timedelta(minutes=1))).filter(
            pk=feed.pk
        ).update(refused_at=now)
        return _forged(request, _("Khoá hoặc chữ ký không đúng."), 401)
    try:
        receive_transfer(feed=feed, message=read_message(body))
    except DomainError as error:
        return _refused(error.message, error.status_code)
    return JsonResponse({"success": True})


def _secret(feed: BankFeed) -> str:
    try:
        return unseal(feed.sealed_secret) if feed.sealed_secret else ""
    except SecretLost:
        return ""


def _forged(request: HttpRequest, words: str, status: int) -> JsonResponse:
    if forged_messages_a_minute.is_over(network_of(client_address(request))):
        return _refused(_("Gửi nhiều quá. Xin đợi một phút."), 429)
    return _refused(words, status)


def _refused(words: str, status: int) -> JsonResponse:
    response = JsonResponse({"success": False, "message": words}, status=status)
    if status == 429:
        response["Retry-After"] = "60"
    return response
