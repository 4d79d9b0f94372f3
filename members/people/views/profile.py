"""The member's own pages: name, phone, card, consents, data, and what others did for the member."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form
from members.acting import ActorRequest
from members.assist.history import ActsFor
from members.consent.actions import give_consent, withdraw_consent
from members.consent.enums import ConsentChannel, ConsentPurpose
from members.consent.presenters import consent_groups
from members.models import AccountChange, Consent, Membership, RoleGrant, User
from members.own_data import exporting
from members.own_data.actions import WAITS, cancel_erasure, request_erasure
from members.own_data.archive import stream_archive
from members.people.actions.accounts import choose_language, update_profile
from members.people.forms import CodeForm, PhoneForm, ProfileForm
from members.people.presenters import card_context
from members.people.secret_form import SecretForm
from members.rules import NotAllowed
from members.signing_in.actions.guesses import prove_secret
from members.signing_in.actions.sms_codes import confirm_phone, send_phone_code
from members.signing_in.devices import device_of

PHONE_KEY = "phone_to_prove"


@login_required
@require_safe
def profile(request: ActorRequest) -> HttpResponse:
    member = request.actor.member
    memberships = Membership.objects.open().filter(user=member).select_related("branch__parent")
    context = {
        "member": member,
        "membership": memberships.first(),
        "roles": RoleGrant.objects.open().filter(user=member).select_related("branch"),
        "consents_given": Consent.objects.filter(user=member, withdrawn_at=None).count(),
        "consents_all": len(ConsentPurpose),
        "machines": UserSession.objects.filter(user=member).count(),
    }
    return render(request, "members/people/profile.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit_profile(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    member = actor.member
    initial = {"full_name": member.full_name, "birth_year": member.birth_year, "language": member.language}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            update_profile(
                actor=actor,
                full_name=form.cleaned_data["full_name"],
                birth_year=form.cleaned_data["birth_year"],
            )
            choose_language(actor=actor, language=form.cleaned_data["language"])
            response = redirect("members:profile")
            if not actor.is_helping:
                response.set_cookie(
                    settings.LANGUAGE_COOKIE_NAME,
                    form.cleaned_data["language"],
                    max_age=365 * 24 * 3600,
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Lax",
                )
            return response
    return render(
        request, "members/people/edit_profile.html", {"form": form}, status=400 if form.errors else 200
    )


@login_required
@require_safe
def card(request: ActorRequest) -> HttpResponse:
    """Show the member's card, on the screen or to print."""
    return render(request, "members/people/card.html", card_context(request.actor.member))


# --- Phone ------------------------------------------------------------------------------------------------------------


@sensitive_post_parameters("secret")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: ActorRequest) -> HttpResponse:
    """Add or change the phone number by a code sent to the new number. A change requires the PIN."""
    actor = request.actor
    member = actor.member
    # A first number needs no PIN: the member is signed in, and there is no old number to take over.
    ask_secret = bool(member.phone)
    initial = {"phone": member.phone_to_verify} if member.phone_to_verify else None
    form = PhoneForm(request.POST or None, initial=initial, ask_secret=ask_secret)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            if ask_secret:
                prove_secret(user=member, secret=form.cleaned_data["secret"], device=device_of(request))
            return _send_code(request, form.cleaned_data["phone"])
    return render(
        request,
        "members/people/phone.html",
        {"form": form, "member": member},
        status=400 if form.errors else 200,
    )


@idempotent  # The PIN was checked before: a wrong try must stay counted, whatever the outcome here.
def _send_code(request: ActorRequest, phone: str) -> HttpResponse:
    number = send_phone_code(actor=request.actor, phone=phone)
    request.session[PHONE_KEY] = {"member": request.actor.member.pk, "phone": number}
    return redirect("members:confirm_phone")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prove_phone(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    pending = request.session.get(PHONE_KEY) or {}
    if pending.get("member") != actor.member.pk:
        # Repeated after the number was verified: nothing is left to do.
        is_done = request.method == "POST" and actor.member.phone
        return redirect("members:profile" if is_done else "members:phone")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            confirm_phone(actor=actor, phone=pending["phone"], code=form.cleaned_data["code"])
            request.session.pop(PHONE_KEY, None)
            return redirect("members:profile")
    context = {"form": form, "phone": pending["phone"]}
    return render(
        request, "members/signing_in/confirm_phone.html", context, status=400 if form.errors else 200
    )


# --- Consents, data, erasure ------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def consents(request: ActorRequest) -> HttpResponse:
    """Show every consent of the member as one line with a switch, its sentence and history folded.

    POST gives or withdraws one, then goes back to it: on this page, or on the page that asked (`next`).
    """
    actor = request.actor
    if request.method == "POST":
        purpose = request.POST.get("purpose", "")
        if purpose in ConsentPurpose:
            if request.POST.get("act") == "withdraw":
                withdraw_consent(actor=actor, purpose=purpose)
            else:
                channel = ConsentChannel.PAPER if actor.is_helping else ConsentChannel.SELF
                give_consent(actor=actor, purpose=purpose, channel=channel)
        return redirect(f"{_page_that_asked(request)}#{purpose}")
    return render(request, "members/consent/consents.html", {"groups": consent_groups(actor.member)})


def _page_that_asked(request: ActorRequest) -> str:
    """Return the path in `next` if it is of this site, else the page of all consents."""
    url = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if is_safe and url.startswith("/") else reverse("members:consents")


@login_required
@require_safe
def data(request: ActorRequest) -> HttpResponse:
    """Show all data of the member, to read or to export."""
    member = _unassisted_member(request)
    sections = [
        (section.key, section.title, section.collect(member), section.words)
        for section in exporting.sections()
        if section.on_page
    ]
    return render(request, "members/own_data/data.html", {"sections": sections, "member": member})


@login_required
@require_safe
def data_file(request: ActorRequest) -> HttpResponseBase:
    """Send all personal data of the member as a JSON file (Law 91/2025/QH15: right to a copy)."""
    response = StreamingHttpResponse(
        _everything(_unassisted_member(request)), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="{_file_name("json")}"'
    return response


@login_required
@require_safe
def data_archive(request: ActorRequest) -> HttpResponseBase:
    """Send all personal data of the member as a ZIP file, with pictures, certificates and voice notes."""
    member = _unassisted_member(request)
    pieces = stream_archive(text=_everything(member), files=exporting.files(member), made_at=timezone.now())
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{_file_name("zip")}"'
    return response


def _everything(member: User) -> Iterator[bytes]:
    return exporting.written(member, extra={"made_at": timezone.now(), "about": str(member.ref)})


def _file_name(ending: str) -> str:
    return f"pieu-{timezone.localdate():%Y-%m-%d}.{ending}"


@sensitive_post_parameters("secret")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: ActorRequest) -> HttpResponse:
    member = _unassisted_member(request)
    form = SecretForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            request_erasure(
                actor=request.actor, secret=form.cleaned_data["secret"], device=device_of(request)
            )
            return redirect("members:erase")
    context = {"form": form, "member": member, "days": WAITS.days}
    return render(request, "members/own_data/erase.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def keep(request: ActorRequest) -> HttpResponse:
    """Cancel the erasure of the account."""
    _unassisted_member(request)
    cancel_erasure(actor=request.actor)
    return redirect("members:profile")


def _unassisted_member(request: ActorRequest) -> User:
    if request.actor.is_helping:
        raise NotAllowed(_("Trang này chỉ chính chị ấy mở được."))
    return request.actor.member


# --- Who did what -----------------------------------------------------------------------------------------------------


@login_required
@require_safe
def helped(request: ActorRequest) -> HttpResponse:
    """List the acts of officers on the member's behalf, in readable form."""
    member = request.actor.member
    page = paginate(request, ActsFor(member), per_page=50)
    return render(request, "members/assist/helped.html", {"page": page, "acts": page.rows})


@login_required
@require_safe
def account_changes(request: ActorRequest) -> HttpResponse:
    """List changes of the member's log-in data, and who made them."""
    member = request.actor.member
    rows = AccountChange.objects.visible_to(member).select_related("by")
    return render(
        request, "members/people/account_changes.html", {"page": paginate(request, rows, per_page=50)}
    )
