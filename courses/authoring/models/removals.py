from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.authoring.models.courses import Course


class Removed(models.Model):
    """Module, lesson or step that a trainer removed from a course, stored so that it can be restored.

    data: the rows with their keys, serialised by courses/authoring/actions/arranging.py.
    what: "module", "lesson" or "step".
    """

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="removed")
    what = models.CharField(max_length=10)
    title = models.CharField(max_length=140, blank=True)
    data = models.JSONField()
    removed_at = models.DateTimeField(default=timezone.now)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("phần đã bỏ khỏi khoá học")
        verbose_name_plural = _("phần đã bỏ khỏi khoá học")
        ordering = ["-removed_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_module(self) -> bool:
        return self.what == "module"

    @property
    def is_lesson(self) -> bool:
        return self.what == "lesson"
