"""API of incoming transfers, for the seller."""

from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import idempotent_action
from backend.common.api.validation import validated
from members.access import ActorMixin
from orders.bank.actions import transfers
from orders.bank.enums import TransferState
from orders.bank.next_steps import STEPS
from orders.bank.presenters import TransferPage
from orders.models import Order, Transfer


class IncomingTransferSerializer(serializers.ModelSerializer):
    """Money in a producer's account, as its bank feed reported it.

    `back` is owed to the payer, in đồng; `number` is the feed's.
    """

    producer = serializers.IntegerField(source="feed.producer_id", read_only=True)
    order_number = serializers.SerializerMethodField()
    state = serializers.ChoiceField(choices=TransferState.choices, read_only=True)

    class Meta:
        model = Transfer
        fields = [
            "id", "number", "producer", "order_number", "state", "amount", "back", "returned", "made_at", "received_at", "closed_at",
            "content", "code", "reference", "bank", "account",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_order_number(self, row: Transfer) -> str:
        """Return the number of the transfer's order; empty if it has none."""
        return row.order.number if row.order else ""


class NamedOrderSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = ["number", "total"]
        read_only_fields = fields


class TransferStandingSerializer(IncomingTransferSerializer):
    """A transfer with what the seller can do about it.

    `next_steps` are names of actions of this transfer.
    """

    next_steps = serializers.SerializerMethodField()
    to_return = serializers.SerializerMethodField(
        help_text="Amount in đồng that the step `returned` records as returned"
    )
    missing = serializers.SerializerMethodField(help_text="Amount in đồng that its order still needs")
    is_elsewhere = serializers.SerializerMethodField(
        help_text="The money went into an account other than the shop's, so it pays no order automatically"
    )
    suggested = serializers.SerializerMethodField(
        help_text="Unpaid orders that it could be linked to, closest amount first"
    )
    several = serializers.SerializerMethodField(
        help_text="Unpaid orders that it names, if their total is exactly its amount"
    )

    class Meta(IncomingTransferSerializer.Meta):
        fields = [
            *IncomingTransferSerializer.Meta.fields, "next_steps", "to_return", "missing", "is_elsewhere", "suggested", "several",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices=STEPS)))
    def get_next_steps(self, row: Transfer) -> list[str]:
        return TransferPage(row).next_steps

    def get_to_return(self, row: Transfer) -> int:
        return TransferPage(row).to_return

    def get_missing(self, row: Transfer) -> int:
        return TransferPage(row).missing

    def get_is_elsewhere(self, row: Transfer) -> bool:
        return TransferPage(row).is_elsewhere

    @extend_schema_field(NamedOrderSerializer(many=True))
    def get_suggested(self, row: Transfer) -> list[dict[str, Any]]:
        return list(NamedOrderSerializer(TransferPage(row).suggested, many=True).data)

    @extend_schema_field(NamedOrderSerializer(many=True))
    def get_several(self, row: Transfer) -> list[dict[str, Any]]:
        return list(NamedOrderSerializer(TransferPage(row).several, many=True).data)


class TransferLinkSerializer(serializers.Serializer):
    number = serializers.CharField(max_length=30, help_text="The order's number")


class TransferFilter(filters.FilterSet):
    producer = IdFilter(field_name="feed__producer_id")
    state = filters.ChoiceFilter(choices=TransferState.choices)
    order = filters.CharFilter(field_name="order__number")
    waiting = filters.BooleanFilter(method="asking", label="true: those that ask something of the seller")

    class Meta:
        model = Transfer
        fields: list[str] = []

    def asking(self, queryset: Any, name: str, value: bool) -> Any:
        waiting = Transfer.objects.to_look_at().values("pk")
        return queryset.filter(pk__in=waiting) if value else queryset.exclude(pk__in=waiting)


class TransferViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List and read money that came into the caller's producers' accounts, newest first; link or return it.

    Transfers can also be closed, and such steps undone.
    """

    # A repeated request without a key could be done twice.
    requires_key = True
    queryset = Transfer.objects.order_by("-made_at", "-id")
    serializer_class = IncomingTransferSerializer
    filterset_class = TransferFilter
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        rows = Transfer.objects.visible_to(self.viewer).select_related("order", "feed__producer")
        return rows.order_by("-made_at", "-id")

    @extend_schema(responses=TransferStandingSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Return a transfer with its next steps, and the orders that it may be for."""
        return Response(TransferStandingSerializer(self.get_object()).data)

    @extend_schema(request=TransferLinkSerializer, responses=IncomingTransferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def link(self, request: Request, pk: int) -> Response:
        """Link the transfer to an order. If that pays the order, the link can't be removed."""
        actor, row = self.actor, self.get_object()
        data = validated(TransferLinkSerializer, request)
        return self._respond_with(transfers.link_transfer(actor=actor, transfer=row, **data))

    @extend_schema(request=None, responses=IncomingTransferSerializer)
    @action(detail=True, methods=["post"], url_path="pay-several")
    @idempotent_action
    def pay_several(self, request: Request, pk: int) -> Response:
        """Mark the unpaid orders that the transfer names as paid by it.

        409 unless there are at least two and their total is exactly its amount.
        """
        return self._respond_with(transfers.pay_several(actor=self.actor, transfer=self.get_object()))

    @extend_schema(request=None, responses=IncomingTransferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def unlink(self, request: Request, pk: int) -> Response:
        """Remove the link to an order, unless the transfer paid it (409)."""
        return self._respond_with(transfers.unlink_transfer(actor=self.actor, transfer=self.get_object()))

    @extend_schema(request=None, responses=IncomingTransferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def returned(self, request: Request, pk: int) -> Response:
        """Record that the seller returned what is owed of the transfer: the excess, or all of it.

        409 if nothing is owed.
        """
        return self._respond_with(transfers.return_transfer(actor=self.actor, transfer=self.get_object()))

    @extend_schema(request=None, responses=IncomingTransferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def unreturned(self, request: Request, pk: int) -> Response:
        """Undo `returned`: the money was not sent back. 409 if its order is recorded as refunded."""
        return self._respond_with(transfers.keep_transfer(actor=self.actor, transfer=self.get_object()))

    @extend_schema(request=None, responses=IncomingTransferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def close(self, request: Request, pk: int) -> Response:
        """Mark the transfer as needing no action, for example because it is not from a buyer."""
        return self._respond_with(transfers.close_transfer(actor=self.actor, transfer=self.get_object()))

    @extend_schema(request=None, responses=IncomingTransferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def reopen(self, request: Request, pk: int) -> Response:
        """Undo `close`: the transfer needs action again."""
        return self._respond_with(transfers.reopen_transfer(actor=self.actor, transfer=self.get_object()))

    def _respond_with(self, row: Transfer) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=row.pk)).data)


def register(router: BaseRouter) -> None:
    router.register("transfers", TransferViewSet, basename="transfers")
