from __future__ import annotations

import datetime as dt
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from traceability.epcis.bodies import zone_of
from traceability.events.actions.drafts import MAX_PERSON
from traceability.events.enums import DIARY_KINDS, ErrorReason
from traceability.lots.enums import Claim, LotRole
from traceability.lots.limits import BIG
from traceability.lots.serializers import UNIT_CODES, CommuneField
from traceability.models import (
    Event,
    EventCheck,
    EventLot,
)


class EventLotSerializer(serializers.Serializer):
    lot = serializers.IntegerField(min_value=1, max_value=BIG)
    role = serializers.ChoiceField(choices=LotRole.choices, default=LotRole.SUBJECT)
    quantity = serializers.DecimalField(
        max_digits=10,
        decimal_places=3,
        min_value=0,
        required=False,
        help_text="An input without it uses all that remains of its lot",
    )
    unit = serializers.ChoiceField(choices=UNIT_CODES, required=False)


class MeasuredSerializer(serializers.Serializer):
    """The measurements of an event; its EPCIS document has them as sensorElementList."""

    temperature = serializers.DecimalField(
        max_digits=6, decimal_places=2, min_value=-90, max_value=1500, required=False, help_text="°C"
    )
    moisture = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False, help_text="% of the goods"
    )
    humidity = serializers.DecimalField(
        max_digits=5, decimal_places=2, min_value=0, max_value=100, required=False, help_text="% of the air"
    )
    hours = serializers.DecimalField(
        max_digits=7, decimal_places=2, min_value=0, max_value=10_000, required=False
    )


class EventWriteSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in DIARY_KINDS])
    event_time = serializers.DateTimeField()
    zone_offset = serializers.RegexField(
        r"^[+-](0\d|1[0-3]):[0-5]\d$|^[+-]14:00$", required=False, default="+07:00"
    )
    event_id = serializers.UUIDField(
        required=False, help_text="Sending the same id and content again records nothing new"
    )
    # many=True takes the words of ListSerializer, which the stubs do not know.
    lots = EventLotSerializer(many=True, min_length=1, max_length=20)  # type: ignore[call-arg]
    place = CommuneField(required=False)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
    person = serializers.CharField(
        max_length=MAX_PERSON, required=False, allow_blank=True, help_text="Who did it; never public"
    )
    photo = serializers.UUIDField(required=False, help_text="Key of an uploaded photo")
    device_time = serializers.DateTimeField(
        required=False, help_text="The phone's clock when it sent the event"
    )
    measured = MeasuredSerializer(required=False)


class EventErrorSerializer(serializers.Serializer):
    reason = serializers.ChoiceField(choices=ErrorReason.choices)
    corrective_event_ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=20)


class EventCorrectionSerializer(serializers.Serializer):
    """The whole event as it should have been recorded.

    An omitted field becomes empty. Lots, place, photo and measurements stay.
    """

    event_id = serializers.UUIDField(help_text="ID of the new event; sending it again records nothing new")
    event_time = serializers.DateTimeField()
    quantity = serializers.DecimalField(max_digits=10, decimal_places=3, min_value=0, required=False)
    unit = serializers.ChoiceField(choices=UNIT_CODES, required=False)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
    person = serializers.CharField(max_length=MAX_PERSON, required=False, allow_blank=True)


class EventCheckWriteSerializer(serializers.Serializer):
    claim = serializers.ChoiceField(
        choices=[(Claim.PAPER, Claim.PAPER.label), (Claim.VERIFIED, Claim.VERIFIED.label)]
    )


class EventCheckSerializer(serializers.ModelSerializer):
    class Meta:
        model = EventCheck
        fields = ["event_id", "claim", "branch", "checked_at"]
        read_only_fields = fields


class EventPartSerializer(serializers.Serializer):
    lot = serializers.IntegerField(source="lot_id")
    role = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=12, decimal_places=3, allow_null=True)
    unit = serializers.CharField(allow_blank=True)


class EventSerializer(serializers.ModelSerializer):
    """An event without its personal texts: notes are only for the lot's producers and officers.

    An event that a program sent may be meant for the trade only. Callers outside the trade read only what the
    origin page shows of it.
    """

    event_time = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="null if a program sent the event and the caller is no part of that trade; `date` and `lots` then leave out details, too",
    )
    date = serializers.SerializerMethodField()
    recorded_at = serializers.DateTimeField(read_only=True, allow_null=True)
    lots = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = [
            "event_id", "is_error", "kind", "epcis_type", "action", "biz_step", "disposition", "event_time", "zone_offset",
            "date", "recorded_at", "place", "clock_flagged", "error_reason", "corrective_event_ids", "lots",
        ]  # fmt: skip
        read_only_fields = fields

    corrective_event_ids = serializers.ListField(child=serializers.UUIDField(), read_only=True)

    def get_date(self, event: Event) -> dt.date:
        """Return the event's day, in its own time zone."""
        return event.event_time.astimezone(zone_of(event.zone_offset)).date()

    @extend_schema_field(EventPartSerializer(many=True))
    def get_lots(self, event: Event) -> list[dict[str, Any]]:
        """Return the lots of the event.

        An outline has only lots that the caller may see, without quantities.
        """
        links = sorted(event.lot_links.all(), key=lambda link: link.position)
        if _is_outline(event):
            # Unsaved copies: what the answer leaves out isn't forgotten by the rows.
            links = [
                EventLot(lot_id=link.lot_id, role=link.role)
                for link in links
                if getattr(link, "is_visible", False)
            ]
        return list(EventPartSerializer(links, many=True).data)

    def to_representation(self, event: Event) -> dict[str, Any]:
        data = super().to_representation(event)
        return data | {"event_time": None, "recorded_at": None} if _is_outline(event) else data


def _is_outline(event: Event) -> bool:
    """Return True if the caller may read only the outline of `event` (EventQuerySet.annotate_outline).

    False without the annotation: who just recorded or checked an event reads all of it.
    """
    return bool(getattr(event, "is_outline", False))
