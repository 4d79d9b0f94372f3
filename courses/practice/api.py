"""API of hand-ins: what members submit for practice tasks, and the trainers' reviews."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import parsers, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import (
    IDEMPOTENCY_KEY,
    answer_once,
    answers_once,
    idempotent_action,
    stored_answer,
)
from backend.common.api.lookup import known
from backend.common.api.parsers import JSONParser
from backend.common.api.validation import validated
from courses.learning.actions.learning import current_enrolment, start_course
from courses.media.media_files import media_of
from courses.models import Course, HandIn
from courses.practice.actions.hand_ins import (
    MOST_PHOTOS,
    Work,
    accept_hand_in,
    hand_in_work,
    prepare_photo,
    return_hand_in,
    take_back_acceptance,
    withdraw_hand_in,
)
from courses.practice.enums import HandInState
from members.access import ActorMixin


class HandInSerializer(serializers.ModelSerializer):
    """Hand-in of `member`. The address of a photo works only for people who may see the photo."""

    member = serializers.CharField(source="enrolment.user.full_name")
    course = serializers.CharField(source="enrolment.version.course.slug")
    lesson = serializers.CharField(source="lesson_key")
    step = serializers.CharField(source="step_key")
    link = serializers.CharField(help_text="May be empty")
    photos = serializers.SerializerMethodField()

    class Meta:
        model = HandIn
        fields = [
            "id", "member", "course", "lesson", "step", "kind", "text", "link", "photos", "started_at", "ended_at",
            "handed_in_at", "state", "reviewed_at", "review",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.URLField()))
    def get_photos(self, hand_in: HandIn) -> list[str]:
        found = [media_of(photo) for photo in hand_in.photos.all()]
        return [settings.PUBLIC_ORIGIN + media["files"][0]["url"] for media in found if media]


class GiveSerializer(serializers.Serializer):
    """Work to hand in. What is required depends on the practice task.

    A task asks for photos or a link, for a page's link, or for a livestream's link and times.
    """

    course = serializers.SlugField(max_length=80)
    lesson = serializers.CharField(max_length=40)
    step = serializers.CharField(max_length=40)
    text = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    link = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    started_at = serializers.DateTimeField(required=False, allow_null=True)
    ended_at = serializers.DateTimeField(required=False, allow_null=True)
    photos = serializers.ListField(
        child=serializers.FileField(),
        required=False,
        max_length=MOST_PHOTOS,
        help_text="JPEG, PNG, WebP or HEIC, at most 15 MB each; the originals are not stored",
    )


class ReviewSerializer(serializers.Serializer):
    words = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class BackToHerSerializer(serializers.Serializer):
    words = serializers.CharField(max_length=1000, help_text="What the learner has to improve")


class HandInFilter(filters.FilterSet):
    waiting = filters.BooleanFilter(
        method="for_trainer", help_text="Hand-ins that wait for the caller as a trainer, oldest first"
    )
    course = filters.CharFilter(field_name="enrolment__version__course__slug")

    class Meta:
        model = HandIn
        fields = ["state"]

    def for_trainer(self, rows: Any, name: str, value: bool) -> Any:
        if not value:
            return rows
        waiting = HandIn.objects.waiting_for(self.request.user).order_by().values("pk")
        return rows.filter(pk__in=waiting, state=HandInState.WAITING).order_by("handed_in_at", "pk")


class HandInViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List hand-ins, newest first; hand in work, withdraw it, accept it, return it, undo an acceptance.

    The caller sees the caller's own hand-ins; trainers also those of their courses, staff all.
    """

    queryset = HandIn.objects.none()
    serializer_class = HandInSerializer
    permission_classes = [permissions.IsAuthenticated]
    filterset_class = HandInFilter
    lookup_value_converter = "uuid"
    parser_classes = [JSONParser, parsers.MultiPartParser]

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return (
            HandIn.objects.visible_to(self.viewer)
            .select_related("enrolment__user", "enrolment__version__course")
            .defer("enrolment__version__content", "enrolment__version__keys")
            .prefetch_related("photos")
            .order_by("-handed_in_at", "-pk")
        )

    def _respond(self, pk: Any, status_: int = 200) -> Response:
        return Response(HandInSerializer(self.get_queryset().get(pk=pk)).data, status=status_)

    @extend_schema(
        request={"multipart/form-data": GiveSerializer, "application/json": GiveSerializer},
        responses={201: HandInSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    @answers_once
    def create(self, request: Request) -> Response:
        """Hand in work for a practice task, for the trainer to confirm.

        A member who doesn't take the course yet is enrolled in it.
        """
        actor = self.actor
        wanted = validated(GiveSerializer, request)
        if (repeated := stored_answer(request)) is not None:
            return repeated
        # Decoding takes up to a second each: before the key's transaction, which on SQLite holds the only write lock.
        photos = tuple(prepare_photo(photo) for photo in wanted.get("photos", []))

        def make() -> Response:
            course = known(Course.objects.published(), "course", slug=wanted["course"])
            enrolment = current_enrolment(actor.member, course) or start_course(actor=actor, course=course)
            work = Work(
                wanted["text"], wanted["link"], photos, wanted.get("started_at"), wanted.get("ended_at")
            )
            made = hand_in_work(
                actor=actor,
                enrolment=enrolment,
                lesson_key=wanted["lesson"],
                step_key=wanted["step"],
                work=work,
            )
            return self._respond(made.pk, status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=None, responses=HandInSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def withdraw(self, request: Request, pk: Any) -> Response:
        """Withdraw a hand-in that the trainer has not reviewed."""
        withdraw_hand_in(actor=self.actor, hand_in=self.get_object())
        return self._respond(pk)

    @extend_schema(request=ReviewSerializer, responses=HandInSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def accept(self, request: Request, pk: Any) -> Response:
        """Accept the work. Only for the course's trainers."""
        return self._decide(request, pk, accept_hand_in, ReviewSerializer)

    # Not `return`, a word of Python.
    @extend_schema(request=BackToHerSerializer, responses=HandInSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    @idempotent_action
    def send_back(self, request: Request, pk: Any) -> Response:
        """Return a hand-in to the learner with advice. Only for the course's trainers."""
        return self._decide(request, pk, return_hand_in, BackToHerSerializer)

    @extend_schema(request=BackToHerSerializer, responses=HandInSerializer)
    @action(detail=True, methods=["post"], url_path="take-back")
    @idempotent_action
    def take_back(self, request: Request, pk: Any) -> Response:
        """Undo a mistaken acceptance within seven days, so that the task opens again.

        Only for the course's trainers.
        """
        return self._decide(request, pk, take_back_acceptance, BackToHerSerializer)

    def _decide(self, request: Request, pk: Any, act: Any, serializer: Any) -> Response:
        actor, hand_in = self.actor, self.get_object()
        data = validated(serializer, request)
        act(actor=actor, hand_in=hand_in, words=data["words"])
        return self._respond(pk)


def register(router: BaseRouter) -> None:
    router.register("hand-ins", HandInViewSet, basename="hand-ins")
