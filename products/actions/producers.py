"""Households, cooperatives and companies, and the people who run them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.phones import PhoneError, parse_phone
from backend.common.text import nfc, slugify_vi
from backend.ledger.actions import append_entry
from members.acting import Actor
from members.cards import parse_card_number
from members.enums import BranchLevel, MembershipState
from members.models import Branch, Membership, Unit, User
from members.rules import require
from products.actions.facts import publish_facts_of_producer
from products.cleaning import FieldErrors, max_length, paragraphs
from products.enums import InvitationState, ProducerKind, ProducerRole
from products.models import Photo, Producer, ProducerInvitation, ProducerPerson
from products.news import officers_of, people_of, tell
from products.rules import (
    may_add_person,
    may_answer_invitation,
    may_change_producer,
    may_create_producer,
    may_invite_person,
    may_use_photo,
    may_verify_producer,
)

INVITATION_DAYS = 30
MAX_PRODUCERS_A_PERSON = 10
MAX_OPEN_INVITATIONS = 20
# What the Union looked at when it verified the producer: a change of one of them asks for another look.
VERIFIED_FIELDS = ("kind", "name", "unit", "identity_code")


class ProducerError(DomainError):
    """Something about a producer or its people can't be so."""


@transaction.atomic
def create_producer(
    *,
    actor: Actor,
    kind: str,
    name: str,
    unit: Unit,
    address: str = "",
    phone: str = "",
    identity_code: str = "",
    about: str = "",
) -> Producer:
    """A producer that `actor.member` owns, overseen by the branch of its commune. Raises FieldErrors, ProducerError."""
    require(may_create_producer(actor.member))
    owned = ProducerPerson.objects.filter(user=actor.member, until=None).count()
    if owned >= MAX_PRODUCERS_A_PERSON:
        raise ProducerError(_("Chị đã có nhiều nơi sản xuất. Chị nhờ cán bộ xem giúp."), code="too_many")
    values = _clean(
        {
            "kind": kind,
            "name": name,
            "unit": unit,
            "address": address,
            "phone": phone,
            "identity_code": identity_code,
            "about": about,
        }
    )
    producer = Producer.objects.create(
        **values,
        slug=_free_slug(values["name"]),
        branch=overseeing_branch(unit=values["unit"], member=actor.member),
        created_by=actor.by,
    )
    ProducerPerson.objects.create(
        producer=producer, user=actor.member, role=ProducerRole.OWNER, added_by=actor.by
    )
    append_entry(
        kind="producer.created",
        subject=f"producer:{producer.ref}",
        payload={"kind": producer.kind, "unit": producer.unit_id},
        **actor.ledger_refs(),
    )
    return producer


def ensure_producer(*, actor: Actor) -> Producer | None:
    """The producer she put her last product under, or a household made from her name and commune; None if unknown.

    So that the first thing a member puts in is her product. She and her officer see the name before it is public.
    """
    own = (
        Producer.objects.run_by(actor.member)
        .filter(is_active=True)
        .annotate(latest=Max("products__created_at"))
        .order_by(F("latest").desc(nulls_last=True), "pk")
        .first()
    )
    if own is not None:
        return own
    unit = home_unit(actor.member)
    if unit is None or not actor.member.full_name:
        return None
    name = _("Hộ %(name)s") % {"name": actor.member.full_name}
    return create_producer(actor=actor, kind=ProducerKind.HOUSEHOLD, name=name, unit=unit)


@transaction.atomic
def update_producer(*, actor: Actor, producer: Producer, changes: dict[str, Any]) -> Producer:
    """Set `changes` (kind, name, unit, address, phone, identity_code, about, portrait).

    Another name, kind, commune or code ends a verification, and its officers are told. Raises FieldErrors.
    """
    require(may_change_producer(actor.member, producer))
    producer = _locked(producer)
    changes = dict(changes)
    portrait = changes.pop("portrait", producer.portrait)
    if portrait is not None and portrait != producer.portrait:
        require(may_use_photo(actor.member, portrait))
    changed = {field: value for field, value in _clean(changes).items() if value != getattr(producer, field)}
    if portrait != producer.portrait:
        changed["portrait"] = portrait
    if not changed:
        return producer
    for field, value in changed.items():
        setattr(producer, field, value)
    if "unit" in changed:
        producer.branch = overseeing_branch(unit=producer.unit, member=actor.member)
    was_verified = producer.verified_at is not None
    if was_verified and not changed.keys().isdisjoint(VERIFIED_FIELDS):
        producer.verified_at = producer.verified_by = None
        append_entry(
            kind="producer.unverified",
            subject=f"producer:{producer.ref}",
            payload={"fields": sorted(changed)},
            **actor.ledger_refs(),
        )
        tell(
            officers_of(producer),
            kind="producer.changed",
            title=gettext_lazy("%(name)s đổi thông tin, cần xác minh lại"),
            values={"name": producer.name},
            url=reverse("products:producer", args=[producer.pk]),
        )
    producer.save()
    if actor.is_helping:
        append_entry(
            kind="producer.changed",
            subject=f"producer:{producer.ref}",
            payload={"fields": sorted(changed)},
            **actor.ledger_refs(),
        )
    if portrait is not None:
        _show_portrait(producer)
    publish_facts_of_producer(actor=actor, producer=producer)
    return producer


@transaction.atomic
def verify_producer(*, actor: Actor, producer: Producer) -> Producer:
    """An officer has seen the people, the place and their papers. Verifying again changes nothing."""
    require(
        may_verify_producer(actor.member, producer),
        _("Chỉ cán bộ Hội phụ trách xã này, và không phải người của nơi sản xuất, mới xác minh được."),
    )
    producer = _locked(producer)
    if producer.verified_at is not None:
        return producer
    producer.verified_at, producer.verified_by = timezone.now(), actor.member
    producer.save(update_fields=["verified_at", "verified_by"])
    append_entry(
        kind="producer.verified",
        subject=f"producer:{producer.ref}",
        payload={"kind": producer.kind, "unit": producer.unit_id},
        **actor.ledger_refs(),
    )
    tell(
        people_of(producer),
        kind="producer.verified",
        title=gettext_lazy("Hội đã xác minh %(name)s"),
        values={"name": producer.name},
        url=reverse("products:producer", args=[producer.pk]),
    )
    publish_facts_of_producer(actor=actor, producer=producer)
    return producer


@transaction.atomic
def unverify_producer(*, actor: Actor, producer: Producer) -> Producer:
    """Take a verification back."""
    require(may_verify_producer(actor.member, producer))
    producer = _locked(producer)
    if producer.verified_at is None:
        return producer
    producer.verified_at = producer.verified_by = None
    producer.save(update_fields=["verified_at", "verified_by"])
    append_entry(
        kind="producer.unverified",
        subject=f"producer:{producer.ref}",
        payload={"fields": []},
        **actor.ledger_refs(),
    )
    publish_facts_of_producer(actor=actor, producer=producer)
    return producer


@transaction.atomic
def add_person(
    *, actor: Actor, producer: Producer, user: User, role: str = ProducerRole.HELPER
) -> ProducerPerson:
    """An officer puts `user` there at once, on what both agreed on paper. Others invite (invite_person)."""
    require(
        may_add_person(actor.member, producer, user),
        _("Chỉ cán bộ Hội phụ trách cả hai bên mới thêm thẳng được. Chị gửi lời mời thay."),
    )
    return _add(actor=actor, producer=producer, user=user, role=role)


@transaction.atomic
def invite_person(
    *, actor: Actor, producer: Producer, contact: str, role: str = ProducerRole.HELPER
) -> ProducerInvitation:
    """Offer to run `producer` together to whoever holds `contact`, a phone number or card number.

    Whether the number has an account is neither said nor told apart. Inviting again renews the same invitation.
    Raises ProducerError (field contact).
    """
    require(may_invite_person(actor.member, producer), _("Chỉ người đứng chủ mới mời người cùng làm."))
    if role not in ProducerRole.values:
        raise ProducerError(_("Chị chọn vai trò."), field="role", code="role_unknown")
    number = parse_contact(contact)
    if number in (actor.member.card_number, actor.member.phone):
        raise ProducerError(_("Đây là số của chính chị."), field="contact", code="own_contact")
    waiting = producer.invitations.waiting()
    if waiting.exclude(contact=number).count() >= MAX_OPEN_INVITATIONS:
        raise ProducerError(
            _("Nhiều lời mời đang chờ quá. Chị rút bớt lời mời cũ."), field="contact", code="too_many"
        )
    expires_at = timezone.now() + timedelta(days=INVITATION_DAYS)
    invitation, _made = ProducerInvitation.objects.update_or_create(
        producer=producer,
        contact=number,
        state=InvitationState.WAITING,
        defaults={
            "role": role,
            "invited_by": actor.by,
            "on_behalf_of": actor.member if actor.is_helping else None,
            "expires_at": expires_at,
        },
    )
    invited = User.objects.filter(is_active=True)
    invited = (
        invited.filter(card_number=number)
        if len(number) == 8
        else invited.filter(phone=number, phone_verified_at__isnull=False)
    )
    tell(
        invited.exclude(producer_roles__producer=producer, producer_roles__until=None),
        kind="producer.invited",
        title=gettext_lazy("Chị được mời cùng làm %(name)s"),
        body=gettext_lazy("%(by)s mời chị. Chị vào xem rồi nhận lời hoặc từ chối."),
        values={"name": producer.name, "by": str(actor.member)},
        url=reverse("products:producers"),
        key=f"invitation:{invitation.pk}",
    )
    return invitation


@transaction.atomic
def accept_invitation(*, actor: Actor, invitation: ProducerInvitation) -> ProducerPerson:
    """`actor.member` becomes one of the producer's people. Raises ProducerError when it no longer waits."""
    require(may_answer_invitation(actor.member, invitation))
    invitation = _answer(actor, invitation, InvitationState.ACCEPTED)
    person = _add(actor=actor, producer=invitation.producer, user=actor.member, role=invitation.role)
    tell(
        [each for each in people_of(invitation.producer) if each != actor.member],
        kind="producer.joined",
        title=gettext_lazy("%(person)s đã nhận lời cùng làm %(name)s"),
        values={"person": str(actor.member), "name": invitation.producer.name},
        url=reverse("products:producer", args=[invitation.producer_id]),
    )
    return person


@transaction.atomic
def decline_invitation(*, actor: Actor, invitation: ProducerInvitation) -> ProducerInvitation:
    require(may_answer_invitation(actor.member, invitation))
    return _answer(actor, invitation, InvitationState.DECLINED)


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: ProducerInvitation) -> ProducerInvitation:
    """Take an invitation back before it is answered."""
    require(may_invite_person(actor.member, invitation.producer))
    return _answer(actor, invitation, InvitationState.WITHDRAWN)


@transaction.atomic
def change_role(*, actor: Actor, producer: Producer, user: User, role: str) -> ProducerPerson:
    """Make one of its people an owner or a helper. The last owner stays one."""
    require(may_invite_person(actor.member, producer))
    person = _person(producer, user)
    if role not in ProducerRole.values:
        raise ProducerError(_("Chị chọn vai trò."), field="role", code="role_unknown")
    if person.role == ProducerRole.OWNER and role != ProducerRole.OWNER:
        _keep_an_owner(producer, without=user)
    person.role = role
    person.save(update_fields=["role"])
    return person


@transaction.atomic
def remove_person(*, actor: Actor, producer: Producer, user: User) -> None:
    """End somebody's part in the producer: an owner does it to anyone, everyone to herself. The last owner stays."""
    require(
        may_invite_person(actor.member, producer)
        or (actor.member == user and producer.people.filter(user=user, until=None).exists())
    )
    person = _person(producer, user)
    if person.role == ProducerRole.OWNER:
        _keep_an_owner(producer, without=user)
    person.until = timezone.now()
    person.save(update_fields=["until"])


def parse_contact(raw: str) -> str:
    """A card number's eight digits or a phone in E.164. Raises ProducerError (field contact)."""
    card = parse_card_number(raw)
    if card:
        return card
    try:
        return parse_phone(raw)
    except PhoneError as error:
        raise ProducerError(
            _("Chị viết số điện thoại hoặc 8 chữ số trên thẻ hội viên."), field="contact", code=error.code
        ) from error


def home_unit(member: User) -> Unit | None:
    """The commune of the branch she belongs to, or asked to join."""
    membership = (
        Membership.objects.filter(
            user=member, state__in=[MembershipState.REQUESTED, MembershipState.CONFIRMED]
        )
        .select_related("branch")
        .first()
    )
    return _commune_of(membership.branch) if membership else None


def overseeing_branch(*, unit: Unit, member: User) -> Branch | None:
    """The branch that looks after a producer in `unit`.

    Her own chapter where it lies in that commune; else the commune's branch; else the nearest one above, the
    province's.
    """
    membership = (
        Membership.objects.filter(user=member, state=MembershipState.CONFIRMED)
        .select_related("branch")
        .first()
    )
    if membership and _commune_of(membership.branch) == unit:
        return membership.branch
    branches = Branch.objects.filter(is_active=True)
    return (
        branches.filter(unit=unit, level=BranchLevel.COMMUNE).first()
        or branches.filter(unit=unit.parent, level=BranchLevel.PROVINCE).first()
        or branches.filter(parent=None).first()
    )


def _commune_of(branch: Branch) -> Unit | None:
    ids = [int(part) for part in branch.path.strip("/").split("/")]
    above = Branch.objects.filter(pk__in=ids, unit__isnull=False).exclude(level=BranchLevel.PROVINCE)
    nearest = above.select_related("unit").order_by("-path").first()
    return nearest.unit if nearest else None


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    cleaned, errors = dict(values), {}
    if "kind" in values and values["kind"] not in ProducerKind.values:
        errors["kind"] = _("Chị chọn hộ gia đình, hợp tác xã hay công ty.")
    if "unit" in values and values["unit"] is None:
        errors["unit"] = _("Chị chọn xã, phường.")
    for field in values.keys() & {"name", "address", "identity_code"}:
        cleaned[field] = nfc(str(values[field] or ""))
    if "about" in values:
        cleaned["about"] = paragraphs(str(values["about"] or ""))
    if "name" in values and not any(char.isalpha() for char in cleaned["name"]):
        errors["name"] = _("Chị viết tên, ví dụ: Hộ Lò Thị Lan, HTX Mận Phiêng Khoài.")
    if values.get("phone"):
        try:
            cleaned["phone"] = parse_phone(values["phone"])
        except PhoneError as error:
            errors["phone"] = str(error)
    elif "phone" in values:
        cleaned["phone"] = ""
    for field in cleaned.keys() & {"name", "address", "identity_code", "about"}:
        limit = max_length(Producer, field)
        if len(cleaned[field]) > limit:
            errors[field] = _("Dài quá %(more)s chữ cái. Chị viết gọn lại.") % {
                "more": len(cleaned[field]) - limit
            }
    unknown = values.keys() - {"kind", "name", "unit", "address", "phone", "identity_code", "about"}
    if unknown:
        raise TypeError(f"not a field of a producer: {', '.join(sorted(unknown))}")
    if errors:
        raise FieldErrors(errors)
    return cleaned


def _free_slug(name: str) -> str:
    base = slugify_vi(name, max_length=120) or "noi-san-xuat"
    taken = set(Producer.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _locked(producer: Producer) -> Producer:
    return (
        Producer.objects.select_for_update(of=("self",)).select_related("unit", "branch").get(pk=producer.pk)
    )


def _add(*, actor: Actor, producer: Producer, user: User, role: str) -> ProducerPerson:
    if role not in ProducerRole.values:
        raise ProducerError(_("Chị chọn vai trò."), field="role", code="role_unknown")
    person, _made = ProducerPerson.objects.get_or_create(
        producer=producer, user=user, until=None, defaults={"role": role, "added_by": actor.by}
    )
    return person


def _person(producer: Producer, user: User) -> ProducerPerson:
    _locked(producer)  # two owners who leave at the same time wait for each other
    person = producer.people.filter(user=user, until=None).first()
    if person is None:
        raise ProducerError(_("Người này không còn ở nơi sản xuất."), code="not_there")
    return person


def _keep_an_owner(producer: Producer, *, without: User) -> None:
    others = producer.people.filter(role=ProducerRole.OWNER, until=None).exclude(user=without)
    if not others.exists():
        raise ProducerError(
            _("Nơi sản xuất phải có một người đứng chủ. Chị chọn người đứng chủ khác trước."),
            code="last_owner",
        )


def _answer(actor: Actor, invitation: ProducerInvitation, state: InvitationState) -> ProducerInvitation:
    invitation = (
        ProducerInvitation.objects.select_for_update(of=("self",))
        .select_related("producer__branch")
        .get(pk=invitation.pk)
    )
    if invitation.state != InvitationState.WAITING or invitation.expires_at <= timezone.now():
        raise ProducerError(_("Lời mời này không còn nữa."), code="invitation_over")
    invitation.state = state
    invitation.answered_by, invitation.answered_at = actor.by, timezone.now()
    invitation.save(update_fields=["state", "answered_by", "answered_at"])
    return invitation


def _show_portrait(producer: Producer) -> None:
    """A portrait shows on public pages as soon as one of the products is there."""
    if producer.products.filter(slug__isnull=False).exists():
        Photo.objects.filter(pk=producer.portrait_id or 0).update(is_public=True)
