from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.files import FileNegotiation
from backend.common.api.idempotency import idempotent_action
from backend.common.api.schema import ErrorResponseSerializer
from backend.common.api.validation import validated
from backend.common.errors import DomainError
from members.access import account_of
from orders.basket.limits import network_asking_for_code
from orders.basket.proofs import read_proof
from orders.errors import WrongState
from orders.models import Order
from orders.orders.actions import steps
from orders.orders.actions.proving import prove_order_number, send_order_code
from orders.orders.papers import PDF, receipt_pdf
from orders.orders.serializers import BoughtOrderSerializer, BoughtStateSerializer


class OrderCodeSerializer(serializers.Serializer):
    code = serializers.CharField(max_length=20, help_text="The six digits of the SMS")


class WithdrawSerializer(serializers.Serializer):
    phone_proof = serializers.CharField(
        max_length=200,
        allow_blank=True,
        default="",
        help_text="The proof from buyer-phones/prove/, if the caller is not the buyer's account",
    )


@method_decorator(never_cache, name="dispatch")
class OrderByRefViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Read an order as its buyer, by its unguessable `ref`; withdraw it, receive it and pay it by card.

    No account is needed. The seller's people can't act as the buyer.
    """

    # A repeated request without a key could be done twice.
    requires_key = True
    queryset = Order.objects.order_by("id")
    serializer_class = BoughtOrderSerializer
    permission_classes = [permissions.AllowAny]
    lookup_field = "ref"
    lookup_value_converter = "uuid"

    def get_queryset(self):
        rows = Order.objects.select_related("producer__branch", "producer__unit", "producer__shop").order_by(
            "id"
        )
        return rows.prefetch_related("lines__lot", "lines__packed__lot", "steps")

    @extend_schema(request=WithdrawSerializer, responses=BoughtStateSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def withdraw(self, request: Request, ref: Any) -> Response:
        """Withdraw the order before it is packed; 409 afterwards.

        Needs the buyer's account or a `phone_proof` of the order's number: else 403 with `buyer_unproven`.
        The seller is notified, unless the order had to be paid first and was not.
        """
        order = self.get_object()
        phone = read_proof(validated(WithdrawSerializer, request)["phone_proof"])
        order = steps.withdraw_order(order=order, buyer=account_of(request), proven_phones={phone} - {""})
        return Response(BoughtStateSerializer(order).data)

    @extend_schema(request=None, responses=BoughtStateSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def receive(self, request: Request, ref: Any) -> Response:
        """Record that the goods arrived. This does not record a payment. 409 before the order is packed."""
        order = steps.confirm_receipt(order=self.get_object(), buyer=account_of(request))
        return Response(BoughtStateSerializer(order).data)

    @extend_schema(responses={(200, PDF): OpenApiResponse(OpenApiTypes.BINARY), 409: ErrorResponseSerializer})
    @action(detail=True, methods=["get"], content_negotiation_class=FileNegotiation)
    def receipt(self, request: Request, ref: Any) -> HttpResponseBase:
        """Return the receipt as PDF. 409 until the order is recorded as paid."""
        order = self.get_object()
        if order.paid_at is None:
            raise WrongState(_("Có biên nhận khi người bán ghi đã nhận tiền."), code="not_paid")
        name = f'attachment; filename="bien-nhan-{order.number}.pdf"'
        return HttpResponse(receipt_pdf(order), content_type=PDF, headers={"Content-Disposition": name})

    @extend_schema(request=None, responses={202: None})
    @action(detail=True, methods=["post"], url_path="send-code")
    def send_code(self, request: Request, ref: Any) -> Response:
        """Send a code by SMS to the number of a delivered order, so that a guest can review it.

        At most one a minute. 409 if there is nothing to prove; 429 as at buyer-phones/.
        """
        order, network = self.get_object(), network_asking_for_code(request._request)
        send_order_code(order=order, buyer=account_of(request), network=network)
        return Response(status=202)

    @extend_schema(request=OrderCodeSerializer, responses=BoughtStateSerializer)
    @action(detail=True, methods=["post"])
    def prove(self, request: Request, ref: Any) -> Response:
        """Prove the order's number by the code. Three tries per code; 429 while the number is locked.

        409 if there is nothing to prove.
        """
        order = self.get_object()
        data = validated(OrderCodeSerializer, request)
        try:
            proven = prove_order_number(order=order, buyer=account_of(request), **data)
        except DomainError as error:
            # Answered, not raised: the count of tries must stay.
            return self.handle_exception(error)
        return Response(BoughtStateSerializer(proven).data)
