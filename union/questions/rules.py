"""Who may do what with questions. Nobody handles or reads one in làm hộ."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from members.acting import ActorRequest
from members.branches.enums import BranchLevel
from members.models import RoleGrant
from members.roles.enums import Role
from members.rules import is_officer_of
from union.questions.models import Answer, Question
from union.roles.enums import UnionRoleName
from union.roles.rules import holds


def refuse_help(request: ActorRequest) -> None:
    """Raise Http404 in làm hộ: an officer who helps a member sees no question by the member's rights."""
    if request.actor and request.actor.is_helping:
        raise Http404


def may_handle(user: Any, question: Question) -> bool:
    """Return True for officers and communicators of the branch that has the question, and officers above."""
    if not user.is_authenticated or not user.is_active or question.asker_id == user.pk:
        return False
    is_communicator = holds(user, UnionRoleName.COMMUNICATOR, question.branch)
    return is_communicator or is_officer_of(user, question.branch)


def may_read_answer(user: Any, answer: Answer) -> bool:
    """Return True for a second person: an officer of the branch or above, or its reader, who didn't write the answer."""
    is_other = user.pk not in (answer.written_by_id, answer.question.asker_id)
    branch = answer.question.branch
    return is_other and (is_officer_of(user, branch) or holds(user, UnionRoleName.READER, branch))


def may_publish(user: Any, question: Question) -> bool:
    """Return True for officers of a commune or of the province over the branch that answered."""
    if not user.is_authenticated or not user.is_active or not is_officer_of(user, question.branch):
        return False
    levels = [BranchLevel.COMMUNE, BranchLevel.PROVINCE]
    grants = RoleGrant.objects.filter(user=user, role=Role.OFFICER, ended_at=None, branch__level__in=levels)
    return user.is_staff or grants.exists()
