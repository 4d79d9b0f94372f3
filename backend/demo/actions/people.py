"""People, branches and roles."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from backend.demo.data.people import MOC_CHAU, PEOPLE, PIN, PROVINCE
from backend.demo.data.shapes import Person
from backend.ledger.row_states import RECORDED, write_states
from members.acting import Actor
from members.assist.actions import end_assist
from members.branches.actions.branches import create_branch
from members.branches.actions.memberships import confirm_membership, request_membership
from members.branches.actions.units import load_province
from members.branches.enums import BranchLevel
from members.consent.actions import give_consent
from members.models import AssistSession, Branch, User
from members.people.actions.accounts import open_account
from members.people.pinned_rows import pin_name
from members.roles.actions import grant_role

type People = dict[str, User]


def load_people() -> People:
    """Return all people of the demo by key.

    Create missing people; existing ones (by card number) don't change.
    """
    root = load_province()
    people: People = {}
    secret = make_password(PIN)
    for person in PEOPLE:
        known = User.objects.filter(card_number=person.card).first()
        people[person.key] = known or _join(person, people, root, secret)
    return people


def end_helping() -> None:
    """End the loader's sessions of acting on behalf (làm hộ), so that they can be printed."""
    for person in PEOPLE:
        if person.helped_by:
            first = AssistSession.objects.filter(member__card_number=person.card).order_by("pk").first()
            if first is not None and first.ended_at is None:
                end_assist(officer=first.officer, assist_id=first.pk)


@transaction.atomic
def reach_by_phone() -> None:
    """Set the people's phone numbers. Call it last, so that they get no SMS about what the loader did."""
    for person in PEOPLE:
        if person.phone:
            for user in User.objects.filter(card_number=person.card, phone=None):
                user.phone, user.phone_verified_at = person.phone, timezone.now()
                user.save(update_fields=["phone", "phone_verified_at"])
                write_states(RECORDED, [user])


@transaction.atomic
def _join(person: Person, people: People, root: Branch, secret: str) -> User:
    branch = _branch_of(person, people, root)
    if person.helped_by:
        # Opened by an officer, for a member without a smartphone. The PIN would come from the printed ticket.
        officer = people[person.helped_by]
        opened = open_account(
            officer=officer,
            branch=branch,
            full_name=person.name,
            birth_year=person.born,
            signed=person.consents,
        )
        User.objects.filter(pk=opened.member.pk).update(card_number=person.card, password=secret)
        user = User.objects.get(pk=opened.member.pk)
        write_states(RECORDED, [user])
        return user
    make = User.objects.create_superuser if person.is_staff else User.objects.create_user
    user = make(card_number=person.card, full_name=person.name, birth_year=person.born)
    pin_name(user)
    User.objects.filter(pk=user.pk).update(password=secret)
    user.password = secret
    if branch.level != BranchLevel.PROVINCE:
        membership = request_membership(actor=Actor.of(user), branch=branch)
        if not person.is_waiting:
            confirm_membership(actor=Actor.of(_officer_for(person, people)), membership=membership)
    if person.role is not None:
        grant_role(
            actor=Actor.of(people["nga"]),
            user=user,
            role=person.role,
            branch=branch,
            capacity=person.capacity,
        )
    for purpose in person.consents:
        give_consent(actor=Actor.of(user), purpose=purpose)
    return user


def _branch_of(person: Person, people: People, root: Branch) -> Branch:
    if person.branch == PROVINCE:
        return root
    commune = Branch.objects.get(parent=root, unit_id=person.branch)
    if not person.chapter:
        return commune
    return Branch.objects.filter(parent=commune, name=person.chapter).first() or create_branch(
        actor=Actor.of(people["nga"]), name=person.chapter, level=BranchLevel.CHAPTER, parent=commune
    )


def _officer_for(person: Person, people: People) -> User:
    """Return the officer who confirms the person: that of the ward, else the province's.

    The ward's own officer is confirmed by the province's.
    """
    return people["thu" if person.branch == MOC_CHAU and person.role is None else "huong"]
