"""Who of an import has signed in or acted. Only an import that nobody used can be taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from backend.common.bulk import in_parts
from backend.ledger.models import Entry
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
_OWN_KINDS = ("shown", f"account.{AccountChangeKind.OPENED}", "membership.confirmed")
_OWN_MODELS = (AccountChange, MemberImportRow, Membership, Milestone, MilestoneEvent, Notice)


def names_of_users_at_work(run: MemberImport) -> list[str]:
    """Return the names of the members made by the import who have signed in or acted, sorted."""
    made = User.objects.filter(pk__in=run.rows.filter(state=RowState.MADE).values("user"), erased_at=None)
    users = list(made.only("pk", "ref", "full_name", "last_login"))
    used = used_among(users)
    return sorted(str(user) for user in users if user.pk in used)


def used_among(users: Collection[User]) -> set[int]:
    """Return the ids of those who signed in, acted, were acted for, or have rows of another act than the import."""
    found = {user.pk for user in users if user.last_login is not None}
    by_ref = {user.ref: user.pk for user in users}
    by_subject = {subject_of(user): user.pk for user in users}
    for refs in in_parts(by_ref):
        others = Entry.objects.exclude(kind__in=_OWN_KINDS)
        acts = others.filter(Q(by__in=refs) | Q(on_behalf_of__in=refs))
        for by, behalf in acts.values_list("by", "on_behalf_of").distinct():
            found |= {by_ref[ref] for ref in (by, behalf) if ref in by_ref}
    for subjects in in_parts(by_subject):
        rows = Entry.objects.exclude(kind__in=_OWN_KINDS).filter(subject__in=subjects)
        found |= {by_subject[subject] for subject in rows.values_list("subject", flat=True).distinct()}
    return found | _referred([user.pk for user in users])


def _referred(keys: Iterable[int]) -> set[int]:
    """Return which of the users other tables name: an enrolment by a trainer is an act for them, too."""
    keys, found = list(keys), set[int]()
    for relation in User._meta.get_fields(include_hidden=True):
        is_reverse = relation.auto_created and not relation.concrete
        if not is_reverse or relation.related_model in _OWN_MODELS:
            continue
        name = relation.field.name  # type: ignore[union-attr]
        for part in in_parts(keys):
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": part})  # type: ignore[union-attr]
            found |= set(rows.values_list(name, flat=True))
    return found
