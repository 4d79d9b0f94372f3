"""Hosts under which the site was ever printed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from traceability.hosts.querysets import PrintedHostQuerySet

USER = settings.AUTH_USER_MODEL


class PrintedHost(models.Model):
    """A host that labels or posters may carry: the present one and all former ones.

    Codes are valid while it resolves here.
    """

    host = models.CharField(
        _("tên máy chủ"), max_length=253, unique=True, help_text="Lower case, ASCII (IDNA), without port"
    )
    note = models.CharField(_("ghi chú"), max_length=200, blank=True)
    since = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    salt = SaltField(help_text="Of the pin of `note`")

    objects = PrintedHostQuerySet.as_manager()

    class Meta:
        verbose_name = _("địa chỉ từng in trên tem")
        verbose_name_plural = _("địa chỉ từng in trên tem")
        ordering = ["-since", "host"]
        constraints = [models.CheckConstraint(condition=~Q(host=""), name="traceability_host_named")]

    def __str__(self) -> str:
        return self.host
