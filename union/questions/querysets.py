from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from union.questions.enums import QuestionState
from union.questions.reach import handled_branches

if TYPE_CHECKING:
    from union.questions.models import Answer, PublicAnswer, Question


class AskedQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: Any) -> AskedQuerySet:
        """Return the questions that `user` handles: those that her branches have now. What was handed on is gone from her list.

        What nobody has listened to yet is for officers on duty alone (union.questions.hearing).
        """
        if not user.is_authenticated:
            return self.none()
        return self.filter(branch__in=handled_branches(user)).exclude(state=QuestionState.UNHEARD)

    def asked_by(self, user: Any) -> AskedQuerySet:
        return self.filter(asker=user) if user.is_authenticated else self.none()

    def waiting(self) -> AskedQuerySet:
        """Return the questions that nobody has answered, the one due first on top."""
        return self.filter(state=QuestionState.ASKED).order_by("due_at", "pk")

    def late(self) -> AskedQuerySet:
        return self.waiting().filter(due_at__lte=timezone.now())


class UnionAnswerQuerySet(models.QuerySet["Answer"]):
    def sent(self) -> UnionAnswerQuerySet:
        return self.filter(sent_at__isnull=False)


class PublicAnswerQuerySet(models.QuerySet["PublicAnswer"]):
    def visible_to(self, user: Any) -> PublicAnswerQuerySet:
        """Return what everybody may read: published, with a consent that holds."""
        return self.filter(
            Q(question__consented_at__isnull=False) & Q(question__consent_withdrawn_at=None),
            published_at__isnull=False,
            withdrawn_at=None,
        )
