from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Branch
from union.roles.enums import UnionRoleName
from union.roles.querysets import UnionRoleQuerySet


class UnionRole(models.Model):
    """The role of a communicator, reader, duty officer or reporter in one branch."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="union_roles")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="union_roles")
    role = models.CharField(max_length=12, choices=UnionRoleName)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given_at = models.DateTimeField(default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = UnionRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("phân công của Hội")
        verbose_name_plural = _("phân công của Hội")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "branch", "role"], condition=Q(ended_at=None), name="union_role_once"
            ),
        ]
        indexes = [models.Index(fields=["role", "branch"], name="union_role_of_branch")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()} {self.branch}"
