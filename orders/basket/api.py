from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.validation import validated
from backend.common.errors import DomainError
from members.signing_in.actions.sms_codes import confirm_buyer_code, send_buyer_code
from orders.basket import proofs
from orders.basket.limits import network_asking_for_code


class BuyerPhoneSerializer(serializers.Serializer):
    phone = serializers.CharField(max_length=40, help_text="A Vietnamese mobile number, in any form")


class BuyerCodeSerializer(BuyerPhoneSerializer):
    code = serializers.CharField(max_length=20, help_text="The six digits of the SMS")


class PhoneProofSerializer(serializers.Serializer):
    phone_proof = serializers.CharField(help_text="Send it with orders that are paid on delivery")
    valid_until = serializers.DateTimeField()


class BuyerPhoneViewSet(viewsets.GenericViewSet):
    """Verify the phone number of a buyer without an account, before an order with cash on delivery."""

    permission_classes = [permissions.AllowAny]
    serializer_class = BuyerPhoneSerializer

    @extend_schema(request=BuyerPhoneSerializer, responses={202: None})
    @action(detail=False, methods=["post"], url_path="send-code")
    def send_code(self, request: Request) -> Response:
        """Send a code by SMS, at most one a minute for each number.

        429 above three an hour or five a day for one number, or 60 an hour for one network.
        """
        data = validated(BuyerPhoneSerializer, request)
        network = network_asking_for_code(request._request, field="phone")
        send_buyer_code(phone=data["phone"], network=network)
        return Response(status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=BuyerCodeSerializer, responses=PhoneProofSerializer)
    @action(detail=False, methods=["post"])
    def prove(self, request: Request) -> Response:
        """Exchange a code for a proof of the number that is valid for twelve hours.

        Three tries per code; 429 while the number is locked.
        """
        data = validated(BuyerCodeSerializer, request)
        try:
            number = confirm_buyer_code(**data)
        except DomainError as error:
            # Answered, not raised: the count of tries must stay.
            return self.handle_exception(error)
        payload = {"phone_proof": proofs.proof_for(number), "valid_until": timezone.now() + proofs.LIFE}
        return Response(PhoneProofSerializer(payload).data)


def register(router: BaseRouter) -> None:
    router.register("buyer-phones", BuyerPhoneViewSet, basename="buyer-phones")
