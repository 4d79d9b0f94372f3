from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.people.models import User


class AssistSession(models.Model):
    """A session of làm hộ: while it is open, the officer acts on behalf of the member."""

    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assist_sessions")
    member = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assisted_in")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("phiên làm hộ")
        verbose_name_plural = _("phiên làm hộ")
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=Q(ended_at=None), name="members_assist_one_open"
            ),
            models.CheckConstraint(condition=~Q(officer=F("member")), name="members_assist_other"),
        ]

    def __str__(self) -> str:
        return f"{self.officer} → {self.member}"
