from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backend.common.units import UNITS
from members.models import Unit
from products.legal.rule import Surface
from traceability.actions.events.drafts import MAX_PERSON
from traceability.enums import DIARY_KINDS, Claim, ErrorReason, InquiryKind, LotRole
from traceability.epcis import zone_of
from traceability.models import (
    Event,
    EventCheck,
    EventLot,
    Inquiry,
    Inspection,
    InspectionLook,
    LabelFlag,
    LabelPrint,
    LabelRun,
    LabelVoid,
    Lot,
    Passport,
    Recall,
)
from traceability.runs.rendering import RUN_LAYOUTS
from traceability.runs.serials import shown_serial

UNIT_CODES = sorted(UNITS)
LAYOUT_KEYS = sorted(RUN_LAYOUTS)
BIG = 2**31 - 1


class CommuneField(serializers.PrimaryKeyRelatedField):
    """A commune or ward by the state's code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Unit.objects.exclude(kind="province"),
            pk_field=serializers.IntegerField(min_value=1, max_value=BIG),
            **kwargs,
        )


class RecallSerializer(serializers.ModelSerializer):
    class Meta:
        model = Recall
        fields = [
            "id", "lot", "run", "first", "last", "reason", "advice", "contact", "started_at", "until_date", "ended_at",
            "end_reason",
        ]  # fmt: skip
        read_only_fields = fields


class InspectionSerializer(serializers.ModelSerializer):
    producer_name = serializers.CharField(source="producer.name", read_only=True)
    inspector_name = serializers.CharField(source="inspector.full_name", read_only=True)

    class Meta:
        model = Inspection
        fields = [
            "id", "producer", "producer_name", "inspector_name", "reason", "granted_at", "until", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields


class InspectionLookSerializer(serializers.ModelSerializer):
    class Meta:
        model = InspectionLook
        fields = ["lot", "part", "took_bundle", "looked_at"]
        read_only_fields = fields


class RecallWriteSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300, help_text="Buyers read it")
    advice = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="What buyers should do"
    )
    contact = serializers.CharField(
        max_length=120, required=False, allow_blank=True, help_text="Whom buyers call; everybody reads it"
    )
    until_date = serializers.DateField(
        required=False, allow_null=True, help_text="The last day; left out: until an officer ends it"
    )
    run = serializers.IntegerField(
        min_value=1, max_value=BIG, required=False, help_text="Only labels of this label run of the lot"
    )
    first = serializers.IntegerField(
        min_value=1, max_value=BIG, required=False, help_text="First label, from 1"
    )
    last = serializers.IntegerField(min_value=1, max_value=BIG, required=False)


class RecallEndSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class LabelFlagSerializer(serializers.ModelSerializer):
    serial = serializers.SerializerMethodField()

    class Meta:
        model = LabelFlag
        fields = ["id", "lot", "run", "number", "serial", "sign", "flagged_at", "looked_at", "finding"]
        read_only_fields = fields

    def get_serial(self, flag: LabelFlag) -> str:
        """As the label shows it, in groups of four."""
        return shown_serial(flag.run, flag.number)


class FindingSerializer(serializers.Serializer):
    finding = serializers.CharField(max_length=300)


class GapSerializer(serializers.Serializer):
    """Something the law wants said that is not there."""

    surface = serializers.ChoiceField(choices=[surface.value for surface in Surface])
    rule = serializers.CharField(source="gap.rule.id")
    clause = serializers.CharField(source="gap.clause", help_text="Document and article")
    field = serializers.CharField(source="gap.rule.field")
    message = serializers.CharField(source="gap.message")


class PassportSerializer(serializers.ModelSerializer):
    class Meta:
        model = Passport
        fields = ["lot", "number", "facts", "pin", "published_at"]
        read_only_fields = fields


class LotSerializer(serializers.ModelSerializer):
    recall = serializers.SerializerMethodField()
    label_recalls = serializers.SerializerMethodField()

    class Meta:
        model = Lot
        fields = [
            "id", "product", "code", "state", "quantity", "unit", "harvested_date", "produced_date", "expiry_date", "place",
            "created_at", "recall", "label_recalls",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(RecallSerializer(allow_null=True))
    def get_recall(self, lot: Lot) -> dict[str, Any] | None:
        """The recall that reaches the whole lot, its own or that of a lot it was made from; read from `open_reach`, which the
        viewset fetches ahead."""
        whole = [reach.recall for reach in lot.open_reach if reach.run_id is None]  # type: ignore[attr-defined]
        return RecallSerializer(whole[0]).data if whole else None

    @extend_schema_field(RecallSerializer(many=True))
    def get_label_recalls(self, lot: Lot) -> list[dict[str, Any]]:
        """Open recalls of some of its labels only, the oldest first; read as `recall` is."""
        parts = [reach.recall for reach in lot.open_reach if reach.run_id is not None]  # type: ignore[attr-defined]
        return [dict(RecallSerializer(recall).data) for recall in parts]


class LotWriteSerializer(serializers.Serializer):
    product = serializers.IntegerField(min_value=1, max_value=BIG)
    quantity = serializers.DecimalField(max_digits=10, decimal_places=3, min_value=0)
    unit = serializers.ChoiceField(choices=UNIT_CODES)
    code = serializers.CharField(
        max_length=20, required=False, help_text="GS1 AI (10); made by rule where it is left out"
    )
    harvested_date = serializers.DateField(required=False)
    produced_date = serializers.DateField(required=False)
    expiry_date = serializers.DateField(required=False)
    place = CommuneField(required=False)


class LotChangeSerializer(serializers.Serializer):
    """What is left out stays."""

    quantity = serializers.DecimalField(max_digits=10, decimal_places=3, min_value=0, required=False)
    unit = serializers.ChoiceField(choices=UNIT_CODES, required=False)
    code = serializers.CharField(max_length=20, required=False)
    harvested_date = serializers.DateField(required=False, allow_null=True)
    produced_date = serializers.DateField(required=False, allow_null=True)
    expiry_date = serializers.DateField(required=False, allow_null=True)
    place = CommuneField(required=False)


class LotRenameSerializer(serializers.Serializer):
    code = serializers.CharField(max_length=20)


class EventLotSerializer(serializers.Serializer):
    lot = serializers.IntegerField(min_value=1, max_value=BIG)
    role = serializers.ChoiceField(choices=LotRole.choices, default=LotRole.SUBJECT)
    quantity = serializers.DecimalField(
        max_digits=10,
        decimal_places=3,
        min_value=0,
        required=False,
        help_text="An input without it takes all that is left of its lot",
    )
    unit = serializers.ChoiceField(choices=UNIT_CODES, required=False)


class MeasuredSerializer(serializers.Serializer):
    """What was measured; told as the event's sensorElementList."""

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
        required=False, help_text="The same id with the same content is said once"
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
        required=False, help_text="What the phone's clock showed when it sent"
    )
    measured = MeasuredSerializer(required=False)


class EventErrorSerializer(serializers.Serializer):
    reason = serializers.ChoiceField(choices=ErrorReason.choices)
    corrective_event_ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=20)


class EventCorrectionSerializer(serializers.Serializer):
    """The event as it should have been said, whole: what is left out is not said any more. Lots, place and photo stay."""

    event_id = serializers.UUIDField(help_text="Of the new event; the same again is said once")
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
    """Without the personal words: a note is for those who run the lot.

    What a program sent may be meant for the trade only: everybody else reads of it what the origin page shows (`is_outline`).
    """

    event_time = serializers.DateTimeField(
        read_only=True,
        allow_null=True,
        help_text="null of what a program sent, for who is no part of that trade; so is all that `date` and `lots` leave out",
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
        """The day where it happened."""
        return event.event_time.astimezone(zone_of(event.zone_offset)).date()

    @extend_schema_field(EventPartSerializer(many=True))
    def get_lots(self, event: Event) -> list[dict[str, Any]]:
        """Of an outline the lots that the caller may see, without quantities."""
        links = sorted(event.lot_links.all(), key=lambda link: link.position)
        if _is_outline(event):
            # Unsaved copies: what the answer leaves out isn't forgotten by the rows.
            links = [
                EventLot(lot_id=link.lot_id, role=link.role)
                for link in links
                if getattr(link, "is_seen", False)
            ]
        return list(EventPartSerializer(links, many=True).data)

    def to_representation(self, event: Event) -> dict[str, Any]:
        told = super().to_representation(event)
        return told | {"event_time": None, "recorded_at": None} if _is_outline(event) else told


def _is_outline(event: Event) -> bool:
    """As EventQuerySet.told_to says; who has just told or checked an event reads all of it."""
    return bool(getattr(event, "is_outline", False))


class RangeSerializer(serializers.Serializer):
    first = serializers.IntegerField(min_value=1, max_value=100_000)
    last = serializers.IntegerField(min_value=1, max_value=100_000)
    reason = serializers.CharField(max_length=200)


class PrintRequestSerializer(serializers.Serializer):
    first = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    last = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class OffsetSerializer(serializers.Serializer):
    """How far the printer is off, in mm: to the right and downwards."""

    offset_x = serializers.DecimalField(max_digits=4, decimal_places=2, min_value=-5, max_value=5)
    offset_y = serializers.DecimalField(max_digits=4, decimal_places=2, min_value=-5, max_value=5)


class LabelPrintSerializer(serializers.ModelSerializer):
    first_serial = serializers.SerializerMethodField()
    last_serial = serializers.SerializerMethodField()

    class Meta:
        model = LabelPrint
        fields = [
            "id", "run", "kind", "first", "last", "first_serial", "last_serial", "reason", "printed_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_first_serial(self, taken: LabelPrint) -> str:
        return shown_serial(taken.run, taken.first)

    def get_last_serial(self, taken: LabelPrint) -> str:
        return shown_serial(taken.run, taken.last)


class LabelVoidSerializer(serializers.ModelSerializer):
    class Meta:
        model = LabelVoid
        fields = ["id", "run", "first", "last", "reason", "voided_at"]
        read_only_fields = fields


class LabelRunSerializer(serializers.ModelSerializer):
    class Meta:
        model = LabelRun
        fields = [
            "id", "lot", "count", "layout", "offset_x", "offset_y", "state", "done_count", "verified_count", "error",
            "requested_at", "ready_at",
        ]  # fmt: skip
        read_only_fields = fields


class LabelRunWriteSerializer(serializers.Serializer):
    lot = serializers.IntegerField(min_value=1, max_value=BIG)
    count = serializers.IntegerField(min_value=1, max_value=100_000)
    layout = serializers.ChoiceField(choices=LAYOUT_KEYS)
    offset_x = serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=-5, max_value=5, required=False, help_text="mm to the right"
    )
    offset_y = serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=-5, max_value=5, required=False, help_text="mm downwards"
    )


class ScanDaySerializer(serializers.Serializer):
    day = serializers.DateField()
    scans = serializers.IntegerField(min_value=0)


class ScanSummarySerializer(serializers.Serializer):
    """Scans of one lot that count: a device once a day."""

    lot = serializers.IntegerField()
    scans = serializers.IntegerField(min_value=0)
    labels = serializers.IntegerField(min_value=0, help_text="Labels seen at least once")
    days = ScanDaySerializer(many=True, help_text="The last 30 days that had any")


class InquirySerializer(serializers.ModelSerializer):
    class Meta:
        model = Inquiry
        fields = [
            "id", "kind", "state", "producer", "lot", "serial_text", "text", "contact_phone", "created_at", "answer",
            "answered_at",
        ]  # fmt: skip
        read_only_fields = fields


class InquiryWriteSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=InquiryKind.choices)
    text = serializers.CharField(max_length=1000)
    lot = serializers.IntegerField(
        min_value=1,
        max_value=BIG,
        required=False,
        help_text="Without one it is a label that opens nothing of ours: a problem",
    )
    serial_text = serializers.CharField(
        max_length=120,
        required=False,
        allow_blank=True,
        help_text="What the label says; with a lot, the serial of one of its labels",
    )
    contact_phone = serializers.CharField(max_length=20, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "lot" not in attrs and attrs["kind"] != InquiryKind.PROBLEM:
            raise serializers.ValidationError({"lot": [_("Hỏi thì cần biết lô hàng nào.")]})
        return attrs


class SentInquirySerializer(serializers.ModelSerializer):
    """To the buyer: without the number she gave, at an address that nobody guesses."""

    class Meta:
        model = Inquiry
        fields = ["ref", "kind", "state", "lot", "text", "created_at", "answer", "answered_at"]
        read_only_fields = fields


class PosterSerializer(serializers.Serializer):
    lot = serializers.IntegerField()
    uri = serializers.URLField(allow_null=True, help_text="What the code says")


class WordsErasedSerializer(serializers.Serializer):
    erased = serializers.BooleanField(help_text="False where there was nothing to erase")


class AnswerSerializer(serializers.Serializer):
    answer = serializers.CharField(max_length=1000)
