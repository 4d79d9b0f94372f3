"""API of courses: what members learn and ask."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, parsers, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.parsers import JSONParser
from backend.common.api.validation import validated
from courses.authoring.versions import published
from courses.learning.actions.asking import answer_question, ask_trainer
from courses.learning.actions.learning import mark_step_done, start_course
from courses.learning.progress import Progress, progress_of
from courses.media.actions.voices import keep_voice
from courses.media.media_files import media_of
from courses.models import Asked, Asset, Course, CourseVersion, Enrolment
from courses.reports.course import counted_for_officer, course_figures
from courses.reports.disclosure import LEAST
from courses.reports.questions import question_figures
from courses.reports.rules import people_visible_to
from members.access import ActorMixin
from members.acting import Actor


class CourseSerializer(serializers.ModelSerializer):
    """Published course with the data of its newest version."""

    version = serializers.SerializerMethodField(help_text="Number of the newest version")
    minutes = serializers.SerializerMethodField()
    bytes = serializers.SerializerMethodField(help_text="Bytes of its media in the smallest form")
    languages = serializers.SerializerMethodField()
    prerequisites: Any = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)

    class Meta:
        model = Course
        fields = [
            "slug", "title", "summary", "topic", "note", "version", "minutes", "bytes", "languages", "prerequisites",
        ]  # fmt: skip
        read_only_fields = fields

    def get_version(self, course: Any) -> int:
        return published(course.latest_id).number

    def get_minutes(self, course: Any) -> int:
        return published(course.latest_id).minutes

    def get_bytes(self, course: Any) -> int:
        return published(course.latest_id).bytes

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_languages(self, course: Any) -> list[str]:
        return published(course.latest_id).content["languages"]


class ContentSerializer(serializers.Serializer):
    """The frozen content of a version; its shape is in courses/authoring/content_shape.py."""

    number = serializers.IntegerField()
    content_sha256 = serializers.CharField(
        help_text="Hash of content and answer keys as canonical JSON (RFC 8785)"
    )
    published_at = serializers.DateTimeField()
    content = serializers.DictField()


class ProgressSerializer(serializers.Serializer):
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    percent = serializers.IntegerField()


class StepRefSerializer(serializers.Serializer):
    lesson = serializers.CharField(source="lesson_key")
    step = serializers.CharField(source="step_key")
    done_at = serializers.DateTimeField()


class EnrolmentSerializer(serializers.ModelSerializer):
    course = serializers.CharField(source="version.course.slug")
    version = serializers.IntegerField(source="version.number")
    progress = serializers.SerializerMethodField()
    steps = StepRefSerializer(source="steps_done", many=True)

    class Meta:
        model = Enrolment
        fields = ["id", "course", "version", "started_at", "finished_at", "progress", "steps"]
        read_only_fields = fields

    @extend_schema_field(ProgressSerializer)
    def get_progress(self, enrolment: Enrolment) -> dict[str, int]:
        cached = self.context.get("progress", {}).get(enrolment.pk)
        progress: Progress = cached or progress_of([enrolment])[enrolment.pk]
        return {"done": progress.done, "total": progress.total, "percent": progress.percent}


class BeginSerializer(serializers.Serializer):
    course = serializers.SlugField(max_length=80)
    version = serializers.IntegerField(
        min_value=1,
        max_value=30_000,
        required=False,
        help_text="The version on the phone; default: the newest",
    )


class StepDoneSerializer(serializers.Serializer):
    lesson = serializers.CharField(max_length=40)
    step = serializers.CharField(max_length=40)
    done_at = serializers.DateTimeField(
        required=False,
        help_text="By the device's clock, corrected by its offset; the earliest of several is stored",
    )


class AskSerializer(serializers.Serializer):
    course = serializers.SlugField(max_length=80)
    lesson = serializers.CharField(max_length=40)
    step = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    text = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)
    voice = serializers.FileField(
        required=False, help_text="A recording of at most 1.5 MB; send text or voice"
    )


class LearnersQuestionSerializer(serializers.ModelSerializer):
    """Question to the trainer: asked by the caller, or about a course that the caller writes."""

    course = serializers.CharField(source="course.slug")
    lesson = serializers.CharField(source="lesson_key")
    step = serializers.CharField(source="step_key")
    voice = serializers.SerializerMethodField(help_text="Address of the recording, or empty")
    answer_voice = serializers.SerializerMethodField(help_text="Address of the recording, or empty")

    class Meta:
        model = Asked
        fields = [
            "id", "course", "lesson", "step", "text", "voice", "asked_at", "answer", "answer_voice", "answered_at", "is_shared",
        ]  # fmt: skip
        read_only_fields = fields

    def get_voice(self, asked: Asked) -> str:
        return _address(asked.voice)

    def get_answer_voice(self, asked: Asked) -> str:
        return _address(asked.answer_voice)


def _address(voice: Asset | None) -> str:
    media = media_of(voice)
    return settings.PUBLIC_ORIGIN + media["files"][0]["url"] if media else ""


class AnswerAskedSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)
    voice = serializers.FileField(
        required=False, help_text="A recording of at most 1.5 MB; send text or voice"
    )
    is_shared = serializers.BooleanField(default=False)


class StepFiguresSerializer(serializers.Serializer):
    lesson = serializers.CharField(source="lesson_key")
    step = serializers.CharField(source="step_key")
    kind = serializers.CharField()
    done = serializers.IntegerField(
        allow_null=True, help_text="Null if it would reveal fewer than five unnamed learners"
    )
    stuck = serializers.IntegerField(
        allow_null=True,
        help_text="Unfinished learners who have not got past it for 14 days; null as for `done`",
    )


class QuestionFiguresSerializer(serializers.Serializer):
    step = serializers.CharField(source="step_key")
    question = serializers.CharField(source="key")
    asked = serializers.IntegerField()
    right = serializers.IntegerField(
        allow_null=True, help_text="Null if it would reveal fewer than five learners"
    )
    average = serializers.IntegerField(allow_null=True, help_text="Per cent; null before the first attempt")
    wrong_choice = serializers.CharField(
        allow_blank=True, help_text="The wrong choice that was chosen most often"
    )
    wrong_count = serializers.IntegerField()


class CourseReportSerializer(serializers.Serializer):
    """Figures of a course without names; they equal those on the trainer's page."""

    version = serializers.IntegerField()
    begun = serializers.IntegerField()
    finished = serializers.IntegerField(allow_null=True)
    stuck = serializers.IntegerField(allow_null=True)
    steps = StepFiguresSerializer(many=True)
    questions = QuestionFiguresSerializer(many=True)


class CourseViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List published courses, for everybody; return the content or the figures of one."""

    queryset = Course.objects.none()
    serializer_class = CourseSerializer
    permission_classes = [permissions.AllowAny]
    lookup_field = "slug"
    lookup_value_converter = "slug"
    filterset_fields = ["topic"]

    def get_queryset(self) -> Any:
        rows = Course.objects.published().with_latest().prefetch_related("prerequisites")
        return rows.order_by("position", "title")

    @extend_schema(responses=ContentSerializer)
    @action(detail=True, methods=["get"])
    def content(self, request: Request, slug: Any) -> Response:
        """Return the whole content of the newest version.

        Right answers are included only for quizzes that give feedback at once.
        """
        course: Any = self.get_object()
        version = CourseVersion.objects.defer("keys").get(pk=course.latest_id)
        return Response(ContentSerializer(version).data)

    @extend_schema(responses=CourseReportSerializer)
    @action(detail=True, methods=["get"], permission_classes=[permissions.IsAuthenticated])
    def report(self, request: Request, slug: Any) -> Response:
        """Return figures of the course, for its authors and for officers. 404 for other callers.

        An officer gets figures of the members of the officer's branches. Members who did not agree to be
        named are counted only if there are at least five of them.
        """
        course: Any = self.get_object()
        people = people_visible_to(self.viewer, course)
        if people is False:
            raise NotFound
        version = published(course.latest_id)
        if people is not None:
            people = counted_for_officer(version, people)
        figures = course_figures(version, people)
        data = {
            "version": version.number,
            "begun": figures.begun,
            "finished": figures.finished,
            "stuck": figures.stuck,
            "steps": figures.steps,
            "questions": question_figures(version, people, least=1 if people is None else LEAST),
        }
        return Response(CourseReportSerializer(data).data)


class EnrolmentViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List the caller's enrolments, the latest begun first; begin a course and mark steps as done."""

    queryset = Enrolment.objects.none()
    serializer_class = EnrolmentSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return (
            Enrolment.objects.visible_to(self.viewer)
            .select_related("version__course")
            .defer("version__content", "version__keys")
            .prefetch_related("steps_done")
            .order_by("-started_at", "-pk")
        )

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        assert page is not None
        context = {**self.get_serializer_context(), "progress": progress_of(page)}
        return self.get_paginated_response(EnrolmentSerializer(page, many=True, context=context).data)

    @extend_schema(
        request=BeginSerializer, responses={201: EnrolmentSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        """Begin a course; repeating it changes nothing. 400 if another course must be finished first."""
        actor = self.actor
        data = validated(BeginSerializer, request)

        def make() -> Response:
            wanted = data
            course = known(Course.objects.published(), "course", slug=wanted["course"])
            version = None
            if "version" in wanted:
                rows = course.versions.defer("content", "keys")
                version = known(rows, "version", number=wanted["version"])
            enrolment = start_course(actor=actor, course=course, version=version)
            return Response(self._data_of(enrolment.pk), status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=StepDoneSerializer, responses=EnrolmentSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def steps(self, request: Request, pk: Any) -> Response:
        """Mark a step as done. Quizzes and practice tasks are refused: their results mark them as done."""
        actor, enrolment = self.actor, self.get_object()
        data = validated(StepDoneSerializer, request)
        mark_step_done(
            actor=actor,
            enrolment=enrolment,
            lesson_key=data["lesson"],
            step_key=data["step"],
            done_at=data.get("done_at"),
        )
        return Response(self._data_of(enrolment.pk))

    def _data_of(self, pk: int) -> Any:
        return EnrolmentSerializer(self.get_queryset().get(pk=pk)).data


class AskedViewSet(ActorMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """List questions to trainers, newest first; ask one, or answer one as an author of the course.

    The caller sees the caller's own questions, and those about courses that the caller may edit.
    """

    queryset = Asked.objects.none()
    serializer_class = LearnersQuestionSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"
    parser_classes = [JSONParser, parsers.MultiPartParser]

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        own_questions = Asked.objects.visible_to(self.viewer)
        of_courses = Asked.objects.filter(course__in=Course.objects.edited_by(self.viewer))
        return (
            (own_questions | of_courses)
            .select_related("course", "voice", "answer_voice")
            .order_by("-asked_at", "-pk")
        )

    @extend_schema(
        request={"application/json": AskSerializer, "multipart/form-data": AskSerializer},
        responses={201: LearnersQuestionSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        """Ask the trainer a question about a lesson or one of its steps."""
        actor = self.actor
        data = validated(AskSerializer, request)

        def make() -> Response:
            wanted = data
            course: Any = known(Course.objects.published().with_latest(), "course", slug=wanted["course"])
            version = published(course.latest_id)
            if wanted["lesson"] not in version.lessons:
                raise serializers.ValidationError({"lesson": [_("Không tìm thấy.")]})
            if wanted["step"] and (wanted["lesson"], wanted["step"]) not in version.steps:
                raise serializers.ValidationError({"step": [_("Không tìm thấy.")]})
            asked = ask_trainer(
                actor=actor,
                course=course,
                lesson_key=wanted["lesson"],
                step_key=wanted["step"],
                text=wanted["text"],
                voice=_store_voice(actor, wanted),
            )
            return Response(LearnersQuestionSerializer(asked).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(
        request={"application/json": AnswerAskedSerializer, "multipart/form-data": AnswerAskedSerializer},
        responses=LearnersQuestionSerializer,
    )
    @action(detail=True, methods=["post"])
    @idempotent_action
    def answer(self, request: Request, pk: Any) -> Response:
        """Answer the question, and optionally share it with all learners of the lesson. Only for authors."""
        actor, asked = self.actor, self.get_object()
        data = validated(AnswerAskedSerializer, request)
        wanted = {**data, "voice": _store_voice(actor, data)}
        answered = answer_question(actor=actor, asked=asked, **wanted)
        return Response(LearnersQuestionSerializer(answered).data)


def _store_voice(actor: Actor, wanted: dict[str, Any]) -> Asset | None:
    return keep_voice(actor=actor, file=wanted["voice"]) if wanted.get("voice") else None


def register(router: BaseRouter) -> None:
    router.register("courses", CourseViewSet, basename="courses")
    router.register("enrolments", EnrolmentViewSet, basename="enrolments")
    router.register("asked", AskedViewSet, basename="asked")
