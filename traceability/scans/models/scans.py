import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Unit
from traceability.keys import this_month
from traceability.lots.models import Lot
from traceability.scans import enums


class LabelTally(models.Model):
    """Totals of one label's scans.

    The row is created at its first scan; `serial_key` is run * 2**17 + counter.
    """

    serial_key = models.BigIntegerField(primary_key=True)
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="tallies")
    count = models.PositiveIntegerField(default=0)
    days = models.PositiveIntegerField(default=0, help_text="Distinct days")
    devices_today = models.PositiveIntegerField(default=0)
    busiest_day_devices = models.PositiveIntegerField(default=0)
    busiest_day_communes = models.PositiveIntegerField(
        default=0, help_text="Communes that buyers stated, each network counted once"
    )
    communes = models.PositiveIntegerField(default=0, help_text="All communes ever stated")
    first_scanned_at = models.DateTimeField()
    last_scanned_at = models.DateTimeField()

    class Meta:
        verbose_name = _("số lần quét của tem")
        verbose_name_plural = _("số lần quét của tem")

    def __str__(self) -> str:
        return f"{self.serial_key}: {self.count}"


class Scan(models.Model):
    """One scan that a page posted. No network address is stored: `device` is a hash salted by the day."""

    pk = models.CompositePrimaryKey("month", "id")
    month = models.DateField(default=this_month)
    id = models.UUIDField(default=uuid.uuid4)
    serial_key = models.BigIntegerField(null=True, help_text="Null if the code names only a lot")
    lot = models.ForeignKey(Lot, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    device = models.BinaryField(max_length=16, help_text="Salted hash that detects repeats within one day")
    network = models.BinaryField(
        max_length=16,
        null=True,
        help_text="Salted hash of the address (/64 for IPv6) that detects repeats within one day",
    )
    is_repeat = models.BooleanField(default=False, help_text="Stored, but not counted")
    verdict = models.CharField(max_length=12, choices=enums.Verdict)
    place = models.ForeignKey(
        Unit,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        help_text="Commune, if the buyer stated it",
    )
    scanned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lượt quét")
        verbose_name_plural = _("lượt quét")
        indexes = [
            models.Index(fields=["serial_key", "scanned_at"], name="traceability_scan_serial"),
            models.Index(fields=["lot", "scanned_at"], name="traceability_scan_lot"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id} {self.scanned_at:%d/%m/%Y}"


class DaySalt(models.Model):
    """The secret of one day, with which devices and networks are hashed.

    It is deleted after two days, so that hashes can't be recomputed.
    """

    day = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("muối của ngày")
        verbose_name_plural = _("muối của ngày")

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"
