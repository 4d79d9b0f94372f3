"""API for organisers of contests; it runs the same actions as the organiser's pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import parsers, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
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
from backend.common.api.validation import validated
from courses.contests.actions import contests as acts
from courses.contests.actions.results import disqualify, end_round, publish_round
from courses.contests.api.contests import ContestSerializer, PrizeSerializer, RoundSerializer
from courses.contests.enums import Counts, EntriesPer, Prediction, RankingKey, WhoMayEnter
from courses.models import Contest, ContestRound, RoundResult
from courses.quizzes.serializers import FileSerializer
from members.access import ActorMixin
from members.models import Branch

MOST_UNITS = 200


class ContestWriteSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=160)
    rules = serializers.CharField(max_length=6000, required=False, allow_blank=True, default="")
    who = serializers.ChoiceField(choices=WhoMayEnter.choices, required=False, default=WhoMayEnter.MEMBERS)
    units = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31),
        required=False,
        default=list,
        max_length=MOST_UNITS,
        help_text="Branches, each with all branches below; empty: every branch",
    )


class NewContestSerializer(ContestWriteSerializer):
    branch = serializers.IntegerField(min_value=1, max_value=2**31, help_text="The organising branch")


class TermsSerializer(serializers.Serializer):
    """Terms of a round. A change leaves omitted terms unchanged."""

    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    questions_count = serializers.IntegerField(
        min_value=0, max_value=200, required=False, help_text="0 means all questions"
    )
    time_limit_seconds = serializers.IntegerField(min_value=0, max_value=86_400, required=False)
    entries_allowed = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    entries_per = serializers.ChoiceField(choices=EntriesPer.choices, required=False)
    counts = serializers.ChoiceField(choices=Counts.choices, required=False)
    ranking = serializers.ListField(child=serializers.ChoiceField(choices=RankingKey.choices), max_length=4)
    prediction = serializers.ChoiceField(choices=Prediction.choices, required=False)
    prizes = PrizeSerializer(many=True, required=False)

    def validate_prizes(self, prizes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        # A PATCH doesn't require the fields of a nested serializer.
        if any(PrizeSerializer().fields.keys() - prize.keys() for prize in prizes):
            raise ValidationError("A prize has all of its fields.")
        if len(prizes) > 50 or any(len(prize["name"]) > 80 for prize in prizes):
            raise ValidationError("50 prizes, 80 letters each, at most.")
        return [dict(prize) for prize in prizes]


class OrganisedRoundSerializer(RoundSerializer):
    """Round with its draft questions and their key. The draft is empty once the paper is committed."""

    questions = serializers.ListField(child=serializers.DictField(), read_only=True)

    class Meta(RoundSerializer.Meta):
        fields = [*RoundSerializer.Meta.fields, "questions"]
        read_only_fields = fields


class QuestionsSerializer(serializers.Serializer):
    questions = serializers.ListField(
        child=serializers.DictField(),
        min_length=1,
        max_length=acts.MOST_QUESTIONS,
        help_text="As in /questions/: one choice, several choices, true or false. A question with a known key replaces that one",
    )


class RemoveQuestionSerializer(serializers.Serializer):
    key = serializers.CharField(max_length=40)


class WhySerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class LeaveOutSerializer(WhySerializer):
    entry = serializers.UUIDField(help_text="The entry whose person is removed from the list")


def _units(actor: Any, branch: Branch, keys: list[int]) -> list[Branch]:
    """Return the branches with the ids `keys`; each must be `branch` or below it.

    Raises ValidationError for any other id.
    """
    rows = list(Branch.objects.under(branch).filter(pk__in=keys))
    if len(rows) < len(set(keys)):
        raise ValidationError({"units": [_("Không tìm thấy.")]})
    return rows


class OrganisedContestViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List the contests that the caller organises, announced or not; create, change and announce one.

    A round is added at /rounds/. Organisers are officers of the contest's branch or of a branch above it, and
    staff.
    """

    queryset = Contest.objects.none()
    serializer_class = ContestSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_field = "slug"
    lookup_value_converter = "slug"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Contest.objects.run_by(self.viewer).select_related("branch").prefetch_related("units")
        return rows.order_by("-created_at", "-pk")

    @extend_schema(
        request=NewContestSerializer, responses={201: ContestSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        """Create a contest. Only its organisers see it until it is announced."""
        actor = self.actor
        data = validated(NewContestSerializer, request)

        def make() -> Response:
            fields = dict(data)
            branch = known(Branch.objects.run_by(actor.member), "branch", pk=fields.pop("branch"))
            fields["units"] = _units(actor, branch, fields["units"])
            contest = acts.create_contest(actor=actor, branch=branch, **fields)
            return Response(ContestSerializer(contest).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=ContestWriteSerializer, responses=ContestSerializer, parameters=[IDEMPOTENCY_KEY])
    def update(self, request: Request, slug: Any) -> Response:
        """Replace the contest's texts and who may enter. Omitted fields get their defaults.

        Who may enter is fixed once a paper is committed.
        """
        actor, contest = self.actor, self.get_object()
        data = validated(ContestWriteSerializer, request)

        def make() -> Response:
            fields = dict(data)
            fields["units"] = _units(actor, contest.branch, fields["units"])
            return Response(ContestSerializer(acts.edit_contest(actor=actor, contest=contest, **fields)).data)

        return answer_once(request, make)

    @extend_schema(request=None, responses=ContestSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def announce(self, request: Request, slug: Any) -> Response:
        """Announce the contest, so that everybody can see it."""
        return Response(
            ContestSerializer(acts.announce_contest(actor=self.actor, contest=self.get_object())).data
        )

    @extend_schema(request=TermsSerializer, responses={201: OrganisedRoundSerializer})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def rounds(self, request: Request, slug: Any) -> Response:
        """Add the next round."""
        actor, contest = self.actor, self.get_object()
        data = validated(TermsSerializer, request)
        round_ = acts.add_round(actor=actor, contest=contest, **data)
        return Response(OrganisedRoundSerializer(round_).data, status=status.HTTP_201_CREATED)


class OrganisedRoundViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List the rounds of the contests that the caller organises, with draft questions and key.

    Change terms and questions, commit or withdraw the paper, end the round, disqualify people and publish
    results.
    """

    queryset = ContestRound.objects.none()
    serializer_class = OrganisedRoundSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = ContestRound.objects.filter(contest__in=Contest.objects.run_by(self.viewer))
        return rows.select_related("contest__branch").order_by("-opens_at", "-pk")

    def _respond(self) -> Response:
        return Response(OrganisedRoundSerializer(self.get_object()).data)

    @extend_schema(request=TermsSerializer, responses=OrganisedRoundSerializer, parameters=[IDEMPOTENCY_KEY])
    def partial_update(self, request: Request, pk: Any) -> Response:
        """Change the round's terms. Possible until its paper is committed."""
        actor, round_ = self.actor, self.get_object()
        data = validated(TermsSerializer, request, partial=True)

        def make() -> Response:
            changed = acts.edit_round(actor=actor, round_=round_, **data)
            return Response(OrganisedRoundSerializer(changed).data)

        return answer_once(request, make)

    @extend_schema(request=QuestionsSerializer, responses=OrganisedRoundSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def questions(self, request: Request, pk: Any) -> Response:
        """Add or replace questions, all of them or none."""
        actor, round_ = self.actor, self.get_object()
        data = validated(QuestionsSerializer, request)
        acts.put_questions(actor=actor, round_=round_, questions=data["questions"])
        return self._respond()

    @extend_schema(request={"multipart/form-data": FileSerializer}, responses=OrganisedRoundSerializer)
    @action(detail=True, methods=["post"], url_path="import", parser_classes=[parsers.MultiPartParser])
    @answers_once
    def import_file(self, request: Request, pk: Any) -> Response:
        """Import all questions of a file, or none. Every invalid line is an error at file.<line>."""
        actor, round_ = self.actor, self.get_object()
        data = validated(FileSerializer, request)
        if (repeated := stored_answer(request)) is not None:
            return repeated
        # Before the key's transaction.
        questions = acts.questions_in(data["file"].read(acts.MOST_FILE_BYTES + 1))

        def make() -> Response:
            acts.put_questions(actor=actor, round_=round_, questions=questions)
            return self._respond()

        return answer_once(request, make)

    @extend_schema(request=RemoveQuestionSerializer, responses=OrganisedRoundSerializer)
    @action(detail=True, methods=["post"], url_path="remove-question")
    @idempotent_action
    def remove_question(self, request: Request, pk: Any) -> Response:
        actor, round_ = self.actor, self.get_object()
        data = validated(RemoveQuestionSerializer, request)
        acts.remove_question(actor=actor, round_=round_, key=data["key"])
        return self._respond()

    @extend_schema(request=None, responses=OrganisedRoundSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def commit(self, request: Request, pk: Any) -> Response:
        """Commit the round to its questions and terms, by a hash in the ledger."""
        acts.commit_round(actor=self.actor, round_=self.get_object())
        return self._respond()

    @extend_schema(request=WhySerializer, responses=OrganisedRoundSerializer)
    @action(detail=True, methods=["post"], url_path="withdraw-paper")
    @idempotent_action
    def withdraw_paper(self, request: Request, pk: Any) -> Response:
        """Withdraw a faulty paper before the round opens. Its commitment and the reason stay public."""
        actor, round_ = self.actor, self.get_object()
        data = validated(WhySerializer, request)
        acts.withdraw_paper(actor=actor, round_=round_, **data)
        return self._respond()

    @extend_schema(request=WhySerializer, responses=OrganisedRoundSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def end(self, request: Request, pk: Any) -> Response:
        """Close an open round early. The reason is public."""
        actor, round_ = self.actor, self.get_object()
        data = validated(WhySerializer, request)
        end_round(actor=actor, round_=round_, **data)
        return self._respond()

    @extend_schema(request=None, responses=OrganisedRoundSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def publish(self, request: Request, pk: Any) -> Response:
        """Publish the results of a closed round."""
        publish_round(actor=self.actor, round_=self.get_object())
        return self._respond()

    @extend_schema(request=LeaveOutSerializer, responses=OrganisedRoundSerializer)
    @action(detail=True, methods=["post"], url_path="leave-out")
    @idempotent_action
    def leave_out(self, request: Request, pk: Any) -> Response:
        """Disqualify a person, after the round is closed and before its results are published."""
        actor, round_ = self.actor, self.get_object()
        data = validated(LeaveOutSerializer, request)
        rows = RoundResult.objects.filter(round=round_).select_related("user")
        line = known(rows, "entry", entry_id=data["entry"])
        disqualify(actor=actor, round_=round_, user=line.user, reason=data["reason"])
        return self._respond()


def register(router: BaseRouter) -> None:
    router.register("organised-contests", OrganisedContestViewSet, basename="organised-contests")
    router.register("organised-rounds", OrganisedRoundViewSet, basename="organised-rounds")
