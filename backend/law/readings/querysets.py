from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from members.rules import has_desk

if TYPE_CHECKING:
    from backend.law.library.models import Provision
    from backend.law.readings.models import LawyerReading, PlainWords, Recording


class WordsQuerySet(models.QuerySet["PlainWords"]):
    def visible_to(self, user: Any) -> WordsQuerySet:
        """Return the current words, and for those with a desk also the replaced ones."""
        return self.all() if has_desk(user) else self.current()

    def current(self) -> WordsQuerySet:
        return self.filter(replaced_at=None)

    def waiting_for(self, user: Any) -> WordsQuerySet:
        """Return the words that wait for a second person, and that `user` hasn't written, the oldest first."""
        rows = self.current().filter(read_at=None).filter(Q(written_by=None) | ~Q(written_by=user.pk))
        return rows.select_related("provision__document", "written_by").order_by("written_at", "pk")


class ReadingQuerySet(models.QuerySet["LawyerReading"]):
    def standing(self) -> ReadingQuerySet:
        return self.filter(ended_at=None)

    def about(self, provisions: Collection[Provision | int], readable: str = "") -> ReadingQuerySet:
        """Return the standing readings of these provisions and of one readable, the newest first."""
        wanted = Q(provision__in=provisions) | (Q(readable=readable) if readable else Q())
        rows = self.standing().filter(wanted) if provisions or readable else self.none()
        return rows.select_related("provision__document", "words", "read_by", "grant").order_by("-read_at")

    def about_readables(self, keys: Collection[str]) -> ReadingQuerySet:
        """Return the standing readings of these readables, the newest first."""
        rows = self.standing().filter(readable__in=keys)
        return rows.select_related("words", "read_by", "grant").order_by("-read_at")


class RecordingQuerySet(models.QuerySet["Recording"]):
    def visible_to(self, user: Any) -> RecordingQuerySet:
        """Return the recordings that play, and for those with a desk also the removed ones."""
        return self.all() if has_desk(user) else self.playable()

    def playable(self) -> RecordingQuerySet:
        return self.filter(removed_at=None).order_by("language")
