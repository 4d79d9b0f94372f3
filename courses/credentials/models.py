"""Certificates of finished courses."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.credentials.bitstrings import LIST_BITS
from courses.credentials.enums import RevokeReason
from courses.credentials.querysets import CredentialQuerySet
from courses.keys import new_code
from courses.learning.models import Enrolment


class Credential(models.Model):
    """Certificate of a finished course with its results.

    The statement never changes. The holder chooses which parts are public. If a result is undone, the
    certificate is revoked permanently. Finishing again gives a new certificate.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=20, unique=True, default=new_code, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="credentials")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="credentials")
    statement: Any = models.JSONField(
        help_text="The claims without the holder's name (courses.credentials.statements)"
    )
    salt = models.BinaryField(max_length=32, null=True, help_text="Salt of the statement's pin in the ledger")
    name = models.CharField(
        _("họ và tên"), max_length=80, blank=True, help_text="Snapshot at the time of issue"
    )
    branch_name = models.CharField(
        _("chi hội"), max_length=200, blank=True, help_text="Snapshot at the time of issue"
    )
    issued_at = models.DateTimeField(default=timezone.now)
    status_list = models.PositiveSmallIntegerField(default=1)
    status_index = models.PositiveIntegerField(
        help_text="Index of its bit, drawn at random, so that neighbouring bits reveal nothing"
    )
    shows_name = models.BooleanField(_("Họ và tên của chị"), default=False)
    shows_results = models.BooleanField(_("Các kết quả thật"), default=False)
    shows_branch = models.BooleanField(_("Chi hội của chị"), default=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoke_reason = models.CharField(max_length=20, choices=RevokeReason, blank=True)
    revoke_note = models.TextField(
        _("chị ghi rõ hơn"), max_length=500, blank=True, help_text="Shown only to the holder"
    )
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("chứng nhận học xong")
        verbose_name_plural = _("chứng nhận học xong")
        ordering = ["-issued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(revoked_at=None), name="courses_credential_one_standing"
            ),
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="courses_credential_status_bit"
            ),
            models.CheckConstraint(
                condition=Q(status_index__lt=LIST_BITS), name="courses_credential_status_in_list"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoke_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revoke_reason=""),
                name="courses_credential_revoked_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.statement['course']['title']}"

    @property
    def is_standing(self) -> bool:
        return self.revoked_at is None

    @property
    def subject(self) -> str:
        """Return the certificate's subject in the ledger.

        It doesn't contain the code that opens the certificate's page.
        """
        return f"credential:{self.pk}"
