"""Appoint the first officer of an installation, which the operator does in the shell."""

from __future__ import annotations

from django.db import transaction

from backend.common.phones import parse_mobile
from members.acting import Actor
from members.models import Branch, RoleGrant, User
from members.people.names import clean_name
from members.people.pinned_rows import pin_name
from members.roles.actions import grant_role
from members.roles.enums import Role
from members.signing_in.actions.tickets import PrintedTicket, issue_first_ticket


@transaction.atomic
def appoint_first_officer(*, branch: Branch, full_name: str, phone: str) -> PrintedTicket | None:
    """Create an account for the first officer of `branch`, with staff rights and a printed ticket.

    The card number on the ticket's account signs in once the officer has set a PIN with the ticket's code.
    `phone` is unverified until a code by SMS. Return None if the branch has an officer already. Raises
    ProfileError and PhoneError.
    """
    name, number = clean_name(full_name), parse_mobile(phone)
    # Two calls at once wait here for each other.
    branch = Branch.objects.select_for_update().get(pk=branch.pk)
    if RoleGrant.objects.filter(branch=branch, role=Role.OFFICER, ended_at=None).exists():
        return None
    officer = User.objects.create_superuser(full_name=name, phone_to_verify=number)
    pin_name(officer)
    grant_role(actor=Actor.of(officer), user=officer, role=Role.OFFICER, branch=branch)
    return issue_first_ticket(member=officer)
