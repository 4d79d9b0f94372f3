"""API of live classes: public announcements; places, attendance and materials by the rules of the pages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import parsers, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
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
from backend.common.api.validation import valid_serializer, validated
from courses.classes.actions.class_places import attend_at_door, attend_by_card, sign_up, step_back
from courses.classes.actions.classes import (
    add_material,
    cancel_class,
    change_class,
    create_class,
    end_calendar_feed,
    make_calendar_feed,
    remove_material,
)
from courses.classes.enums import AttendedHow, SignUpState
from courses.classes.material_files import read_material
from courses.classes.rules import branches_of_trainer, may_run_class, may_see_link, may_see_materials
from courses.classes.serializers import CardSerializer
from courses.models import ClassMaterial, Course, LiveClass, SignUp
from members.access import ActorMixin


class LiveClassSerializer(serializers.ModelSerializer):
    """A class.

    link: filled only for members with a place and people who run the class. state: the caller's own sign-up.
    """

    course: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    free = serializers.SerializerMethodField(help_text="Free places")
    state = serializers.SerializerMethodField()
    link = serializers.SerializerMethodField()

    class Meta:
        model = LiveClass
        fields = [
            "id", "uid", "title", "about", "course", "branch", "room", "link", "starts_at", "ends_at", "places", "free",
            "state", "cancelled_at", "cancel_reason",
        ]  # fmt: skip
        read_only_fields = fields

    def get_free(self, found: Any) -> int:
        return max(0, found.places - found.going)

    @extend_schema_field(serializers.ChoiceField(choices=["", *SignUpState.values]))
    def get_state(self, found: Any) -> str:
        return found.state or ""

    @extend_schema_field(serializers.CharField())
    def get_link(self, found: Any) -> str:
        is_let_in = found.state == SignUpState.GOING
        # Only for classes that the viewer runs, so a list costs no query per row.
        return (
            found.link if is_let_in or (found.is_run and may_see_link(self.context["viewer"], found)) else ""
        )


class LiveClassWriteSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=120)
    about = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    branch = serializers.IntegerField(min_value=1, max_value=2**31, help_text="Can't be changed afterwards")
    course = serializers.SlugField(max_length=80, required=False, allow_null=True)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    room = serializers.CharField(max_length=200, required=False, allow_blank=True)
    link = serializers.URLField(max_length=300, required=False, allow_blank=True)
    places = serializers.IntegerField(min_value=1, max_value=1000)

    def taken(self) -> dict[str, Any]:
        """Return the arguments of create_class and change_class, without the branch."""
        fields = dict(self.validated_data)
        fields.pop("branch", None)
        if fields.get("course"):
            fields["course"] = known(Course.objects.published(), "course", slug=fields["course"])
        return fields


class LiveClassChangeSerializer(LiveClassWriteSerializer):
    branch = None  # type: ignore[assignment]  # a class stays its branch's


class CancelClassSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=200, help_text="Shown to people who signed up")


class DoorSerializer(serializers.Serializer):
    code = serializers.CharField(max_length=200, help_text="From the QR at the door")


class AttendanceSerializer(serializers.Serializer):
    name = serializers.CharField(source="user.full_name")
    how = serializers.ChoiceField(choices=AttendedHow.choices)
    attended_at = serializers.DateTimeField()


class SignUpSerializer(serializers.Serializer):
    name = serializers.CharField(source="user.full_name")
    state = serializers.ChoiceField(choices=SignUpState.choices)
    queued_at = serializers.DateTimeField()


class ClassPeopleSerializer(serializers.Serializer):
    sign_ups = SignUpSerializer(many=True)
    attendances = AttendanceSerializer(many=True)


class MaterialSerializer(serializers.ModelSerializer):
    """Material of a class. `url` is a link, or the address of a file for people who may see it."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = ClassMaterial
        fields = ["id", "title", "url", "added_at"]
        read_only_fields = fields

    @extend_schema_field(serializers.URLField())
    def get_url(self, material: ClassMaterial) -> str:
        if material.link:
            return material.link
        return settings.PUBLIC_ORIGIN + reverse(
            "courses:class_material", args=[material.live_class_id, material.pk]
        )


class MaterialWriteSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=120)
    file = serializers.FileField(required=False, help_text="PDF, picture or recording; send a file or a link")
    link = serializers.URLField(max_length=300, required=False)


class FeedSerializer(serializers.Serializer):
    url = serializers.URLField(
        help_text="Secret address of the caller's calendar; creating a new one disables it"
    )


class LiveClassFilter(filters.FilterSet):
    mine = filters.BooleanFilter(
        method="filter_mine", help_text="Classes that the caller signed up for or attended"
    )
    held = filters.BooleanFilter(
        method="filter_held", help_text="Classes that the caller runs, past ones too"
    )

    class Meta:
        model = LiveClass
        fields = ["branch"]

    def filter_mine(self, rows: Any, name: str, value: bool) -> Any:
        viewer = self.request.user
        if not value or not viewer.is_authenticated:
            return rows
        signed_up = Q(sign_ups__user=viewer) & ~Q(sign_ups__state=SignUpState.OFF)
        return rows.filter(
            pk__in=LiveClass.objects.filter(signed_up | Q(attendances__user=viewer)).values("pk")
        )

    def filter_held(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(pk__in=LiveClass.objects.run_by(self.request.user).values("pk")) if value else rows


class LiveClassViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List classes that have not ended, the soonest first; with `mine` or `held` also past ones.

    Announce, change and cancel one, sign up, record attendance, share materials and create a calendar feed.
    The list never shows other members.
    """

    queryset = LiveClass.objects.none()
    serializer_class = LiveClassSerializer
    permission_classes = [permissions.IsAuthenticatedOrReadOnly]
    filterset_class = LiveClassFilter
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        own = SignUp.objects.filter(live_class=OuterRef("pk"), user=self.viewer.pk)
        run = LiveClass.objects.run_by(self.viewer).filter(pk=OuterRef("pk"))
        rows = LiveClass.objects.visible_to(self.viewer).with_counts().select_related("branch", "course")
        rows = rows.annotate(state=Subquery(own.values("state")[:1]), is_run=Exists(run))
        if self.action == "list" and not {"mine", "held"} & set(self.request.query_params):
            rows = rows.filter(ends_at__gt=timezone.now())
        return rows.order_by("starts_at", "pk")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "viewer": self.viewer}

    def _respond(self, pk: int, status_: int = 200) -> Response:
        found = self.get_queryset().get(pk=pk)
        return Response(
            LiveClassSerializer(found, context=self.get_serializer_context()).data, status=status_
        )

    def _run(self) -> LiveClass:
        """Return the class of the URL. Raises NotFound if the caller doesn't run it."""
        found: LiveClass = self.get_object()
        if not may_run_class(self.viewer, found):
            raise NotFound
        return found

    @extend_schema(
        request=LiveClassWriteSerializer, responses={201: LiveClassSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        """Announce a class. Only for trainers and officers, for their branches."""
        actor = self.actor
        data = valid_serializer(LiveClassWriteSerializer, request)

        def make() -> Response:
            branch = known(branches_of_trainer(actor.member), "branch", pk=data.validated_data["branch"])
            found = create_class(actor=actor, branch=branch, **data.taken())
            return self._respond(found.pk, status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(
        request=LiveClassChangeSerializer, responses=LiveClassSerializer, parameters=[IDEMPOTENCY_KEY]
    )
    def partial_update(self, request: Request, pk: Any) -> Response:
        """Change the given fields; notify people with a sign-up about another time, place or title."""
        actor, found = self.actor, self._run()
        data = valid_serializer(LiveClassChangeSerializer, request, partial=True)

        def make() -> Response:
            change_class(actor=actor, live_class=found, **data.taken())
            return self._respond(found.pk)

        return answer_once(request, make)

    @extend_schema(request=CancelClassSerializer, responses=LiveClassSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def cancel(self, request: Request, pk: Any) -> Response:
        """Cancel the class and notify everybody with a place or on the waiting list."""
        actor, found = self.actor, self._run()
        data = validated(CancelClassSerializer, request)
        cancel_class(actor=actor, live_class=found, reason=data["reason"])
        return self._respond(found.pk)

    @extend_schema(request=None, responses=LiveClassSerializer)
    @action(detail=True, methods=["post"], url_path="sign-up")
    @idempotent_action
    def sign_up(self, request: Request, pk: Any) -> Response:
        """Sign the member up: for a place, or for the waiting list if the class is full."""
        sign_up(actor=self.actor, live_class=self.get_object())
        return self._respond(int(pk))

    @extend_schema(request=None, responses=LiveClassSerializer)
    @action(detail=True, methods=["post"], url_path="step-back")
    @idempotent_action
    def step_back(self, request: Request, pk: Any) -> Response:
        """Cancel the member's sign-up. The member who waits longest gets the place."""
        step_back(actor=self.actor, live_class=self.get_object())
        return self._respond(int(pk))

    @extend_schema(request=DoorSerializer, responses=AttendanceSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def attend(self, request: Request, pk: Any) -> Response:
        """Record the member's attendance by the code shown at the door."""
        actor, found = self.actor, self.get_object()
        data = validated(DoorSerializer, request)
        row = attend_at_door(actor=actor, live_class=found, **data)
        return Response(AttendanceSerializer(row).data)

    @extend_schema(request=CardSerializer, responses=AttendanceSerializer)
    @action(detail=True, methods=["post"], url_path="attend-card")
    @idempotent_action
    def attend_card(self, request: Request, pk: Any) -> Response:
        """Record the attendance of a member by card number. Only for people who run the class."""
        actor, found = self.actor, self._run()
        data = validated(CardSerializer, request)
        row = attend_by_card(actor=actor, live_class=found, **data)
        return Response(AttendanceSerializer(row).data)

    @extend_schema(responses=ClassPeopleSerializer)
    @action(detail=True, methods=["get"], permission_classes=[permissions.IsAuthenticated])
    def people(self, request: Request, pk: Any) -> Response:
        """Return the class's sign-ups, waiting list in order, and attendance.

        Only for people who run the class.
        """
        found = self._run()
        rows = {
            "sign_ups": found.sign_ups.exclude(state=SignUpState.OFF)
            .select_related("user")
            .order_by("queued_at", "pk"),
            "attendances": found.attendances.select_related("user"),
        }
        return Response(ClassPeopleSerializer(rows).data)

    @extend_schema(methods=["GET"], responses=MaterialSerializer(many=True), filters=False)
    @extend_schema(
        methods=["POST"],
        request={"multipart/form-data": MaterialWriteSerializer, "application/json": MaterialWriteSerializer},
        responses={201: MaterialSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(
        detail=True,
        methods=["get", "post"],
        permission_classes=[permissions.IsAuthenticated],
        parser_classes=[JSONParser, parsers.MultiPartParser],
        pagination_class=None,
    )
    @answers_once
    def materials(self, request: Request, pk: Any) -> Response:
        """List the materials, for people who signed up, attended or run the class. POST adds a material.

        Only people who run the class can add materials.
        """
        if request.method == "GET":
            live_class: LiveClass = self.get_object()
            if not may_see_materials(self.viewer, live_class):
                raise NotFound
            return Response(MaterialSerializer(live_class.materials.all(), many=True).data)
        actor, found = self.actor, self._run()
        data = validated(MaterialWriteSerializer, request)
        if (repeated := stored_answer(request)) is not None:
            return repeated
        if data.get("file"):  # a picture is decoded before the key's transaction
            data["file"] = read_material(data["file"])

        def make() -> Response:
            made = add_material(actor=actor, live_class=found, **data)
            return Response(MaterialSerializer(made).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=None, responses={204: None}, parameters=[IDEMPOTENCY_KEY])
    @action(detail=True, methods=["delete"], url_path="materials/<int:material_id>")
    def remove_material(self, request: Request, pk: Any, material_id: int) -> Response:
        """Remove a material from the class. Only for people who run the class."""
        actor, found = self.actor, self._run()

        def make() -> Response:
            material = found.materials.filter(pk=material_id).first()
            if material is None:
                raise NotFound
            remove_material(actor=actor, material=material)
            return Response(status=status.HTTP_204_NO_CONTENT)

        return answer_once(request, make)

    @extend_schema(methods=["POST"], request=None, responses=FeedSerializer, parameters=[IDEMPOTENCY_KEY])
    @extend_schema(methods=["DELETE"], request=None, responses={204: None}, parameters=[IDEMPOTENCY_KEY])
    @action(
        detail=False,
        methods=["post", "delete"],
        permission_classes=[permissions.IsAuthenticated],
        url_path="calendar",
    )
    def calendar(self, request: Request) -> Response:
        """Create the secret address of the member's calendar feed; it replaces an old one.

        DELETE only ends the old one.
        """
        actor = self.actor

        def make() -> Response:
            if request.method == "DELETE":
                end_calendar_feed(actor=actor)
                return Response(status=status.HTTP_204_NO_CONTENT)
            feed = make_calendar_feed(actor=actor)
            url = settings.PUBLIC_ORIGIN + reverse("courses:class_feed", args=[feed.token])
            return Response({"url": url})

        return answer_once(request, make)


def register(router: BaseRouter) -> None:
    router.register("classes", LiveClassViewSet, basename="classes")
