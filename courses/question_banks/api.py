"""API of question banks, questions and quiz settings: what trainers' pages do."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.choices import CallableChoiceIterator
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import mixins, parsers, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.files import FileNegotiation
from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import (
    IDEMPOTENCY_KEY,
    answer_once,
    answers_once,
    idempotent_action,
    stored_answer,
)
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from courses.authoring.rules import may_edit_course
from courses.authoring.serializers import OrderSerializer, ReadAloudSerializer, address_of, check_order
from courses.choices import question_kinds
from courses.media.speech import question_hash
from courses.media.voices import state_of_question
from courses.models import Course, Question, QuestionBank, Quiz
from courses.question_banks import actions as bank_actions
from courses.question_banks.excel import write_excel
from courses.question_banks.files import read_questions
from courses.question_banks.gift_writing import write_gift
from courses.quizzes.actions.quizzes import set_quiz
from courses.quizzes.enums import FeedbackTime
from courses.quizzes.serializers import FileSerializer
from members.access import ActorMixin

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BankSerializer(serializers.ModelSerializer):
    course: serializers.Field = serializers.SlugRelatedField(
        slug_field="slug", read_only=True, allow_null=True
    )

    class Meta:
        model = QuestionBank
        fields = ["id", "key", "title", "course", "created_at"]
        read_only_fields = fields


class BankWriteSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=120)
    course = serializers.SlugField(
        max_length=80, required=False, allow_null=True, help_text="Null: shared (staff only)"
    )


class QuestionSerializer(serializers.ModelSerializer):
    question = serializers.DictField(source="body", help_text="The whole question, with its right answers")
    voice = serializers.SerializerMethodField()

    class Meta:
        model = Question
        fields = ["id", "bank", "key", "kind", "question", "voice", "position", "changed_at", "archived_at"]
        read_only_fields = fields

    @extend_schema_field(ReadAloudSerializer)
    def get_voice(self, row: Question) -> dict[str, Any]:
        audio = row.body.get("audio")
        return {
            "state": state_of_question(row.body),
            "address": address_of(audio) if audio and audio["files"] else None,
            "text_hash": question_hash(row.body),
        }


class QuestionWriteSerializer(serializers.Serializer):
    bank = serializers.IntegerField(min_value=1, max_value=2**31)
    question = serializers.DictField()


class QuestionChangeSerializer(serializers.Serializer):
    question = serializers.DictField()


class ImportedSerializer(serializers.Serializer):
    new = serializers.IntegerField()
    changed = serializers.IntegerField()


class DrawSerializer(serializers.Serializer):
    bank = serializers.CharField(max_length=80)
    count = serializers.IntegerField(min_value=1, max_value=200)


class QuizSerializer(serializers.ModelSerializer):
    draws = DrawSerializer(many=True)
    bank = serializers.IntegerField(source="bank_id")

    class Meta:
        model = Quiz
        fields = [
            "step", "bank", "title", "pass_percent", "attempts_allowed", "time_limit_seconds", "offline_grace_hours",
            "feedback", "shuffle", "draws",
        ]  # fmt: skip
        read_only_fields = fields


class QuizWriteSerializer(serializers.Serializer):
    """Settings of a quiz. Omitted settings stay unchanged."""

    title = serializers.CharField(max_length=120, required=False, allow_blank=True)
    pass_percent = serializers.IntegerField(min_value=0, max_value=100, required=False)
    attempts_allowed = serializers.IntegerField(min_value=0, max_value=100, required=False)
    time_limit_seconds = serializers.IntegerField(min_value=0, max_value=6 * 3600, required=False)
    offline_grace_hours = serializers.IntegerField(min_value=0, max_value=720, required=False)
    feedback = serializers.ChoiceField(choices=FeedbackTime.choices, required=False)
    shuffle = serializers.BooleanField(required=False)
    draws = DrawSerializer(many=True, required=False)


class BankViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List question banks that the caller sees; create one, order its questions, import and export them."""

    queryset = QuestionBank.objects.none()
    serializer_class = BankSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return QuestionBank.objects.visible_to(self.viewer).select_related("course").order_by("title", "pk")

    @extend_schema(request=BankWriteSerializer, responses={201: BankSerializer}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = validated(BankWriteSerializer, request)

        def make() -> Response:
            slug = data.get("course")
            course = known(Course.objects.visible_to(actor.member), "course", slug=slug) if slug else None
            bank = bank_actions.create_bank(actor=actor, title=data["title"], course=course)
            return Response(BankSerializer(bank).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=OrderSerializer, responses={204: None})
    @action(detail=True, methods=["post"], url_path="order-questions")
    @idempotent_action
    def order_questions(self, request: Request, pk: int) -> Response:
        """Set the order of the bank's questions. Quizzes without shuffling ask in this order."""
        actor, bank = self.actor, self.get_object()
        data = validated(OrderSerializer, request)
        wanted = data["order"]
        check_order(wanted, set(bank.questions.asked().values_list("pk", flat=True)))
        bank_actions.order_questions(actor=actor, bank=bank, keys=wanted)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request={"multipart/form-data": FileSerializer}, responses=ImportedSerializer)
    @action(detail=True, methods=["post"], url_path="import", parser_classes=[parsers.MultiPartParser])
    @answers_once
    def import_file(self, request: Request, pk: int) -> Response:
        """Import all questions of a file, or none. Every invalid line is an error at file.<line>."""
        actor, bank = self.actor, self.get_object()
        data = validated(FileSerializer, request)
        if (repeated := stored_answer(request)) is not None:
            return repeated
        found = read_questions(data["file"].read())  # before the key's transaction

        def make() -> Response:
            new, changed = bank_actions.import_questions(actor=actor, bank=bank, found=found)
            return Response({"new": new, "changed": changed})

        return answer_once(request, make)

    @extend_schema(
        responses={(200, "text/plain"): OpenApiResponse(OpenApiTypes.STR, description="GIFT")},
    )
    @action(detail=True, methods=["get"], filter_backends=[], content_negotiation_class=FileNegotiation)
    def gift(self, request: Request, pk: int) -> HttpResponse:
        bank = self.get_object()
        text = write_gift(_bodies(bank), category=bank.title)
        return HttpResponse(text, content_type="text/plain; charset=utf-8")

    @extend_schema(responses={(200, XLSX): OpenApiResponse(OpenApiTypes.BINARY, description="Excel")})
    @action(detail=True, methods=["get"], filter_backends=[], content_negotiation_class=FileNegotiation)
    def excel(self, request: Request, pk: int) -> HttpResponse:
        return HttpResponse(write_excel(_bodies(self.get_object())), content_type=XLSX)


def _bodies(bank: QuestionBank) -> list[dict[str, Any]]:
    return [{**row.body, "key": row.key} for row in bank.questions.all() if row.archived_at is None]


class QuestionFilter(filters.FilterSet):
    bank = IdFilter()
    kind = filters.ChoiceFilter(choices=CallableChoiceIterator(question_kinds))

    class Meta:
        model = Question
        fields: list[str] = []


class QuestionViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List questions with their right answers; create, change, archive and restore one, and remove its voice.

    A trainer sees questions of the trainer's courses and of shared banks; staff see all.
    """

    queryset = Question.objects.none()
    serializer_class = QuestionSerializer
    filterset_class = QuestionFilter
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Question.objects.visible_to(self.viewer).select_related("bank__course")
        return rows.order_by("bank_id", "position", "pk")

    @extend_schema(
        request=QuestionWriteSerializer, responses={201: QuestionSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = validated(QuestionWriteSerializer, request)

        def make() -> Response:
            bank = known(QuestionBank.objects.visible_to(actor.member), "bank", pk=data["bank"])
            row = bank_actions.save_question(actor=actor, bank=bank, question=data["question"])
            return Response(QuestionSerializer(row).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(
        request=QuestionChangeSerializer, responses=QuestionSerializer, parameters=[IDEMPOTENCY_KEY]
    )
    def update(self, request: Request, pk: int) -> Response:
        """Replace the content of the question. Its key doesn't change."""
        actor, row = self.actor, self.get_object()
        data = validated(QuestionChangeSerializer, request)

        def make() -> Response:
            saved = bank_actions.save_question(actor=actor, bank=row.bank, question=data["question"], row=row)
            return Response(QuestionSerializer(saved).data)

        return answer_once(request, make)

    @extend_schema(request=None, responses=QuestionSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def archive(self, request: Request, pk: int) -> Response:
        """Archive the question, so that new versions don't ask it."""
        bank_actions.archive_question(actor=self.actor, row=self.get_object())
        return Response(QuestionSerializer(self.get_object()).data)

    @extend_schema(request=None, responses=QuestionSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def restore(self, request: Request, pk: int) -> Response:
        bank_actions.restore_question(actor=self.actor, row=self.get_object())
        return Response(QuestionSerializer(self.get_object()).data)

    @extend_schema(request=None, responses=QuestionSerializer)
    @action(detail=True, methods=["post"], url_path="voice-off")
    @idempotent_action
    def voice_off(self, request: Request, pk: int) -> Response:
        """Remove the question's voice. A new voice is sent to /uploads/."""
        bank_actions.take_voice_off(actor=self.actor, row=self.get_object())
        return Response(QuestionSerializer(self.get_object()).data)


class QuizViewSet(ActorMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """List the settings of quizzes in courses that the caller may edit, by step; change them."""

    queryset = Quiz.objects.none()
    serializer_class = QuizSerializer
    permission_classes = [permissions.IsAuthenticated]
    # Not "step": the look-up of a relation accepts numbers too large for the column; that of its pk doesn't.
    lookup_field = "step__pk"
    lookup_url_kwarg = "step"
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        courses = Course.objects.edited_by(self.viewer)
        rows = Quiz.objects.filter(step__lesson__module__course__in=courses)
        return rows.select_related("bank", "step__lesson__module__course").order_by("step_id")

    @extend_schema(request=QuizWriteSerializer, responses=QuizSerializer, parameters=[IDEMPOTENCY_KEY])
    def partial_update(self, request: Request, step: int) -> Response:
        actor, quiz = self.actor, self.get_object()
        data = validated(QuizWriteSerializer, request)
        if not may_edit_course(actor.member, quiz.step.lesson.module.course):
            self.permission_denied(request)

        def make() -> Response:
            settings = dict(data)
            if "draws" in settings:
                settings["draws"] = [dict(row) for row in settings["draws"]]
            return Response(QuizSerializer(set_quiz(actor=actor, step=quiz.step, settings=settings)).data)

        return answer_once(request, make)


def register(router: BaseRouter) -> None:
    router.register("question-banks", BankViewSet, basename="question-banks")
    router.register("questions", QuestionViewSet, basename="questions")
    router.register("quizzes", QuizViewSet, basename="quizzes")
