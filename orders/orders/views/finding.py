"""A guest finds the orders of her number again, by a code to it."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from members.signing_in.actions.sms_codes import confirm_buyer_code, send_buyer_code
from orders.basket import bought, proofs
from orders.basket.code_form import CodeForm
from orders.basket.limits import network_asking_for_code
from orders.models import Order
from orders.orders.forms import NumberForm

# The browser's number that waits for its code.
KEY = "number_to_find"
LIFETIME = dt.timedelta(hours=1)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def find(request: ActorRequest) -> HttpResponse:
    """List the orders of the numbers proven in this browser; send a code to another number.

    The answer is the same for numbers with and without orders.
    """
    form = NumberForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        phone = form.cleaned_data["phone"]
        with refuse_in_form(form) as submission:
            send_buyer_code(phone=phone, network=network_asking_for_code(request, field="phone"))
        if submission.is_done:
            request.session[KEY] = {"phone": phone, "at": timezone.now().isoformat()}
            return redirect("orders:find-code")
        status = submission.status_code
    elif form.errors:
        status = 400
    numbers = proofs.phones_of(request)
    rows = (
        Order.objects.of_proven_numbers(numbers).select_related("producer").prefetch_related("lines__product")
    )
    page = Paginator(rows, 20).get_page(request.GET.get("page")) if numbers else None
    return render(
        request, "orders/orders/find.html", {"form": form, "numbers": numbers, "page": page}, status=status
    )


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def find_code(request: ActorRequest) -> HttpResponse:
    """Check the code and show the orders. An error is shown, not raised, so that a failed try stays counted."""
    phone = _waiting_number(request)
    if phone is None:
        return redirect("orders:find")
    form = CodeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form) as submission:
            proofs.remember(request, confirm_buyer_code(phone=phone, code=form.cleaned_data["code"]))
        if submission.is_done:
            request.session.pop(KEY, None)
            return redirect("orders:find")
        status = submission.status_code
    elif form.errors:
        status = 400
    return render(request, "orders/orders/find_code.html", {"form": form, "phone": phone}, status=status)


@require_POST
@idempotent
def forget_numbers(request: ActorRequest) -> HttpResponse:
    """Forget the proven numbers, so that the next person at a shared phone doesn't see the orders."""
    proofs.forget(request)
    bought.forget(request)
    request.session.pop(KEY, None)
    messages.success(request, _("Đã đóng danh sách. Máy này không còn nhớ số của bạn."))
    return redirect("orders:find")


def _waiting_number(request: HttpRequest) -> str | None:
    stored = request.session.get(KEY)
    if not isinstance(stored, dict) or dt.datetime.fromisoformat(stored["at"]) < timezone.now() - LIFETIME:
        return None
    return str(stored["phone"])
