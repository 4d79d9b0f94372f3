"""API of quiz attempts: phones may send them and their answers late, twice and in any order."""

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
from backend.common.errors import DomainError
from courses.models import Attempt, Course, CourseVersion
from courses.quizzes.actions.attempts import (
    close_attempt,
    finish_attempt,
    quiz_of,
    save_answer,
    start_attempt,
)
from courses.quizzes.actions.results import mark_result_shown, mark_results_shown
from courses.quizzes.api.grading import EssaySerializer, essay_rows
from courses.quizzes.publishing import without_key
from courses.quizzes.scoring import is_graded
from courses.quizzes.showing import may_reveal_answers
from members.access import ActorMixin

MAX_ANSWERS = 200


class AttemptSerializer(serializers.ModelSerializer):
    """The caller's own attempt.

    questions: in the order asked. They contain the key only once it may be shown.
    """

    course = serializers.CharField(source="version.course.slug")
    version = serializers.IntegerField(source="version.number")
    lesson = serializers.CharField(source="lesson_key")
    step = serializers.CharField(source="step_key")
    questions = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()
    results = serializers.SerializerMethodField()
    essays = serializers.SerializerMethodField(
        help_text="The caller's own, with a trainer's grade and comment"
    )

    class Meta:
        model = Attempt
        fields = [
            "id", "course", "version", "lesson", "step", "number", "started_at", "deadline_at", "finished_at", "told_at", "score",
            "passed", "waits_for_grade", "questions", "answers", "results", "essays",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "score": {"help_text": "Hundredths of a per cent: 10000 is everything right"},
            "told_at": {
                "help_text": "When the result was first shown; what is sent after that is kept without counting. Empty"
                " while answers given before the deadline are awaited: finish asks for it"
            },
        }

    @extend_schema_field(serializers.ListField(child=serializers.DictField()))
    def get_questions(self, attempt: Attempt) -> list[dict[str, Any]]:
        asked = quiz_of(attempt)
        if may_reveal_answers(asked.quiz, attempt):
            return [asked.full_questions[key] for key in attempt.questions]
        return [without_key(asked.full_questions[key]) for key in attempt.questions]

    @extend_schema_field(serializers.DictField(help_text="The answers that count, by question key"))
    def get_answers(self, attempt: Attempt) -> dict[str, Any]:
        return {row.question_key: row.response for row in attempt.answers.all() if row.counts}

    @extend_schema_field(
        serializers.DictField(
            child=serializers.IntegerField(), help_text="Hundredths of a per cent by question key"
        )
    )
    def get_results(self, attempt: Attempt) -> dict[str, int]:
        return attempt.results if may_reveal_answers(quiz_of(attempt).quiz, attempt) else {}

    @extend_schema_field(EssaySerializer(many=True))
    def get_essays(self, attempt: Attempt) -> list[dict[str, Any]]:
        asks = any(is_graded(question) for question in quiz_of(attempt).full_questions.values())
        return essay_rows(attempt) if asks and attempt.finished_at else []


class StartSerializer(serializers.Serializer):
    course = serializers.SlugField(max_length=80)
    version = serializers.IntegerField(
        min_value=1,
        max_value=30_000,
        required=False,
        help_text="The version on the phone; default: the newest",
    )
    lesson = serializers.CharField(max_length=40)
    step = serializers.CharField(max_length=40)
    id = serializers.UUIDField(
        required=False, help_text="Chosen by the device; the same ID means the same attempt"
    )
    started_at = serializers.DateTimeField(
        required=False,
        help_text="Start of an attempt offline, by the device's clock, corrected by its offset to the server's",
    )


class GivenAnswerSerializer(serializers.Serializer):
    question = serializers.CharField(max_length=40)
    response = serializers.DictField(
        help_text='{"choice": key}, {"choices": [keys]}, {"value": true}, {"text": "…"}, {"pairs": {key: right}}, {"order": [keys]}; {} removes the answer'
    )
    device = serializers.CharField(max_length=64)
    sequence = serializers.IntegerField(
        min_value=0, max_value=2**53 - 1, help_text="The device's own counter"
    )
    given_at = serializers.DateTimeField(
        required=False, help_text="By the device's clock, corrected by its offset; default: now"
    )


class GivenAnswersSerializer(serializers.Serializer):
    answers = serializers.ListField(child=GivenAnswerSerializer(), min_length=1, max_length=MAX_ANSWERS)


class GivenAnswerResultSerializer(serializers.Serializer):
    """Result of one sent answer. A refused answer doesn't affect the others."""

    device = serializers.CharField()
    sequence = serializers.IntegerField()
    state = serializers.ChoiceField(choices=["kept", "known", "refused"])
    counts = serializers.BooleanField()
    code = serializers.CharField(help_text="Error code, for programs", allow_blank=True)
    reason = serializers.CharField(
        help_text="Why it was refused or doesn't count, for the learner", allow_blank=True
    )


class GivenAnswerResultsSerializer(serializers.Serializer):
    answers = GivenAnswerResultSerializer(many=True)


class FinishSerializer(serializers.Serializer):
    finished_at = serializers.DateTimeField(required=False, help_text="The earliest of several is stored")


class AttemptViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List the caller's own attempts at quizzes, newest first; begin one, save answers and hand it in."""

    queryset = Attempt.objects.none()
    serializer_class = AttemptSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "uuid"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return (
            Attempt.objects.visible_to(self.viewer)
            .select_related("version__course", "user")
            .defer("version__content", "version__keys")
            .prefetch_related("answers")
            .order_by("-started_at", "pk")
        )

    def get_object(self) -> Attempt:
        attempt: Attempt = super().get_object()
        return mark_result_shown(attempt=attempt) if self.action == "retrieve" else attempt

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        mark_results_shown(rows or [])
        return rows

    @extend_schema(request=StartSerializer, responses={201: AttemptSerializer}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        """Begin an attempt, or return the open attempt.

        409 if no attempts remain or the grace period is over.
        """
        actor = self.actor
        data = validated(StartSerializer, request)

        def make() -> Response:
            wanted = data
            course = known(Course.objects.published(), "course", slug=wanted["course"])
            versions = course.versions.defer("content", "keys").select_related("course")
            number = {"number": wanted["version"]} if "version" in wanted else {}
            version: CourseVersion = known(versions, "version", **number)
            attempt = start_attempt(
                actor=actor,
                version=version,
                lesson_key=wanted["lesson"],
                step_key=wanted["step"],
                attempt_id=wanted.get("id"),
                started_at=wanted.get("started_at"),
            )
            mark_result_shown(attempt=attempt)
            return Response(AttemptSerializer(attempt).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(
        request=GivenAnswersSerializer, responses=GivenAnswerResultsSerializer, parameters=[IDEMPOTENCY_KEY]
    )
    @action(detail=True, methods=["post"])
    def answers(self, request: Request, pk: Any) -> Response:
        """Store each answer separately. Repeating an answer changes nothing."""
        actor, attempt = self.actor, self.get_object()
        data = validated(GivenAnswersSerializer, request)
        results = [self._answer(actor, attempt, row) for row in data["answers"]]
        return Response({"answers": results})

    def _answer(self, actor: Any, attempt: Attempt, row: dict[str, Any]) -> dict[str, Any]:
        result = {"device": row["device"], "sequence": row["sequence"], "code": ""}
        try:
            saved = save_answer(
                actor=actor,
                attempt=attempt,
                question_key=row["question"],
                response=row["response"],
                device=row["device"],
                sequence=row["sequence"],
                given_at=row.get("given_at"),
            )
        except DomainError as error:
            return result | {
                "state": "refused",
                "counts": False,
                "code": error.code,
                "reason": str(error.message),
            }
        state = "kept" if saved.is_new else "known"
        return result | {"state": state, "counts": saved.answer.counts, "reason": saved.reason}

    @extend_schema(request=FinishSerializer, responses=AttemptSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def finish(self, request: Request, pk: Any) -> Response:
        """Hand in the attempt and return its result.

        Send answers first: later answers are stored but don't count.
        """
        actor, attempt = self.actor, self.get_object()
        data = validated(FinishSerializer, request)
        close_attempt(attempt=attempt)
        finish_attempt(actor=actor, attempt=attempt, finished_at=data.get("finished_at"))
        mark_result_shown(attempt=attempt, is_asked=True)
        return Response(AttemptSerializer(self.get_object()).data)


def register(router: BaseRouter) -> None:
    router.register("attempts", AttemptViewSet, basename="attempts")
