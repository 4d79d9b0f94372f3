"""Pages of the member's household, cooperative or company, and of the people who run it together."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent, replayed
from backend.common.outbox_answers import save_time_words
from backend.common.phones import format_phone
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from members.models import User
from members.people.cards import format_card_number
from members.rules import require
from products.certificates.rules import may_add_certificate
from products.models import Producer, ProducerInvitation
from products.photos.actions import PreparedPhoto, add_photo, prepare_photo
from products.photos.photo_form import PhotoForm
from products.producers.actions.overseeing import home_unit
from products.producers.actions.people import (
    accept_invitation,
    change_role,
    decline_invitation,
    invite_person,
    remove_person,
    withdraw_invitation,
)
from products.producers.actions.producers import create_producer, update_producer
from products.producers.enums import ProducerKind
from products.producers.forms import InviteForm, ProducerForm, StoryForm
from products.producers.presenters import PersonRow, VerificationStatus, owns_household
from products.producers.rules import (
    may_ask_verification,
    may_change_producer,
    may_invite_person,
    may_verify_producer,
    oversees,
    runs,
)


def producer_or_404(request: ActorRequest, pk: int) -> Producer:
    """Return a producer that the user runs or oversees; everybody else gets 404."""
    member = request.actor.member
    rows = Producer.objects.handled_by(member)
    return get_object_or_404(rows.select_related("unit__parent", "branch", "portrait", "verified_by"), pk=pk)


def format_contact(contact: str) -> str:
    """Return a phone number or a card number in its readable form."""
    return format_phone(contact) if contact.startswith("+") else format_card_number(contact)


@require_safe
@login_required
def producers(request: ActorRequest) -> HttpResponse:
    """List the user's producers and invitations.

    With exactly one producer and no invitation, redirect to it.
    """
    member = request.actor.member
    own = list(Producer.objects.run_by(member).select_related("unit").order_by("pk"))
    invitations = (
        ProducerInvitation.objects.addressed_to(member)
        .waiting()
        .select_related("producer__unit", "invited_by")
    )
    waiting = [each for each in invitations if each.producer_id not in {one.pk for one in own}]
    if len(own) == 1 and not waiting:
        return redirect("products:producer", own[0].pk)
    return render(request, "products/producers/list.html", {"producers": own, "invitations": waiting})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def new_producer(request: ActorRequest) -> HttpResponse:
    """Create a producer, then go to the page that needed it (?next=), else to the producer's page."""
    actor = request.actor
    if request.method == "POST":
        form = ProducerForm(request.POST)
        if form.is_valid():
            with refuse_in_form(form):
                producer = create_producer(actor=actor, **form.cleaned_data)
                messages.success(request, save_time_words(request))
                return redirect(next_of(request) or reverse("products:producer", args=[producer.pk]))
    else:
        name = _("Hộ %(name)s") % {"name": actor.member.full_name} if actor.member.full_name else ""
        form = ProducerForm(
            initial={"kind": ProducerKind.HOUSEHOLD, "name": name, "unit": home_unit(actor.member)}
        )
    return render(
        request,
        "products/producers/form.html",
        {"form": form, "next": next_of(request)},
        status=400 if form.errors else 200,
    )


def next_of(request: ActorRequest) -> str:
    """Return ?next= if it is a path of this site, else "".

    `redirect` would take other values for a page's name.
    """
    url = request.POST.get("next") or request.GET.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if is_safe and url.startswith("/") else ""


@require_safe
@login_required
def producer(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a producer to the people who run or oversee it."""
    found = producer_or_404(request, pk)
    member = request.actor.member
    people = found.people.filter(until=None).select_related("user").order_by("since", "pk")
    is_owner = may_invite_person(member, found)
    return render(
        request,
        "products/producers/detail.html",
        {
            "producer": found,
            "people": [PersonRow(person, member, is_owner) for person in people],
            "is_owner": is_owner,
            "asks_consent": owns_household(member, found),
            "may_change": may_change_producer(member, found),
            "may_verify": may_verify_producer(member, found),
            "verification": VerificationStatus(found, may_ask=may_ask_verification(member, found)),
            "may_add_certificate": may_add_certificate(member, found),
            "invitations": [
                (invitation, format_contact(invitation.contact)) for invitation in found.invitations.waiting()
            ]
            if is_owner
            else [],
            "invite": InviteForm(),
            "certificates": found.certificates.select_related("product").order_by("-issued_date", "-pk"),
            "listed_count": found.products.listed().count(),
            "is_desk": oversees(member, found) and not runs(member, found),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def edit_producer(request: ActorRequest, pk: int) -> HttpResponse:
    found = producer_or_404(request, pk)
    actor = request.actor
    require(may_change_producer(actor.member, found), _("Chỉ người đứng chủ hoặc cán bộ mới sửa được."))
    form = ProducerForm(request.POST or None, initial=ProducerForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            update_producer(actor=actor, producer=found, changes=form.cleaned_data)
            messages.success(request, save_time_words(request))
            return redirect("products:producer", found.pk)
    return render(
        request,
        "products/producers/form.html",
        {"form": form, "producer": found},
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def story(request: ActorRequest, pk: int) -> HttpResponse:
    """Write the producer's story, by an owner or by an officer for her; then show it as buyers see it."""
    found = producer_or_404(request, pk)
    actor = request.actor
    require(may_change_producer(actor.member, found), _("Chỉ người đứng chủ hoặc cán bộ mới sửa được."))
    form = StoryForm(request.POST if request.method == "POST" else None, initial={"about": found.about})
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            update_producer(actor=actor, producer=found, changes=form.cleaned_data)
            messages.success(request, save_time_words(request))
            return redirect("products:shopfront", found.pk)
    return render(
        request,
        "products/producers/story.html",
        {"form": form, "producer": found},
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@replayed
def portrait(request: ActorRequest, pk: int) -> HttpResponse:
    """Replace or remove the producer's portrait."""
    found = producer_or_404(request, pk)
    require(may_change_producer(request.actor.member, found))
    if request.method == "POST" and request.POST.get("act") == "remove":
        return _drop_portrait(request, found)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            return _keep_portrait(request, found, prepare_photo(form.cleaned_data["photo"]))
    return render(
        request,
        "products/producers/portrait.html",
        {
            "form": form,
            "producer": found,
            "asks_consent": owns_household(request.actor.member, found),
        },
        status=400 if form.errors else 200,
    )


@idempotent
def _keep_portrait(request: ActorRequest, found: Producer, prepared: PreparedPhoto) -> HttpResponse:
    actor = request.actor
    photo = add_photo(actor=actor, upload=prepared, producer=found, alt=found.name)
    update_producer(actor=actor, producer=found, changes={"portrait": photo})
    messages.success(request, save_time_words(request))
    return redirect("products:producer", found.pk)


@idempotent
def _drop_portrait(request: ActorRequest, found: Producer) -> HttpResponse:
    update_producer(actor=request.actor, producer=found, changes={"portrait": None})
    messages.success(request, _("Đã bỏ và xoá ảnh."))
    return redirect("products:producer", found.pk)


@require_POST
@login_required
@idempotent
def invite(request: ActorRequest, pk: int) -> HttpResponse:
    found = producer_or_404(request, pk)
    form = InviteForm(request.POST)
    if form.is_valid():
        with refuse_in_form(form):
            invitation = invite_person(actor=request.actor, producer=found, **form.cleaned_data)
            messages.success(
                request,
                _("Đã mời %(contact)s. Nếu chị ấy dùng Piêu, chị ấy sẽ thấy lời mời.")
                % {"contact": format_contact(invitation.contact)},
            )
            return redirect("products:producer", found.pk)
    return render(request, "products/producers/invite.html", {"form": form, "producer": found}, status=400)


@require_POST
@login_required
@idempotent
def person(request: ActorRequest, pk: int, user_pk: int) -> HttpResponse:
    """Change the role of a person of the producer, or remove the person."""
    found = producer_or_404(request, pk)
    actor = request.actor
    user = get_object_or_404(User, pk=user_pk, producer_roles__producer=found, producer_roles__until=None)
    with refuse_in_message(request):
        if request.POST.get("act") == "remove":
            remove_person(actor=actor, producer=found, user=user)
            messages.success(request, _("%(name)s không còn ở đây nữa.") % {"name": user})
            if user == actor.member:
                return redirect("products:producers")
        else:
            change_role(actor=actor, producer=found, user=user, role=request.POST.get("role", ""))
            messages.success(request, save_time_words(request))
    return redirect("products:producer", found.pk)


@require_POST
@login_required
@idempotent
def answer_invitation(request: ActorRequest, pk: int) -> HttpResponse:
    """Accept or decline an invitation, or withdraw it as the one who invited."""
    actor = request.actor
    invitation = get_object_or_404(
        ProducerInvitation.objects.visible_to(actor.member).select_related("producer__branch"), pk=pk
    )
    act = request.POST.get("act")
    with refuse_in_message(request):
        if act == "accept":
            accept_invitation(actor=actor, invitation=invitation)
            messages.success(request, _("Từ giờ chị cùng làm %(name)s.") % {"name": invitation.producer.name})
            return redirect("products:producer", invitation.producer_id)
        if act == "withdraw":
            withdraw_invitation(actor=actor, invitation=invitation)
            messages.success(request, _("Đã rút lời mời."))
            return redirect("products:producer", invitation.producer_id)
        decline_invitation(actor=actor, invitation=invitation)
        messages.success(request, _("Chị đã từ chối lời mời."))
    return redirect("products:producers")
