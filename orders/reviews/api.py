from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from backend.common.network import client_address, network_of
from members.access import ActorMixin, account_of, viewer_of
from orders.basket.limits import reports_an_hour
from orders.basket.proofs import read_proof
from orders.errors import TooMany
from orders.models import Review, ReviewReport
from orders.reviews import actions as reviews


class BuyerReviewSerializer(serializers.ModelSerializer):
    """A buyer's review of one delivered order line, without the buyer's name."""

    product_name = serializers.CharField(source="product.name", read_only=True)
    # A field, as in every serializer; the base class has an attribute of this name.
    label = serializers.CharField(source="line.label", read_only=True)  # type: ignore[assignment]
    bought_at = serializers.DateTimeField(source="line.order.created_at", read_only=True)
    words = serializers.CharField(source="public_words", read_only=True)
    answer = serializers.CharField(source="public_answer", read_only=True)
    is_hidden = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = [
            "id", "product", "product_name", "label", "stars", "words", "bought_at", "created_at", "answer", "answered_at",
            "is_hidden", "hidden_reason",
        ]  # fmt: skip
        read_only_fields = fields

    def get_is_hidden(self, review: Review) -> bool:
        return review.hidden_at is not None


class ReviewWriteSerializer(serializers.Serializer):
    line = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="A line of the order")
    stars = serializers.IntegerField(min_value=1, max_value=5)
    words = serializers.CharField(max_length=reviews.MAX_WORDS, allow_blank=True, default="")
    phone_proof = serializers.CharField(
        max_length=200,
        allow_blank=True,
        default="",
        help_text="The proof from buyer-phones/prove/, to change a review without the buyer's account",
    )


class ReviewEraseSerializer(serializers.Serializer):
    phone_proof = serializers.CharField(
        max_length=200,
        allow_blank=True,
        default="",
        help_text="The proof from buyer-phones/prove/, if the caller is not the buyer's account",
    )


class ReviewAnswerSerializer(serializers.Serializer):
    answer = serializers.CharField(max_length=reviews.MAX_WORDS, help_text="Public")


class ReviewReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=reviews.MAX_REASON)


class ReviewReportSerializer(serializers.ModelSerializer):
    class Meta:
        model = ReviewReport
        fields = ["reason", "created_at", "closed_at"]
        read_only_fields = fields


class ReviewFilter(filters.FilterSet):
    product = IdFilter(field_name="product_id")
    producer = IdFilter(field_name="product__producer_id")

    stars = IdFilter()
    answered = filters.BooleanFilter(
        field_name="answered_at", lookup_expr="isnull", exclude=True, label="Whether the seller answered"
    )
    hidden = filters.BooleanFilter(field_name="hidden_at", lookup_expr="isnull", exclude=True)
    reported = filters.BooleanFilter(
        method="asking",
        label="true: those that an officer has to look at, of the producers that the caller oversees",
    )

    class Meta:
        model = Review
        fields: list[str] = []

    def asking(self, queryset: Any, name: str, value: bool) -> Any:
        overseen = Review.objects.overseen_by(viewer_of(self.request))
        waiting = overseen.filter(reports__closed_at=None, reports__isnull=False).values("pk")
        return queryset.filter(pk__in=waiting) if value else queryset.exclude(pk__in=waiting)


class ReviewViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List and read reviews, newest first; answer, report, hide or keep one.

    Only sellers and officers see hidden ones. Buyers write reviews at orders/by-ref/.
    """

    requires_key = True
    queryset = Review.objects.order_by("-created_at", "-id")
    serializer_class = BuyerReviewSerializer
    filterset_class = ReviewFilter
    lookup_value_converter = "int"

    def get_permissions(self) -> Any:
        return [permissions.AllowAny()] if self.action == "report" else super().get_permissions()

    def get_queryset(self):
        rows = Review.objects.visible_to(self.viewer).select_related(
            "product__producer__branch", "line__order"
        )
        return rows.order_by("-created_at", "-id")

    @extend_schema(request=ReviewAnswerSerializer, responses=BuyerReviewSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def answer(self, request: Request, pk: int) -> Response:
        """Answer the review once, as one of the people who sold the product."""
        actor, review = self.actor, self.get_object()
        data = validated(ReviewAnswerSerializer, request)
        return self._respond_with(reviews.answer_review(actor=actor, review=review, **data))

    @extend_schema(request=ReviewReasonSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def report(self, request: Request, pk: int) -> Response:
        """Report a review to the officers, with a reason. 429 after ten in an hour from one network."""
        review = self.get_object()
        data = validated(ReviewReasonSerializer, request)
        if reports_an_hour.is_over(network_of(client_address(request._request))):
            raise TooMany(_("Nhiều báo cáo quá trong một giờ. Xin đợi rồi gửi tiếp."), code="throttled")
        reviews.report_review(review=review, **data)
        return Response(status=204)

    @extend_schema(responses=ReviewReportSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def reports(self, request: Request, pk: int) -> Response:
        """Return the reports of a review, with their reasons, for its officers.

        `closed_at` is set once an officer decided.
        """
        review = get_object_or_404(Review.objects.overseen_by(self.viewer), pk=pk)
        return Response(ReviewReportSerializer(review.reports.all(), many=True).data)

    @extend_schema(request=ReviewReasonSerializer, responses=BuyerReviewSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def hide(self, request: Request, pk: int) -> Response:
        """Hide a review, as an officer of the producer's branches who doesn't sell the product."""
        actor, review = self.actor, self.get_object()
        data = validated(ReviewReasonSerializer, request)
        return self._respond_with(reviews.hide_review(actor=actor, review=review, **data))

    @extend_schema(request=None, responses=BuyerReviewSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def keep(self, request: Request, pk: int) -> Response:
        """Keep a reported review after an officer's check; a hidden one becomes visible again."""
        return self._respond_with(reviews.keep_review(actor=self.actor, review=self.get_object()))

    def _respond_with(self, review: Review) -> Response:
        return Response(BuyerReviewSerializer(self.get_queryset().get(pk=review.pk)).data)


class ReviewActions:
    """Write, change and erase the reviews of an order's lines, at the order's address."""

    get_object: Any

    @extend_schema(request=ReviewWriteSerializer, responses=BuyerReviewSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def reviews(self, request: Request, ref: Any) -> Response:
        """Review a delivered line, or change its review within 30 days.

        A review can't be changed after the seller answered it or an officer hid it. A change needs the
        buyer's account or a `phone_proof` of the order's number: else 403 with `buyer_unproven`.
        """
        order = self.get_object()
        data = validated(ReviewWriteSerializer, request)
        line = known(order.lines.all(), "line", pk=data.pop("line"))
        phones = _proven(data.pop("phone_proof"))
        review = reviews.write_review(line=line, buyer=account_of(request), proven_phones=phones, **data)
        return Response(BuyerReviewSerializer(review).data)

    @extend_schema(request=ReviewEraseSerializer, responses=BuyerReviewSerializer)
    @action(detail=True, methods=["post"], url_path="reviews/<int:line>/erase")
    @idempotent_action
    def erase_review(self, request: Request, ref: Any, line: int) -> Response:
        """Delete the text of a line's review; the stars stay.

        Needs the buyer's account or a `phone_proof` of the order's number.
        """
        row = get_object_or_404(self.get_object().lines.filter(review__isnull=False), pk=line)
        data = validated(ReviewEraseSerializer, request)
        phones = _proven(data["phone_proof"])
        return Response(
            BuyerReviewSerializer(
                reviews.erase_words(line=row, buyer=account_of(request), proven_phones=phones)
            ).data
        )


def _proven(proof: str) -> set[str]:
    return {read_proof(proof)} - {""}


def register(router: BaseRouter) -> None:
    router.register("reviews", ReviewViewSet, basename="reviews")
