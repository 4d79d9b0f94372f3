from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """That one owner's request was carried out, and what it was answered.

    Written in the transaction of the effect (backend.common.idempotency), so a row exists exactly when the effect
    does. `owner` is "user:<id>" or "device:<id>"; `status` is empty only inside the transaction that fills it.
    """

    owner = models.CharField(_("chủ"), max_length=80)
    key = models.CharField(_("khóa"), max_length=64)
    body_hash = models.CharField(_("mã băm nội dung"), max_length=64)
    status = models.PositiveSmallIntegerField(_("trạng thái"), null=True)
    body = models.JSONField(_("câu trả lời"), null=True)
    location = models.CharField(_("địa chỉ"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("lúc"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("khóa chống gửi hai lần")
        verbose_name_plural = _("khóa chống gửi hai lần")
        constraints = (
            models.UniqueConstraint(fields=("owner", "key"), name="common_idempotencykey_once_per_owner"),
        )

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"
