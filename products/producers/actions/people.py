"""Invite, add and remove the people who run a producer together, and change their roles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.phones import PhoneError, parse_phone
from backend.ledger.actions import append_entry
from backend.ledger.row_states import erase_words, state_rows, states
from members.acting import Actor
from members.models import User
from members.people.cards import parse_card_number
from members.rules import require
from products.models import Producer, ProducerInvitation, ProducerPerson
from products.producers.enums import InvitationState, ProducerRole
from products.producers.errors import ProducerError
from products.producers.news import notify_each, people_of
from products.producers.rules import may_add_person, may_answer_invitation, may_invite_person

INVITATION_DAYS = 30
MAX_OPEN_INVITATIONS = 20
CONTACT_RETENTION = timedelta(days=30)


@transaction.atomic
def add_person(
    *, actor: Actor, producer: Producer, user: User, role: str = ProducerRole.HELPER
) -> ProducerPerson:
    """Let `user` run `producer` at once, as an officer who has both people's agreement on paper. Idempotent.

    Other people send an invitation (invite_person). Raises NotAllowed, ProducerError.
    """
    require(
        may_add_person(actor.member, producer, user),
        _("Chỉ cán bộ Hội phụ trách cả hai bên mới thêm thẳng được. Chị gửi lời mời thay."),
    )
    return _add(actor=actor, producer=producer, user=user, role=role)


@transaction.atomic
def invite_person(
    *, actor: Actor, producer: Producer, contact: str, role: str = ProducerRole.HELPER
) -> ProducerInvitation:
    """Invite the holder of `contact`, a phone number or card number, to run `producer` together.

    The result doesn't reveal whether the number has an account. Repeating the call renews the invitation.
    Raises ProducerError (field contact or role), NotAllowed.
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
    payload = {"role": role, "invitation": invitation.pk, **states(invitation)}
    _append_people_entry(actor, "producer.invited", producer, payload)
    invited = User.objects.filter(is_active=True)
    invited = (
        invited.filter(card_number=number)
        if len(number) == 8
        else invited.filter(phone=number, phone_verified_at__isnull=False)
    )
    notify_each(
        invited.exclude(producer_roles__producer=producer, producer_roles__until=None),
        kind="producer.invited",
        title=gettext_lazy("Chị được mời cùng làm %(name)s"),
        body=gettext_lazy("%(by)s mời chị. Chị vào xem rồi nhận lời hoặc từ chối."),
        values={"name": producer.name, "by": str(actor.member)},
        url=reverse("products:producers"),
        key=invitation_key(invitation),
    )
    return invitation


@transaction.atomic
def accept_invitation(*, actor: Actor, invitation: ProducerInvitation) -> ProducerPerson:
    """Accept an invitation: from now on `actor.member` helps to run the producer, in the invited role.

    Raises NotAllowed, and ProducerError if the invitation was answered, withdrawn or has expired.
    """
    require(may_answer_invitation(actor.member, invitation))
    invitation = _answer(actor, invitation, InvitationState.ACCEPTED)
    person = _add(actor=actor, producer=invitation.producer, user=actor.member, role=invitation.role)
    notify_each(
        [each for each in people_of(invitation.producer) if each != actor.member],
        kind="producer.joined",
        title=gettext_lazy("%(person)s đã nhận lời cùng làm %(name)s"),
        values={"person": str(actor.member), "name": invitation.producer.name},
        url=reverse("products:producer", args=[invitation.producer_id]),
        key=joined_key(person),
    )
    return person


@transaction.atomic
def decline_invitation(*, actor: Actor, invitation: ProducerInvitation) -> ProducerInvitation:
    require(may_answer_invitation(actor.member, invitation))
    invitation = _answer(actor, invitation, InvitationState.DECLINED)
    _append_people_entry(actor, "producer.declined", invitation.producer, {"invitation": invitation.pk})
    return invitation


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: ProducerInvitation) -> ProducerInvitation:
    """Withdraw an invitation before it is answered. Raises NotAllowed, ProducerError."""
    require(may_invite_person(actor.member, invitation.producer))
    invitation = _answer(actor, invitation, InvitationState.WITHDRAWN)
    _append_people_entry(actor, "producer.withdrawn", invitation.producer, {"invitation": invitation.pk})
    return invitation


@transaction.atomic
def change_role(*, actor: Actor, producer: Producer, user: User, role: str) -> ProducerPerson:
    """Set the role of a person who runs the producer to owner or helper.

    The last owner can't become a helper. Raises ProducerError, NotAllowed.
    """
    require(may_invite_person(actor.member, producer))
    person = _person(producer, user)
    if role not in ProducerRole.values:
        raise ProducerError(_("Chị chọn vai trò."), field="role", code="role_unknown")
    if person.role == ProducerRole.OWNER and role != ProducerRole.OWNER:
        _keep_an_owner(producer, without=user)
    if person.role == role:
        return person
    person.role = role
    person.save(update_fields=["role"])
    _append_people_entry(actor, "producer.role", producer, {"person": str(user.ref), "role": role})
    return person


@transaction.atomic
def remove_person(*, actor: Actor, producer: Producer, user: User) -> None:
    """End the role of a person who runs the producer.

    An owner can remove anyone, others only themselves. The last owner can't be removed. Raises ProducerError,
    NotAllowed.
    """
    require(
        may_invite_person(actor.member, producer)
        or (actor.member == user and producer.people.filter(user=user, until=None).exists())
    )
    person = _person(producer, user)
    if person.role == ProducerRole.OWNER:
        _keep_an_owner(producer, without=user)
    person.until = timezone.now()
    person.save(update_fields=["until"])
    _append_people_entry(actor, "producer.left", producer, {"person": str(user.ref)})


def invitation_key(invitation: ProducerInvitation) -> str:
    """Return the key of the notice that tells the invited person of this invitation."""
    return f"invitation:{invitation.pk}"


def joined_key(person: ProducerPerson) -> str:
    """Return the key of the notice that tells the producer's other people that `person` joined."""
    return f"joined:{person.pk}"


@transaction.atomic
def forget_contacts() -> int:
    """Empty the numbers of invitations that ended at least CONTACT_RETENTION ago.

    Return how many. Run by the clock. An invitation ends when it is answered, withdrawn or expires.
    """
    before = timezone.now() - CONTACT_RETENTION
    # An expired invitation is still WAITING, and only one may wait per number, the empty one included.
    ProducerInvitation.objects.filter(state=InvitationState.WAITING, expires_at__lte=before).update(
        state=InvitationState.WITHDRAWN, answered_at=F("expires_at")
    )
    over = ProducerInvitation.objects.exclude(state=InvitationState.WAITING).filter(answered_at__lte=before)
    return erase_words(over.exclude(contact=""), contact="")


def parse_contact(raw: str) -> str:
    """Return a typed contact as a card number of eight digits, or as a phone number in E.164.

    Raises ProducerError (field contact).
    """
    card = parse_card_number(raw)
    if card:
        return card
    try:
        return parse_phone(raw)
    except PhoneError as error:
        raise ProducerError(
            _("Chị viết số điện thoại hoặc 8 chữ số trên thẻ hội viên."), field="contact", code=error.code
        ) from error


def _add(*, actor: Actor, producer: Producer, user: User, role: str) -> ProducerPerson:
    if role not in ProducerRole.values:
        raise ProducerError(_("Chị chọn vai trò."), field="role", code="role_unknown")
    person, made = ProducerPerson.objects.get_or_create(
        producer=producer, user=user, until=None, defaults={"role": role, "added_by": actor.by}
    )
    if made:
        payload = {"person": str(user.ref), "role": role, **states(person)}
        _append_people_entry(actor, "producer.joined", producer, payload)
    return person


def _append_people_entry(actor: Actor, kind: str, producer: Producer, payload: dict[str, Any]) -> None:
    """Append a ledger entry about the producer's people: who may act for it must be provable later."""
    append_entry(kind=kind, subject=f"producer:{producer.ref}", payload=payload, **actor.ledger_refs())


def _person(producer: Producer, user: User) -> ProducerPerson:
    Producer.objects.locked(producer.pk)  # two owners who leave at once wait for each other
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
    invitation = ProducerInvitation.objects.locked(invitation.pk)
    if invitation.state != InvitationState.WAITING or invitation.expires_at <= timezone.now():
        raise ProducerError(_("Lời mời này không còn nữa."), code="invitation_over")
    invitation.state = state
    invitation.answered_by, invitation.answered_at = actor.by, timezone.now()
    invitation.save(update_fields=["state", "answered_by", "answered_at"])
    state_rows(invitation)
    return invitation
