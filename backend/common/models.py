from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class IdempotencyKey(models.Model):
    """Request of one owner that was carried out, with its response.

    Written in the transaction of the effect (backend.common.idempotency). So a row exists exactly if the
    effect does.
    owner: "user:<id>" or "device:<hash of the session>".
    status: empty only inside the transaction that fills it.
    """

    owner = models.CharField(_("chủ"), max_length=80)
    key = models.CharField(_("khoá"), max_length=64)
    body_hash = models.CharField(_("mã băm nội dung"), max_length=64)
    status = models.PositiveSmallIntegerField(_("trạng thái"), null=True)
    body = models.JSONField(_("câu trả lời"), null=True)
    location = models.CharField(_("địa chỉ"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("lúc"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("khoá chống gửi hai lần")
        verbose_name_plural = _("khoá chống gửi hai lần")
        constraints = (
            models.UniqueConstraint(fields=("owner", "key"), name="common_idempotencykey_once_per_owner"),
        )

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"


class ClockJob(models.Model):
    """State of a periodic job (backend.common.clock): when its next run is due, its last run and error.

    All clocks share the row.
    """

    name = models.CharField(_("việc"), max_length=120, primary_key=True)
    due_at = models.DateTimeField(_("đến hạn"))
    started_at = models.DateTimeField(_("bắt đầu"), null=True)
    finished_at = models.DateTimeField(_("xong"), null=True)
    error = models.CharField(_("lỗi"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("việc định kỳ")
        verbose_name_plural = _("việc định kỳ")

    def __str__(self) -> str:
        return self.name


class TaskWorker(models.Model):
    """A running task worker. One without a recent heartbeat is dead, and another worker gets its task."""

    id = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField(_("thấy lúc"))

    class Meta:
        verbose_name = _("tiến trình làm việc nền")
        verbose_name_plural = _("tiến trình làm việc nền")

    def __str__(self) -> str:
        return self.id


class Mark(models.Model):
    """Mark of an action that is done once per database, such as loading the demo."""

    name = models.CharField(_("việc"), max_length=60, primary_key=True)
    made_at = models.DateTimeField(_("lúc"), default=timezone.now)

    class Meta:
        verbose_name = _("dấu đã làm")
        verbose_name_plural = _("dấu đã làm")

    def __str__(self) -> str:
        return self.name


class ShortLink(models.Model):
    """A short code for a path of this site (backend.common.short_links); it holds no personal data.

    The target may be a secret address, so the code is as hard to guess and is treated as a secret, too.
    """

    code = models.CharField(_("mã"), max_length=13, primary_key=True)
    target = models.CharField(_("đường dẫn"), max_length=300, unique=True)
    expires_at = models.DateTimeField(_("hết hạn"), db_index=True)

    class Meta:
        verbose_name = _("đường dẫn ngắn")
        verbose_name_plural = _("đường dẫn ngắn")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(target__startswith="/") & ~models.Q(target__startswith="//"),
                name="common_shortlink_on_this_site",
            ),
        )

    def __str__(self) -> str:
        return self.target
