"""Permissions: who holds classes and meetings, who sees their people, who copies packs."""

from __future__ import annotations

from typing import Any

from courses.classes.enums import SignUpState
from courses.models import LiveClass, Meeting
from members.models import Branch, RoleGrant
from members.rules import has_desk, is_officer_of, is_staff, is_trainer


def may_hold_classes(user: Any) -> bool:
    """Return whether the user may announce a class: a trainer, an officer or staff."""
    return is_trainer(user) or has_desk(user)


def may_hold_class_for(user: Any, branch: Branch) -> bool:
    """Return whether `user` may hold a class of `branch`. False for an inactive branch.

    True for:

    - staff
    - an officer of the branch or of a branch above it
    - a trainer of the branch or of a branch above or below it
    """
    if not branch.is_active:
        return False
    if is_officer_of(user, branch):
        return True
    return is_trainer(user) and branches_of_trainer(user).filter(pk=branch.pk).exists()


def branches_of_trainer(user: Any) -> Any:
    """Return the active branches for which `user` may hold classes.

    They are the user's own branches as a trainer or officer, and those below and above. Staff get all.
    """
    paths: set[str] = set()
    rows = Branch.objects.run_by(user).filter(is_active=True)
    for path in RoleGrant.objects.filter(user=user, ended_at=None).values_list("branch__path", flat=True):
        parts = path.strip("/").split("/")
        paths |= {"/" + "/".join(parts[:end]) + "/" for end in range(1, len(parts) + 1)}
        rows = rows | Branch.objects.filter(is_active=True, path__startswith=path)
    return (rows | Branch.objects.filter(is_active=True, path__in=paths)).distinct()


def may_run_class(user: Any, live_class: LiveClass) -> bool:
    """Return whether `user` may change the class and record attendance.

    True for its trainer, an officer of its branch or of a branch above, and staff.
    """
    if is_trainer(user) and live_class.trainer_id == user.pk:
        return True
    return is_officer_of(user, live_class.branch)


def may_see_link(user: Any, live_class: LiveClass) -> bool:
    """Return whether the user may see the link of an online class.

    True for people with a place and for people who run the class.
    """
    if not user.is_authenticated:
        return False
    return live_class.sign_ups.filter(user=user, state=SignUpState.GOING).exists() or may_run_class(
        user, live_class
    )


def may_see_materials(user: Any, live_class: LiveClass) -> bool:
    """Return whether the user may see the materials.

    True for people with a place or on the waiting list, people who attended, and those who run the class.
    """
    if not user.is_authenticated:
        return False
    return (
        live_class.sign_ups.filter(user=user).exclude(state=SignUpState.OFF).exists()
        or live_class.attendances.filter(user=user).exists()
        or may_run_class(user, live_class)
    )


def may_lead_meetings(user: Any) -> bool:
    """Return whether the user may show a lesson at a branch's meeting: an officer of any branch, or staff."""
    return has_desk(user)


def may_lead_meeting_of(user: Any, branch: Branch) -> bool:
    return branch.is_active and is_officer_of(user, branch)


def may_run_meeting(user: Any, meeting: Meeting) -> bool:
    return is_officer_of(user, meeting.branch)


def may_copy_packs(user: Any) -> bool:
    """Return whether the user may download a course as a pack: trainers, officers, staff.

    A pack contains the answers of its quizzes.
    """
    return is_trainer(user) or has_desk(user)


def may_take_in_packs(user: Any) -> bool:
    """Return whether the user may import a course of another server: trainers and staff."""
    return is_trainer(user) or is_staff(user)
