"""API of contests: public data, and taking part by the same rules as on the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import mixins, permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.validation import valid_serializer
from backend.common.idempotency import HEADER, key_of
from courses.contests.actions.entries import save_answers, start_entry, submit_entry
from courses.contests.enums import RankingKey
from courses.contests.papers import paper_of
from courses.contests.people import public_results
from courses.contests.windows import RoundState, state_of
from courses.models import Contest, ContestEntry, ContestRound, RoundResult
from members.access import ActorMixin

# Writes of a person's own entry: the round's terms limit them, so no shared counter is needed.
UNTHROTTLED: list[Any] = []
KEY = OpenApiParameter(
    name=HEADER,
    location=OpenApiParameter.HEADER,
    required=False,
    type=str,
    description="Up to 64 characters, such as a UUID. The same key never starts a second entry.",
)
ANY_KEY = OpenApiParameter(
    name=HEADER,
    location=OpenApiParameter.HEADER,
    required=False,
    type=str,
    description="Optional: sending the same answers again changes nothing, with or without a key.",
)


class ContestSerializer(serializers.ModelSerializer):
    class Meta:
        model = Contest
        fields = ["slug", "title", "rules", "branch", "units", "who", "announced_at"]
        read_only_fields = fields


class PrizeSerializer(serializers.Serializer):
    # `from` is a word of Python, so the fields are declared by name.
    def get_fields(self) -> dict[str, serializers.Field]:
        return {
            "from": serializers.IntegerField(help_text="First rank"),
            "to": serializers.IntegerField(help_text="Last rank"),
            "name": serializers.CharField(),
            "amount": serializers.IntegerField(help_text="In đồng"),
        }


class RoundSerializer(serializers.ModelSerializer):
    contest = serializers.CharField(source="contest.slug")
    state = serializers.SerializerMethodField()
    ranking = serializers.ListField(child=serializers.ChoiceField(choices=RankingKey.choices))
    prizes = PrizeSerializer(many=True)

    class Meta:
        model = ContestRound
        fields = [
            "id", "contest", "number", "state", "opens_at", "closes_at", "ended_at", "questions_count", "time_limit_seconds",
            "entries_allowed", "entries_per", "counts", "ranking", "prediction", "prizes", "commitment", "closed_at",
            "published_at", "participants", "entries_counted", "prediction_answer", "list_sha256",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=RoundState.choices))
    def get_state(self, round_: ContestRound) -> str:
        return state_of(round_)


class ResultSerializer(serializers.Serializer):
    """Result line as on the public page.

    Phone numbers are masked. Names are shown by consent, else initials.
    """

    rank = serializers.IntegerField(source="result.rank")
    entry = serializers.UUIDField(source="result.entry_id")
    name = serializers.CharField()
    phone = serializers.CharField(help_text="Masked: 091****678")
    branch = serializers.CharField()
    right = serializers.IntegerField(source="result.right")
    distance = serializers.IntegerField(source="result.distance", allow_null=True)
    elapsed_ms = serializers.IntegerField(source="result.elapsed_ms")
    submitted_at = serializers.DateTimeField(source="result.submitted_at")


class AskedChoiceSerializer(serializers.Serializer):
    key = serializers.CharField()
    text = serializers.CharField()


class AskedSerializer(serializers.Serializer):
    key = serializers.CharField()
    kind = serializers.CharField()
    text = serializers.CharField()
    choices = AskedChoiceSerializer(many=True)


class EntrySerializer(serializers.ModelSerializer):
    """The caller's own entry.

    questions: in the entry's own order. They are empty once it is handed in, and in responses to /answers/.
    """

    questions = serializers.SerializerMethodField()
    answers = serializers.DictField()

    class Meta:
        model = ContestEntry
        fields = [
            "id", "round", "number", "started_at", "due_at", "submitted_at", "is_sealed", "answers", "prediction",
            "questions",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(AskedSerializer(many=True))
    def get_questions(self, entry: ContestEntry) -> list[dict[str, Any]]:
        return [] if entry.submitted_at else asked(entry)


def asked(entry: ContestEntry) -> list[dict[str, Any]]:
    paper, own = paper_of(entry.round), str(entry.pk)
    return [paper.public_question(own, key) for key in paper.drawn(own)]


def written(entry: ContestEntry, *, with_questions: bool = False) -> dict[str, Any]:
    """Return the data of EntrySerializer, but faster: a whole province may wait for it at once.

    Questions are included only at the beginning. Afterwards the phone has them.
    """
    return {
        "id": entry.pk,
        "round": entry.round_id,
        "number": entry.number,
        "started_at": entry.started_at,
        "due_at": entry.due_at,
        "submitted_at": entry.submitted_at,
        "is_sealed": entry.is_sealed,
        "answers": entry.answers,
        "prediction": entry.prediction,
        "questions": asked(entry) if with_questions and not entry.submitted_at else [],
    }


class AnswersSerializer(serializers.Serializer):
    answers = serializers.DictField(
        required=False,
        help_text='By question key: {"choice": key}, {"choices": [keys]} or {"value": true}',
    )
    prediction = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=100_000_000)

    def taken(self) -> dict[str, Any]:
        data = self.validated_data
        return {"answers": data.get("answers") or {}, "prediction": data.get("prediction")}


class ContestViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List announced contests, newest first.

    Organisers also get their contests before the announcement.
    """

    queryset = Contest.objects.none()
    serializer_class = ContestSerializer
    lookup_field = "slug"
    lookup_value_converter = "slug"

    def get_queryset(self) -> Any:
        return (
            Contest.objects.visible_to(self.viewer).prefetch_related("units").order_by("-created_at", "-pk")
        )


class RoundFilter(filters.FilterSet):
    contest = filters.CharFilter(field_name="contest__slug")

    class Meta:
        model = ContestRound
        fields: list[str] = []


class RoundViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List rounds with their terms and the commitment to their paper; begin an entry.

    Numbers of participants and results are null until the round is closed.
    """

    queryset = ContestRound.objects.none()
    serializer_class = RoundSerializer
    filterset_class = RoundFilter
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        return (
            ContestRound.objects.visible_to(self.viewer)
            .select_related("contest__branch")
            .order_by("-opens_at", "-pk")
        )

    @extend_schema(responses=ResultSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def results(self, request: Request, pk: int) -> Response:
        """List the round's results, best first. Before they are published only organisers get them."""
        rows = RoundResult.objects.visible_to(self.viewer).filter(round=self.get_object())
        page = self.paginate_queryset(rows.select_related("user", "branch").order_by("position"))
        return self.get_paginated_response(ResultSerializer(public_results(page or []), many=True).data)

    @extend_schema(request=None, responses={200: EntrySerializer}, parameters=[KEY])
    @action(
        detail=True,
        methods=["post"],
        permission_classes=[permissions.IsAuthenticated],
        throttle_classes=UNTHROTTLED,
    )
    def start(self, request: Request, pk: int) -> Response:
        """Begin an entry, or return the running entry. 409 with the reason if the member can't enter.

        403 while acting on behalf of a member.
        """
        actor = self.actor
        if (
            pk > BigIntegerField.MAX_BIGINT
        ):  # the statement is plain SQL, which doesn't check the number's range
            raise NotFound
        # The action reads the round with all the rest; looking it up here as well would only cost.
        begun = start_entry(
            actor=actor, round_=ContestRound(pk=pk), request_key=(key_of(request._request) or "")[:64]
        )
        return Response(written(begun, with_questions=True))


class EntryViewSet(ActorMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """List the caller's own entries, newest first; save answers and hand in an entry."""

    queryset = ContestEntry.objects.none()
    serializer_class = EntrySerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "uuid"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return (
            ContestEntry.objects.visible_to(self.viewer).select_related("round").order_by("-started_at", "pk")
        )

    @extend_schema(request=AnswersSerializer, responses=EntrySerializer, parameters=[ANY_KEY])
    @action(detail=True, methods=["post"], throttle_classes=UNTHROTTLED)
    def answers(self, request: Request, pk: Any) -> Response:
        """Save answers; later answers replace earlier ones. 409 after the time is over, with both moments."""
        return self._run_action(request, pk, save_answers)

    @extend_schema(request=AnswersSerializer, responses=EntrySerializer, parameters=[ANY_KEY])
    @action(detail=True, methods=["post"], throttle_classes=UNTHROTTLED)
    def submit(self, request: Request, pk: Any) -> Response:
        """Hand in the entry, with answers that were not saved before.

        Repeating it with the same answers changes nothing. With other answers it is a 409.
        """
        return self._run_action(request, pk, submit_entry)

    def _run_action(self, request: Request, pk: Any, act: Any) -> Response:
        actor = self.actor
        data = valid_serializer(AnswersSerializer, request)
        # The action reads and locks the caller's own row; another look-up here would only cost a query.
        entry = act(actor=actor, entry=ContestEntry(pk=pk), **data.taken())
        return Response(written(entry))


def register(router: BaseRouter) -> None:
    router.register("contests", ContestViewSet, basename="contests")
    router.register("contest-rounds", RoundViewSet, basename="contest-rounds")
    router.register("contest-entries", EntryViewSet, basename="contest-entries")
