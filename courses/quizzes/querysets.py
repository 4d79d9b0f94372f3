from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from members.rules import is_staff, is_trainer

if TYPE_CHECKING:
    from courses.models import Attempt, Question, QuestionBank


class BankQuerySet(models.QuerySet["QuestionBank"]):
    def visible_to(self, user: Any) -> BankQuerySet:
        """Filter to the shared banks and those of the user's own courses. Staff see all banks.

        Users who are neither trainers nor staff see none.
        """
        if not user.is_authenticated:
            return self.none()
        if is_staff(user):
            return self.all()
        if not is_trainer(user):
            return self.none()
        # Without a join, so that a count of the rows doesn't count them once per author.
        own_courses = self.model._meta.apps.get_model("courses", "Course").objects.filter(authors=user)
        return self.filter(Q(course__in=own_courses) | Q(course=None))


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked(self) -> QuestionQuerySet:
        """Filter to questions that new versions of a quiz ask."""
        return self.filter(archived_at=None)

    def visible_to(self, user: Any) -> QuestionQuerySet:
        """Filter to questions of the banks that the user sees."""
        if not user.is_authenticated:
            return self.none()
        if is_staff(user):
            return self.all()
        if not is_trainer(user):
            return self.none()
        return self.filter(Q(bank__course__authors=user) | Q(bank__course=None))


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: Any) -> AttemptQuerySet:
        """Filter to the user's own attempts; others' answers appear only in reports."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def to_grade_by(self, user: Any) -> AttemptQuerySet:
        """Filter to attempts with an essay that waits for a grade, in courses that the user may edit.

        The user's own attempts are left out.
        """
        if not (is_staff(user) or is_trainer(user)):
            return self.none()
        courses = self.model._meta.apps.get_model("courses", "Course").objects.edited_by(user)
        return self.filter(waits_for_grade=True, version__course__in=courses).exclude(user=user)
