"""Recovery without the PIN: by SMS code, or with an officer's ticket."""

from __future__ import annotations

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.forms import HiddenInput
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from backend.common.network import client_address, network_of
from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from members.models import User
from members.signing_in.actions.sms_codes import TooManyCodes, reset_secret, send_secret_code
from members.signing_in.actions.tickets import redeem_ticket
from members.signing_in.devices import note_pin_key
from members.signing_in.forms import AskCodeForm, NewSecretForm, TicketForm
from members.signing_in.phone_people import find_person

ADDRESS_KEY = "secret_code_address"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask_code(request: ActorRequest) -> HttpResponse:
    """Send a code to the number of the typed login, or of the tile of this browser that the log-in page refused."""
    form = AskCodeForm(request.POST or None)
    if person := find_person(request, request.POST.get("login", "")):
        form.fields["login"].widget = HiddenInput()  # a key, which says nothing to the reader
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            _limit(request)
            request.session[ADDRESS_KEY] = send_secret_code(
                typed=person.card_number if person else form.cleaned_data["login"],
                network=network_of(client_address(request)),
            )
            return redirect("account_reset_by_code")
    return render(
        request, "members/signing_in/ask_code.html", {"form": form}, status=400 if form.errors else 200
    )


@sensitive_post_parameters("code", "secret")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def reset_by_code(request: ActorRequest) -> HttpResponse:
    address = request.session.get(ADDRESS_KEY)
    if not address:
        # Repeated after the code was used, which signed the member in.
        return redirect("home" if request.user.is_authenticated else "account_reset_password")
    form = NewSecretForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            _limit(request)
            user = reset_secret(
                address=address, code=form.cleaned_data["code"], secret=form.cleaned_data["secret"]
            )
            request.session.pop(ADDRESS_KEY, None)
            return _let_in(request, user)
    context = {"form": form, "address": address}
    return render(
        request, "members/signing_in/reset_by_code.html", context, status=400 if form.errors else 200
    )


@sensitive_post_parameters("code", "secret")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def use_ticket(request: ActorRequest) -> HttpResponse:
    """Let the member enter card number, code and a new PIN, on the officer's phone or on any other."""
    form = TicketForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            _limit(request)
            user = redeem_ticket(
                card_number=form.cleaned_data["card"],
                code=form.cleaned_data["code"],
                secret=form.cleaned_data["secret"],
            )
            if request.user.is_authenticated and request.user.pk != user.pk:
                # On the officer's phone, the officer stays signed in.
                return render(request, "members/signing_in/ticket_used.html", {"member": user})
            return _let_in(request, user)
    return render(
        request, "members/signing_in/use_ticket.html", {"form": form}, status=400 if form.errors else 200
    )


def _let_in(request: ActorRequest, user: User) -> HttpResponse:
    note_pin_key(request, user)
    return perform_login(request, user)


def _limit(request: ActorRequest) -> None:
    """Limit the tries from one network address over all accounts. Raises TooManyCodes."""
    if not ratelimit.consume(request, action="reset_password"):
        raise TooManyCodes(_("Từ chỗ này đã thử nhiều lần. Chị đợi một phút rồi thử lại."), code="too_many")
