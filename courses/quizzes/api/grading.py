"""API for trainers to grade essays, by the same rules as on the pages."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from courses.models import Answer, Attempt
from courses.quizzes.actions.grading import essays_of, grade_essay
from members.access import ActorMixin


class EssaySerializer(serializers.Serializer):
    answer = serializers.IntegerField(help_text="The answer to grade")
    question = serializers.CharField()
    text = serializers.CharField(help_text="The question")
    points = serializers.FloatField(help_text="The maximum score")
    written = serializers.CharField()
    share = serializers.IntegerField(
        allow_null=True, help_text="The grade in hundredths of a per cent; null while it waits"
    )
    remark = serializers.CharField()


def essay_rows(attempt: Attempt) -> list[dict[str, Any]]:
    """Return the rows of EssaySerializer for an attempt."""
    found = []
    for question, answer in essays_of(attempt):
        grade = getattr(answer, "grade", None)
        found.append(
            {
                "answer": answer.pk,
                "question": question["key"],
                "text": question["text"],
                "points": question["points"],
                "written": answer.response["text"],
                "share": grade.share if grade else None,
                "remark": grade.remark if grade else "",
            }
        )
    return found


class ToGradeSerializer(serializers.ModelSerializer):
    course = serializers.CharField(source="version.course.slug")
    lesson = serializers.CharField(source="lesson_key")
    step = serializers.CharField(source="step_key")
    member = serializers.CharField(source="user")
    essays = serializers.SerializerMethodField()

    class Meta:
        model = Attempt
        fields = ["id", "course", "lesson", "step", "member", "finished_at", "waits_for_grade", "essays"]
        read_only_fields = fields

    @extend_schema_field(EssaySerializer(many=True))
    def get_essays(self, attempt: Attempt) -> list[dict[str, Any]]:
        return essay_rows(attempt)


class GradeSerializer(serializers.Serializer):
    answer = serializers.IntegerField(min_value=1, max_value=2**53)
    points = serializers.DecimalField(max_digits=7, decimal_places=3, min_value=0)
    remark = serializers.CharField(required=False, allow_blank=True, max_length=1000)


class GradingViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List attempts with an essay that waits for a grade, the longest waiting first; grade one essay.

    The caller sees attempts in courses that the caller may edit, never the caller's own.
    """

    queryset = Attempt.objects.none()
    serializer_class = ToGradeSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "uuid"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return (
            Attempt.objects.to_grade_by(self.viewer)
            .select_related("version__course", "user")
            .defer("version__content", "version__keys")
            .order_by("finished_at", "pk")
        )

    @extend_schema(request=GradeSerializer, responses=ToGradeSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def grade(self, request: Request, pk: Any) -> Response:
        """Give points and a remark for one essay.

        Grading the last essay of the attempt notifies the member.
        """
        actor, attempt = self.actor, self.get_object()
        wanted = validated(GradeSerializer, request)
        answer = known(Answer.objects.filter(attempt=attempt), "answer", pk=wanted["answer"])
        done = grade_essay(
            actor=actor, answer=answer, points=wanted["points"], remark=wanted.get("remark", "")
        )
        return Response(ToGradeSerializer(done).data)


def register(router: BaseRouter) -> None:
    router.register("essays-to-grade", GradingViewSet, basename="essays-to-grade")
