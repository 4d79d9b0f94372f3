"""Who of an import has signed in or acted. Only an import that nobody used can be taken back."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from backend.common.bulk import in_parts
from backend.ledger.models import Entry
from backend.ledger.row_states import STATED
from members.imports.enums import RowState
from members.models import (
    AccountChange,
    MemberImport,
    MemberImportRow,
    Membership,
    Milestone,
    MilestoneEvent,
    Notice,
    User,
)
from members.people.actions.changes import subject_of
from members.people.enums import AccountChangeKind

# The entries and rows that the import itself writes about a member.
_OWN_KINDS = ("shown", STATED, f"account.{AccountChangeKind.OPENED}", "membership.confirmed")
_OWN_MODELS = (AccountChange, MemberImportRow, Membership, Milestone, MilestoneEvent, Notice)


def members_made_by(run: MemberImport) -> QuerySet[User]:
    """Return the members whose accounts the import opened."""
    return User.objects.filter(pk__in=run.rows.filter(state=RowState.MADE).values("user"), erased_at=None)


def names_of_signed_in(run: MemberImport) -> list[str]:
    """Return the names of the import's members who have signed in, sorted. A cheap check for pages."""
    return sorted(map(str, members_made_by(run).exclude(last_login=None)))


def names_of_users_at_work(run: MemberImport) -> list[str]:
    """Return the names of the import's members who have signed in or acted, sorted."""
    members = members_made_by(run)
    return sorted(map(str, members.filter(pk__in=used_among(members))))


def used_among(users: QuerySet[User]) -> set[int]:
    """Return the ids of those who signed in, acted, were acted for, or have rows of another act than the import."""
    people = list(users.values_list("pk", "ref", "last_login"))
    found = {pk for pk, _ref, last_login in people if last_login is not None}
    by_ref = {ref: pk for pk, ref, _last_login in people}
    others = Entry.objects.exclude(kind__in=_OWN_KINDS)
    for refs in in_parts(by_ref):
        acts = others.filter(Q(by__in=refs) | Q(on_behalf_of__in=refs))
        for by, behalf in acts.values_list("by", "on_behalf_of").distinct():
            found |= {by_ref[ref] for ref in (by, behalf) if ref in by_ref}
    by_subject = {subject_of(User(ref=ref)): pk for ref, pk in by_ref.items()}
    for subjects in in_parts(by_subject):
        about = others.filter(subject__in=subjects).values_list("subject", flat=True)
        found |= {by_subject[subject] for subject in about.distinct()}
    return found | _referred(users)


def _referred(users: QuerySet[User]) -> set[int]:
    """Return which of the users other tables name: an enrolment by a trainer is an act for them, too."""
    found = set[int]()
    for relation in User._meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and not relation.concrete
        if not is_reverse or relation.related_model in _OWN_MODELS:
            continue
        name = relation.field.name  # type: ignore[union-attr]
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": users.values("pk")})  # type: ignore[union-attr]
        found |= set(rows.values_list(name, flat=True))
    return found
