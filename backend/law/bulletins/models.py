from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from backend.law.bulletins.content import Content, mark_of
from backend.law.bulletins.enums import OPEN, PUBLIC, VersionState
from backend.law.bulletins.querysets import BulletinQuerySet, VersionQuerySet
from backend.law.library.models import Document


class Bulletin(models.Model):
    """What one document changes for women. Its words are in versions; the row itself never changes."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="bulletins")
    topic = models.CharField(max_length=40, help_text="Id of a topic of data/topics.toml")
    slug = models.SlugField(max_length=90, unique=True)
    started_at = models.DateTimeField()

    objects = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("bản tin luật")
        verbose_name_plural = _("bản tin luật")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.slug


class BulletinVersion(models.Model):
    """The words of a bulletin: written by one officer, read and published by another.

    A correction is a new version, with `note` on what changed. At most one version is open and one is public.
    """

    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    title = models.CharField(max_length=120)
    from_date = models.DateField(null=True, blank=True, help_text="The day from which the change is in force")
    content = models.JSONField(default=dict, help_text="As backend.law.bulletins.content.Content")
    note = models.CharField(max_length=400, blank=True, help_text="What changed since the version before")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()
    returned_reason = models.CharField(max_length=400, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=400, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("bản của bản tin luật")
        verbose_name_plural = _("các bản của bản tin luật")
        ordering = ["bulletin", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "number"], name="law_bulletin_version_once"),
            models.UniqueConstraint(
                fields=["bulletin"], condition=Q(state__in=OPEN), name="law_bulletin_open_once"
            ),
            models.UniqueConstraint(
                fields=["bulletin"], condition=Q(state__in=PUBLIC), name="law_bulletin_public_once"
            ),
            models.CheckConstraint(condition=~Q(read_by=F("written_by")), name="law_bulletin_two_people"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, published_at=None)
                | ~Q(state__in=OPEN) & Q(published_at__isnull=False, from_date__isnull=False),
                name="law_bulletin_published_at",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="law_bulletin_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.WITHDRAWN) | Q(withdrawn_at__isnull=False),
                name="law_bulletin_withdrawn_at",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def words(self) -> Content:
        return Content.of(self.content)

    @property
    def mark(self) -> str:
        """Return the hash of title, day and content."""
        return mark_of(self.title, self.from_date.isoformat() if self.from_date else "", self.content)

    @property
    def is_draft(self) -> bool:
        return self.state == VersionState.DRAFT

    @property
    def is_waiting(self) -> bool:
        return self.state == VersionState.WAITING

    @property
    def is_published(self) -> bool:
        return self.state == VersionState.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        return self.state == VersionState.WITHDRAWN


class FollowedTopic(models.Model):
    """A member wants a notice of each bulletin of a topic. Deleted when she stops."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(max_length=40)
    followed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("chủ đề luật theo dõi")
        verbose_name_plural = _("chủ đề luật theo dõi")
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="law_topic_followed_once")]
        indexes = [models.Index(fields=["topic", "user"], name="law_topic_followers")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.topic}"
