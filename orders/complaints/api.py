"""API of complaints and take-down requests: anybody writes one, sellers and officers answer."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from backend.common.network import client_address, network_of
from members.access import ActorMixin
from orders.basket.limits import complaints_an_hour
from orders.complaints import actions
from orders.complaints.enums import ComplaintKind, ComplaintState
from orders.errors import TooMany
from orders.models import Complaint, Order
from products.models import Producer, Product


class ComplaintSerializer(serializers.ModelSerializer):
    """A complaint with its answer, and for a take-down the seller's objection and the reply.

    `answer_by`: when the answer or the decision is due; `reply_by`: when the reply to the objection is due.
    """

    order_number = serializers.CharField(source="order.number", default="", read_only=True)
    kind = serializers.ChoiceField(choices=ComplaintKind.choices, read_only=True)
    state = serializers.ChoiceField(choices=ComplaintState.choices, read_only=True)

    class Meta:
        model = Complaint
        fields = [
            "id", "kind", "state", "producer", "product", "order_number", "text", "authority", "created_at", "answer_by",
            "escalated_at", "answer", "answered_at", "objection", "objected_at", "reply_by", "reply", "replied_at",
        ]  # fmt: skip
        read_only_fields = fields


class SentComplaintSerializer(ComplaintSerializer):
    """A complaint for its writer.

    `ref` is the unguessable key of by-ref/. The seller's objection is left out.
    """

    class Meta(ComplaintSerializer.Meta):
        fields = [
            "ref", "kind", "state", "producer", "product", "order_number", "text", "authority", "created_at", "answer_by", "answer",
            "answered_at",
        ]  # fmt: skip
        read_only_fields = fields


class ComplaintWriteSerializer(serializers.Serializer):
    """A complaint about exactly one of `product`, `producer` and `order`; a take-down is about a product."""

    kind = serializers.ChoiceField(choices=ComplaintKind.choices, default=ComplaintKind.COMPLAINT)
    text = serializers.CharField(max_length=actions.MAX_TEXT)
    product = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    producer = serializers.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    order = serializers.UUIDField(required=False, help_text="The order's ref")
    authority = serializers.CharField(
        max_length=160,
        allow_blank=True,
        default="",
        help_text="The authority that requests it, and the request's number",
    )
    contact_phone = serializers.CharField(max_length=20, allow_blank=True, default="")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if len(data.keys() & {"product", "producer", "order"}) != 1:
            raise ValidationError(
                {"product": [_("Khiếu nại về một sản phẩm, một nơi sản xuất, hay một đơn.")]}
            )
        return data


class ComplaintAnswerSerializer(serializers.Serializer):
    answer = serializers.CharField(max_length=actions.MAX_TEXT)


class TakeDownDecisionSerializer(serializers.Serializer):
    takes_down = serializers.BooleanField()
    reason = serializers.CharField(
        max_length=actions.MAX_TEXT, help_text="Shown to the person who complained and to the seller"
    )


class ComplaintWordsSerializer(serializers.Serializer):
    words = serializers.CharField(max_length=actions.MAX_TEXT)


class ComplaintFilter(filters.FilterSet):
    producer = IdFilter(field_name="producer_id")
    product = IdFilter(field_name="product_id")
    order = filters.CharFilter(field_name="order__number")
    waiting = filters.BooleanFilter(method="asking", label="true: those that somebody must answer or decide")
    late = filters.BooleanFilter(method="asking", label="true: those whose time is over")

    class Meta:
        model = Complaint
        fields = ["kind", "state"]

    def asking(self, queryset: Any, name: str, value: bool) -> Any:
        asked = getattr(Complaint.objects.all(), name)().values("pk")
        return queryset.filter(pk__in=asked) if value else queryset.exclude(pk__in=asked)


class ComplaintViewSet(ActorMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """List and read complaints, the earliest deadline first; create, answer and decide one.

    The caller sees complaints about producers that they run or oversee. Anybody may create one.
    """

    requires_key = True
    queryset = Complaint.objects.order_by("answer_by", "id")
    serializer_class = ComplaintSerializer
    filterset_class = ComplaintFilter
    lookup_value_converter = "int"

    def get_permissions(self) -> Any:
        is_anybodys = self.action in ("create", "by_ref")
        return [permissions.AllowAny() if is_anybodys else permissions.IsAuthenticated()]

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        rows = Complaint.objects.visible_to(self.viewer).select_related(
            "producer__branch", "product", "order"
        )
        return rows.order_by("answer_by", "id")

    @extend_schema(
        request=ComplaintWriteSerializer,
        responses={201: SentComplaintSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        """Complain, or request a take-down. 429 after ten in an hour from one network."""
        data = validated(ComplaintWriteSerializer, request)
        about = self._about(data)

        def make() -> Response:
            if complaints_an_hour.is_over(network_of(client_address(request._request))):
                raise TooMany(
                    _("Nhiều lời khiếu nại quá trong một giờ. Xin đợi rồi gửi tiếp."), code="throttled"
                )
            words = {name: data[name] for name in ("kind", "text", "authority", "contact_phone")}
            return Response(SentComplaintSerializer(actions.complain(**words, **about)).data, status=201)

        return answer_once(request, make)

    def _about(self, data: dict[str, Any]) -> dict[str, Any]:
        if "order" in data:
            order = known(Order.objects.select_related("producer"), "order", ref=data["order"])
            return {"producer": order.producer, "order": order}
        if "product" in data:
            visible = Product.objects.visible_to(self.viewer).select_related("producer")
            product = known(visible, "product", pk=data["product"])
            return {"producer": product.producer, "product": product}
        return {"producer": known(Producer.objects.visible_to(self.viewer), "producer", pk=data["producer"])}

    @extend_schema(
        responses=SentComplaintSerializer,
        parameters=[OpenApiParameter("ref", OpenApiTypes.UUID, OpenApiParameter.PATH)],
    )
    @action(detail=False, methods=["get"], url_path="by-ref/<uuid:ref>")
    def by_ref(self, request: Request, ref: Any) -> Response:
        """Return a complaint to its writer, by the key that only the writer has."""
        rows = Complaint.objects.select_related("order")
        return Response(SentComplaintSerializer(get_object_or_404(rows, ref=ref)).data)

    @extend_schema(request=ComplaintAnswerSerializer, responses=ComplaintSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def answer(self, request: Request, pk: int) -> Response:
        """Answer once, as a seller or as an officer instead of the seller."""
        data = self._read(ComplaintAnswerSerializer)
        return self._respond_with(
            actions.answer_complaint(actor=self.actor, complaint=self.get_object(), **data)
        )

    @extend_schema(request=TakeDownDecisionSerializer, responses=ComplaintSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def decide(self, request: Request, pk: int) -> Response:
        """Decide a take-down request once, as an officer who doesn't sell the product."""
        data = self._read(TakeDownDecisionSerializer)
        return self._respond_with(
            actions.decide_take_down(actor=self.actor, complaint=self.get_object(), **data)
        )

    @extend_schema(request=ComplaintWordsSerializer, responses=ComplaintSerializer)
    @action(detail=True, methods=["post"], url_path="object")
    @idempotent_action
    def object_to(self, request: Request, pk: int) -> Response:
        """Object once to a take-down, as the seller."""
        data = self._read(ComplaintWordsSerializer)
        return self._respond_with(actions.object_to(actor=self.actor, complaint=self.get_object(), **data))

    @extend_schema(request=ComplaintWordsSerializer, responses=ComplaintSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def reply(self, request: Request, pk: int) -> Response:
        """Reply once to the seller's objection, as an officer."""
        data = self._read(ComplaintWordsSerializer)
        return self._respond_with(
            actions.reply_to_objection(actor=self.actor, complaint=self.get_object(), **data)
        )

    def _read(self, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        return validated(serializer, self.request)

    def _respond_with(self, complaint: Complaint) -> Response:
        return Response(ComplaintSerializer(complaint).data)


def register(router: BaseRouter) -> None:
    router.register("complaints", ComplaintViewSet, basename="complaints")
