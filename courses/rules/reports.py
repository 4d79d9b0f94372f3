from __future__ import annotations

from typing import Any, Literal

from django.db.models import QuerySet

from courses.models import Course
from courses.rules.courses import may_edit_course
from members.models import Branch, User
from members.rules import has_desk, is_trainer


def may_see_reports(user: Any) -> bool:
    """Trainers, officers and staff."""
    return is_trainer(user) or has_desk(user)


def people_seen_by(user: Any, course: Course) -> QuerySet[User] | None | Literal[False]:
    """Whose learning of `course` she sees: None is everybody (its authors, staff), False nobody.

    An officer who doesn't write the course sees the members of her branches.
    """
    if may_edit_course(user, course):
        return None
    if not has_desk(user):
        return False
    return User.objects.in_branches(Branch.objects.run_by(user))


def rows_of_completion(user: Any) -> list[Branch]:
    """The branches whose completion she sees, of one level: never two of which one lies in the other."""
    run = Branch.objects.run_by(user) if user.is_authenticated else Branch.objects.none()
    if not run.exists():  # a trainer: communes of the whole province
        run = Branch.objects.visible_to(user)
    level = "commune" if run.filter(level="commune").count() > 1 else "chapter"
    return list(run.filter(level=level).order_by("name"))
