import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Branch, Unit
from products.models import Photo
from traceability.events import enums as events_enums
from traceability.events.querysets import EventQuerySet
from traceability.keys import this_month
from traceability.lots import enums as lots_enums
from traceability.lots.models import Lot

USER = settings.AUTH_USER_MODEL


class Event(models.Model):
    """One step of one or more lots, in the shape of an EPCIS 2.0 event.

    Append-only: the database refuses a change. It holds no personal texts: note, person and photo are
    EventDetail rows, pinned in `pins` by a salted hash. An error declaration (EPCIS 2.0 §7.4.1.3) is a second
    row with the same event_id and is_error. `by_ref` and `on_behalf_ref` are pseudonyms (`User.ref`).
    """

    pk = models.CompositePrimaryKey("recorded_month", "event_id", "is_error")
    recorded_month = models.DateField(default=this_month)
    event_id = models.UUIDField(default=uuid.uuid4)
    is_error = models.BooleanField(default=False)
    kind = models.CharField(max_length=12, choices=events_enums.EventKind)
    epcis_type = models.CharField(max_length=24, choices=events_enums.EpcisType)
    action = models.CharField(max_length=8, choices=events_enums.EpcisAction, blank=True)
    biz_step = models.CharField(max_length=40)
    disposition = models.CharField(max_length=40)
    event_time = models.DateTimeField(help_text="When it happened")
    zone_offset = models.CharField(max_length=6, default="+07:00")
    recorded_at = models.DateTimeField(default=timezone.now)
    place = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", help_text="Commune; never coordinates"
    )
    by_ref = models.UUIDField(null=True)
    on_behalf_ref = models.UUIDField(null=True)
    device_clock_offset_s = models.IntegerField(
        null=True, help_text="Server time minus phone time in seconds, if the phone sent its time"
    )
    clock_flagged = models.BooleanField(default=False)
    error_reason = models.CharField(max_length=40, blank=True, help_text="CBV reason of an error declaration")
    corrective_event_ids = models.JSONField(default=list)
    pins = models.JSONField(default=list, help_text='Such as [{"kind": "note", "pin": "<hex>"}]')
    entry_id = models.BigIntegerField(null=True, help_text="The event's entry of backend.ledger")

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("sự kiện")
        verbose_name_plural = _("sự kiện")
        constraints = [
            models.UniqueConstraint(fields=["event_id", "is_error"], name="traceability_event_once"),
        ]
        indexes = [models.Index(fields=["event_time"], name="traceability_event_time")]

    def __str__(self) -> str:
        return self.urn

    @property
    def urn(self) -> str:
        return f"urn:uuid:{self.event_id}"


class EventLot(models.Model):
    """A lot's part in an event: subject, input or output, with its amount. Append-only like the event."""

    pk = models.CompositePrimaryKey("recorded_month", "event_id", "is_error", "position")
    recorded_month = models.DateField()
    event_id = models.UUIDField()
    is_error = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()
    event = models.ForeignObject(
        Event,
        on_delete=models.DO_NOTHING,
        from_fields=["recorded_month", "event_id", "is_error"],
        to_fields=["recorded_month", "event_id", "is_error"],
        related_name="lot_links",
    )
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="event_links")
    role = models.CharField(max_length=10, choices=lots_enums.LotRole)
    quantity = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    unit = models.CharField(max_length=10, blank=True)
    taken = models.DecimalField(
        max_digits=12,
        decimal_places=3,
        null=True,
        help_text="For an input without a quantity: the amount used, in the lot's unit",
    )

    class Meta:
        verbose_name = _("lô trong sự kiện")
        verbose_name_plural = _("lô trong sự kiện")
        ordering = ["position"]
        indexes = [models.Index(fields=["event_id"], name="traceability_eventlot_event")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.role} {self.lot_id}"


class EventDetail(models.Model):
    """A personal text or a photo of an event.

    It can be erased; `salt` opens its pin in the event's `pins`.
    """

    event_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10, choices=events_enums.DetailKind)
    text = models.CharField(max_length=500, blank=True)
    photo = models.ForeignKey(Photo, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    salt = models.BinaryField(max_length=32, null=True)
    pin = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("chi tiết của sự kiện")
        verbose_name_plural = _("chi tiết của sự kiện")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(text="", photo=None, salt=None),
                name="traceability_detail_erased_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class EventCheck(models.Model):
    """An officer's confirmation of an event, by the signed paper or by a visit. The ledger records it too."""

    event_id = models.UUIDField()
    claim = models.CharField(max_length=10, choices=lots_enums.Claim)
    branch = models.ForeignKey(Branch, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("xác minh sự kiện")
        verbose_name_plural = _("xác minh sự kiện")
        constraints = [
            models.UniqueConstraint(fields=["event_id", "claim"], name="traceability_check_once"),
            models.CheckConstraint(condition=~Q(claim="self"), name="traceability_check_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.claim}"
