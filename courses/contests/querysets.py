from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from members.models import Branch

if TYPE_CHECKING:
    from courses.models import Contest, ContestRound


class ContestQuerySet(models.QuerySet["Contest"]):
    def announced(self) -> ContestQuerySet:
        return self.exclude(announced_at=None)

    def run_by(self, user: Any) -> ContestQuerySet:
        """Contests that `user` organises: an officer's branches and all below; staff, all."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(branch__in=Branch.objects.run_by(user))

    def visible_to(self, user: Any) -> ContestQuerySet:
        """Announced ones for everybody, the others for who organises them."""
        shown = Q(announced_at__isnull=False)
        if user.is_authenticated:
            shown |= Q(branch__in=Branch.objects.run_by(user))
        return self.filter(shown)


class RoundQuerySet(models.QuerySet["ContestRound"]):
    def committed_once(self) -> RoundQuerySet:
        """Those that hold to a paper, or did before it was withdrawn: a commitment that was public stays so."""
        papers = self.model._meta.apps.get_model("courses", "RoundPaper").objects
        return self.filter(~Q(commitment="") | Exists(papers.filter(round=OuterRef("pk"))))

    def visible_to(self, user: Any) -> RoundQuerySet:
        """Rounds of announced contests once their paper is committed to; all of hers for who organises."""
        shown = Q(contest__announced_at__isnull=False) & Q(pk__in=self.model.objects.committed_once())
        if user.is_authenticated:
            shown |= Q(contest__branch__in=Branch.objects.run_by(user))
        return self.filter(shown)


class ResultQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> ResultQuerySet:
        """Published ones for everybody, those that wait for publishing for who organises."""
        shown = Q(round__published_at__isnull=False)
        if user.is_authenticated:
            shown |= Q(round__contest__branch__in=Branch.objects.run_by(user))
        return self.filter(shown)
