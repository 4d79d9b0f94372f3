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
        """Filter to contests that `user` organises: an officer's branches and all below; staff, all."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(branch__in=Branch.objects.run_by(user))

    def visible_to(self, user: Any) -> ContestQuerySet:
        """Filter to announced contests, and others for their organisers."""
        visible = Q(announced_at__isnull=False)
        if user.is_authenticated:
            visible |= Q(branch__in=Branch.objects.run_by(user))
        return self.filter(visible)


class RoundQuerySet(models.QuerySet["ContestRound"]):
    def committed_once(self) -> RoundQuerySet:
        """Filter to rounds that have a committed paper, or had one that was withdrawn.

        A published commitment stays public.
        """
        papers = self.model._meta.apps.get_model("courses", "RoundPaper").objects
        return self.filter(~Q(commitment="") | Exists(papers.filter(round=OuterRef("pk"))))

    def visible_to(self, user: Any) -> RoundQuerySet:
        """Filter to rounds of announced contests that have, or had, a committed paper.

        Organisers see all their rounds.
        """
        visible = Q(contest__announced_at__isnull=False) & Q(pk__in=self.model.objects.committed_once())
        if user.is_authenticated:
            visible |= Q(contest__branch__in=Branch.objects.run_by(user))
        return self.filter(visible)


class ResultQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> ResultQuerySet:
        """Filter to published results. Organisers also get the unpublished results of their contests."""
        visible = Q(round__published_at__isnull=False)
        if user.is_authenticated:
            visible |= Q(round__contest__branch__in=Branch.objects.run_by(user))
        return self.filter(visible)
