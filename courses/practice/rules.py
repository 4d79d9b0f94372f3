from __future__ import annotations

from typing import Any

from courses.authoring.rules import may_edit_course
from courses.models import HandIn
from members.acting import Actor
from members.models import User
from members.roles.enums import Role


def may_review(user: Any, hand_in: HandIn) -> bool:
    """Return whether `user` may accept or return the hand-in.

    True for trainers who write the course, and for staff; never for the hand-in's owner.
    """
    return hand_in.enrolment.user_id != user.pk and may_edit_course(user, hand_in.enrolment.version.course)


def may_decide(actor: Actor, hand_in: HandIn) -> bool:
    """Return whether `actor` may accept or return the hand-in (may_review for `actor.member`).

    The person at the keyboard must not be the owner of the hand-in either.
    """
    return hand_in.enrolment.user_id != actor.by.pk and may_review(actor.member, hand_in)


def typed_it(actor: Actor, hand_in: HandIn) -> bool:
    """Return whether `actor` typed the hand-in on behalf of the learner.

    Then another person must accept it.
    """
    return hand_in.by_id is not None and hand_in.by_id in (actor.by.pk, actor.member.pk)


def who_else_may_accept(actor: Actor, hand_in: HandIn) -> list[User]:
    """Return the course's other trainers who may accept what `actor` typed, by name.

    If there are none, staff do. One query.
    """
    out = {actor.by.pk, actor.member.pk, hand_in.by_id or 0, hand_in.enrolment.user_id}
    authors = hand_in.enrolment.version.course.authors.filter(
        is_active=True, role_grants__role=Role.TRAINER, role_grants__ended_at=None
    )
    return list(authors.exclude(pk__in=out).distinct().order_by("full_name"))
