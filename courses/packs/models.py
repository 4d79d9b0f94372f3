"""The origin of a course that was imported from a file."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.authoring.models.courses import Course, CourseVersion


class CourseOrigin(models.Model):
    """Origin of a course from another server.

    Later packs of its signer with its slug become new versions of the course.
    """

    course = models.OneToOneField(Course, on_delete=models.CASCADE, related_name="origin")
    issuer = models.CharField(max_length=200, help_text="The server that the signed pack names as its origin")
    signer = models.CharField(max_length=64, help_text="SHA-256 of the Ed25519 public key, hexadecimal")
    slug = models.CharField(max_length=80, help_text="Slug of the course on the issuing server")

    class Meta:
        verbose_name = _("nơi khoá học đến từ")
        verbose_name_plural = _("nơi khoá học đến từ")
        constraints = [models.UniqueConstraint(fields=["signer", "slug"], name="courses_origin_once")]

    def __str__(self) -> str:
        return f"{self.issuer} {self.slug}"


class TakenPack(models.Model):
    """An imported pack, and the version on this server that was made of it."""

    version = models.OneToOneField(CourseVersion, on_delete=models.CASCADE, related_name="pack")
    manifest_sha256 = models.CharField(max_length=64, unique=True)
    number_there = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("gói bài học đã nhận")
        verbose_name_plural = _("gói bài học đã nhận")

    def __str__(self) -> str:
        return self.manifest_sha256
