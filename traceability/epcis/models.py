import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from traceability.epcis.querysets import EpcisEventQuerySet
from traceability.keys import this_month
from traceability.lots.models import Lot

USER = settings.AUTH_USER_MODEL


class EpcisEvent(models.Model):
    """One event as EPCIS 2.0 JSON, ours or captured, with its CBV event hash ID and columns for queries.

    event_id: the UUID of a urn:uuid, else a random one. Older rows have one derived from the URI
        (traceability.epcis.reading).
    pin: a salted hash of a captured event's `body`; the ledger has only this of the body.

    Text by others may name people and can be erased (epcis/words.py lists what stays). The salt is deleted
    with it; the pin stays.
    """

    pk = models.CompositePrimaryKey("recorded_month", "event_id", "is_error")
    recorded_month = models.DateField(default=this_month)
    event_id = models.UUIDField()
    is_error = models.BooleanField(default=False)
    uri = models.CharField(max_length=300, db_index=True, help_text="The eventID as it was received")
    was_called = models.CharField(
        max_length=64,
        null=True,
        help_text="Keyed hash of the hash ID that was its eventID before its text was erased",
    )
    hash_id = models.CharField(max_length=96, db_index=True, help_text="CBV 2.0 §8.9")
    event_type = models.CharField(max_length=60)
    event_time = models.DateTimeField()
    recorded_at = models.DateTimeField()
    action = models.CharField(max_length=8, blank=True)
    biz_step = models.CharField(max_length=200, blank=True)
    disposition = models.CharField(max_length=200, blank=True)
    read_point = models.CharField(max_length=300, blank=True)
    biz_location = models.CharField(max_length=300, blank=True)
    transformation_id = models.CharField(max_length=300, blank=True, db_index=True)
    apart = models.UUIDField(
        null=True,
        help_text="ID of the first event of this transformation, if others used the same transformationID for another one",
    )
    body = models.TextField(blank=True, help_text="JSON")
    salt = models.BinaryField(
        max_length=32, null=True, help_text="Null if the ledger holds the body itself, or its text was erased"
    )
    pin = models.CharField(max_length=64, blank=True)
    entry_id = models.BigIntegerField(unique=True, help_text="Entry of backend.ledger; in order of arrival")
    captured_by_ref = models.UUIDField(
        null=True, help_text="Pseudonym; null if it was not captured by the API"
    )

    objects = EpcisEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("sự kiện EPCIS")
        verbose_name_plural = _("sự kiện EPCIS")
        constraints = [
            models.UniqueConstraint(fields=["event_id", "is_error"], name="traceability_epcis_once"),
            # As expressions: SQLite then adds an index instead of rebuilding the table, which has triggers.
            models.UniqueConstraint("uri", "is_error", name="traceability_epcis_uri_once"),
        ]
        indexes = [
            models.Index(fields=["event_time", "entry_id"], name="traceability_epcis_time"),
            models.Index(fields=["recorded_at", "entry_id"], name="traceability_epcis_recorded"),
            models.Index(fields=["captured_by_ref"], name="traceability_epcis_captured"),
            models.Index(fields=["was_called"], name="traceability_epcis_was_called"),
        ]

    def __str__(self) -> str:
        return self.uri


class EpcisThing(models.Model):
    """A thing that an event names: `value` is its identifier in canonical spelling.

    `field` is the standard's list name, "parentID", or "label" for a label of ours
    (traceability/labels/history.py).
    """

    event_id = models.UUIDField()
    is_error = models.BooleanField(default=False)
    field = models.CharField(max_length=20)
    value = models.CharField(max_length=300)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("thứ được nêu trong sự kiện")
        verbose_name_plural = _("thứ được nêu trong sự kiện")
        indexes = [
            models.Index(fields=["value", "field"], name="traceability_thing_value"),
            models.Index(fields=["event_id"], name="traceability_thing_event"),
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.value}"


class CaptureJob(models.Model):
    """The result of one POST to /epcis/capture or /epcis/events, written in the transaction of its events."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(default=timezone.now)
    behaviour = models.CharField(max_length=10, help_text="rollback or proceed")
    success = models.BooleanField()
    event_count = models.PositiveIntegerField(default=0)
    captured_count = models.PositiveIntegerField(default=0)
    repeated_count = models.PositiveIntegerField(default=0)
    errors = models.JSONField(
        default=list, help_text="The first RFC 7807 problems, each with the event's place in `instance`"
    )
    error_count = models.PositiveIntegerField(
        default=0, help_text="The number of all errors; `errors` may hold fewer"
    )

    class Meta:
        verbose_name = _("lần nhận sự kiện")
        verbose_name_plural = _("lần nhận sự kiện")
        indexes = [models.Index(fields=["user", "-created_at"], name="traceability_capture_user")]

    def __str__(self) -> str:
        return str(self.pk)


class EpcisQuery(models.Model):
    """A named query of a user (EPCIS 2.0 §8.2.7): stored parameters of GET /epcis/events."""

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="epcis_queries")
    name = models.CharField(max_length=80)
    query = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("câu hỏi có tên")
        verbose_name_plural = _("câu hỏi có tên")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="traceability_epcis_query_once")]

    def __str__(self) -> str:
        return self.name
