"""API of branch meetings for officers: a lesson shown, cards, hands, the record."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from courses.classes.serializers import CardSerializer
from courses.meetings.actions import MOST_HANDS, begin_meeting, count_hands, end_meeting, note_present
from courses.models import Course, Meeting
from members.access import ActorMixin
from members.models import Branch


class PresenceSerializer(serializers.Serializer):
    """A member was present at the meeting. It states nothing about learning."""

    name = serializers.CharField(source="user.full_name")
    at = serializers.DateTimeField()


class HandsSerializer(serializers.Serializer):
    """Raised hands for one question.

    `counts`: hands by choice key; true or false under "true" and "false".
    """

    step = serializers.CharField(source="step_key")
    question = serializers.CharField(source="question_key")
    counts = serializers.DictField(child=serializers.IntegerField())
    counted_at = serializers.DateTimeField()


class MeetingSerializer(serializers.ModelSerializer):
    course = serializers.CharField(source="version.course.slug")
    version = serializers.IntegerField(source="version.number")
    lesson = serializers.CharField(source="lesson_key")
    shown = serializers.SerializerMethodField()
    present = PresenceSerializer(source="presences", many=True)
    hands = HandsSerializer(many=True)

    class Meta:
        model = Meeting
        fields = [
            "id", "branch", "course", "version", "lesson", "started_at", "ended_at", "shown", "note", "present", "hands",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_shown(self, meeting: Meeting) -> list[str]:
        return meeting.shown


class BeginMeetingSerializer(serializers.Serializer):
    branch = serializers.IntegerField(min_value=1, max_value=2**31)
    course = serializers.SlugField(max_length=80)
    version = serializers.IntegerField(
        min_value=1,
        max_value=30_000,
        required=False,
        help_text="The version in the downloaded pack; default: the newest",
    )
    lesson = serializers.CharField(max_length=40)
    id = serializers.UUIDField(
        required=False, help_text="Chosen by the phone if the meeting started without a connection"
    )
    started_at = serializers.DateTimeField(
        required=False, help_text="Start of the meeting, in the last 30 days"
    )


def _at() -> serializers.DateTimeField:
    return serializers.DateTimeField(
        required=False,
        help_text="Time of the event if it is sent later. A time outside the meeting is replaced by now",
    )


class PresentCardSerializer(CardSerializer):
    at = _at()


class CountHandsSerializer(serializers.Serializer):
    step = serializers.CharField(max_length=40)
    question = serializers.CharField(max_length=40)
    counts = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=MOST_HANDS),
        help_text="Number of hands for each choice",
    )
    at = _at()


class EndMeetingSerializer(serializers.Serializer):
    shown = serializers.ListField(
        child=serializers.CharField(max_length=40),
        max_length=200,
        help_text="Keys of the steps that were shown",
    )
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    at = _at()


class MeetingViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List the meetings of branches that the caller is an officer of, the latest first; staff see all.

    Open one, record cards and hands, and end it. After its end a meeting can't change.
    """

    queryset = Meeting.objects.none()
    serializer_class = MeetingSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "uuid"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return (
            Meeting.objects.visible_to(self.viewer)
            .select_related("branch", "version__course")
            .defer("version__content", "version__keys")
            .prefetch_related("presences__user", "hands")
            .order_by("-started_at", "-pk")
        )

    def _respond(self, pk: Any, status_: int = 200) -> Response:
        return Response(MeetingSerializer(self.get_queryset().get(pk=pk)).data, status=status_)

    @extend_schema(
        request=BeginMeetingSerializer, responses={201: MeetingSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        """Open a meeting with one lesson."""
        actor = self.actor
        data = validated(BeginMeetingSerializer, request)

        def make() -> Response:
            wanted = data
            branch = known(Branch.objects.run_by(actor.member), "branch", pk=wanted["branch"])
            course = known(Course.objects.published(), "course", slug=wanted["course"])
            versions = course.versions.defer("content", "keys").order_by("-number")
            number = {"number": wanted["version"]} if "version" in wanted else {}
            version = known(versions, "version", **number)
            begun = begin_meeting(
                actor=actor,
                branch=branch,
                version=version,
                lesson_key=wanted["lesson"],
                meeting_id=wanted.get("id"),
                started_at=wanted.get("started_at"),
            )
            return self._respond(begun.pk, status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=PresentCardSerializer, responses=PresenceSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def present(self, request: Request, pk: Any) -> Response:
        """Record a member of the caller's branches as present, by card number."""
        actor, meeting = self.actor, self.get_object()
        data = validated(PresentCardSerializer, request)
        row = note_present(actor=actor, meeting=meeting, **data)
        return Response(PresenceSerializer(row).data)

    @extend_schema(request=CountHandsSerializer, responses=HandsSerializer)
    @action(detail=True, methods=["post"], url_path="hands")
    @idempotent_action
    def count(self, request: Request, pk: Any) -> Response:
        """Store the number of hands for each choice of a question. The last count replaces earlier counts."""
        actor, meeting = self.actor, self.get_object()
        wanted = validated(CountHandsSerializer, request)
        row = count_hands(
            actor=actor,
            meeting=meeting,
            step_key=wanted["step"],
            question_key=wanted["question"],
            counts=wanted["counts"],
            at=wanted.get("at"),
        )
        return Response(HandsSerializer(row).data)

    @extend_schema(request=EndMeetingSerializer, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def end(self, request: Request, pk: Any) -> Response:
        """End the meeting. Afterwards its record can't change."""
        actor, meeting = self.actor, self.get_object()
        data = validated(EndMeetingSerializer, request)
        end_meeting(actor=actor, meeting=meeting, **data)
        return self._respond(meeting.pk)


def register(router: BaseRouter) -> None:
    router.register("meetings", MeetingViewSet, basename="meetings")
