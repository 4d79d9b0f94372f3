"""What sources say of taxes, for the operator's programs: she confirms what she looked up herself, or takes it back."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.idempotency import idempotent_action
from backend.common.api.validation import validated
from members.access import ActorMixin
from members.rules import is_staff
from orders.figures import actions as tax
from orders.figures.serializers import TaxClaimSerializer, tax_claim
from orders.figures.thresholds import standings


class TaxConfirmationSerializer(serializers.Serializer):
    seen_in = serializers.CharField(
        max_length=tax.MAX_WORDS,
        help_text="Where she read it herself: the signed text, the tax office's answer",
    )


class TaxClaimViewSet(ActorMixin, viewsets.ViewSet):
    """Staff's alone. A claim without `confirmed_at` is no figure to rely on: sources disagree."""

    permission_classes = [permissions.IsAuthenticated]
    lookup_url_kwarg = "claim"
    lookup_value_converter = "slug"
    # What is sent again without one could be done twice.
    requires_key = True

    @extend_schema(responses=TaxClaimSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Every claim with its source and confirmation, those of a kind together, the newest first."""
        if not is_staff(self.viewer):
            raise Http404
        return Response(TaxClaimSerializer([tax_claim(each) for each in standings()], many=True).data)

    @extend_schema(responses=TaxClaimSerializer)
    def retrieve(self, request: Request, claim: str) -> Response:
        return self._shown(claim)

    @extend_schema(request=TaxConfirmationSerializer, responses=TaxClaimSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def confirm(self, request: Request, claim: str) -> Response:
        """She read it in `seen_in`. Another claim of the same kind and days is withdrawn: they can't both hold."""
        self._shown(claim)
        data = validated(TaxConfirmationSerializer, request)
        tax.confirm_claim(actor=self.actor, claim=claim, **data)
        return self._shown(claim)

    @extend_schema(request=None, responses=TaxClaimSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def withdraw(self, request: Request, claim: str) -> Response:
        """Take the confirmation back; doing it again changes nothing."""
        self._shown(claim)
        tax.withdraw_claim(actor=self.actor, claim=claim)
        return self._shown(claim)

    def _shown(self, claim: Any) -> Response:
        if is_staff(self.viewer):
            for each in standings():
                if each.claim.id == claim:
                    return Response(TaxClaimSerializer(tax_claim(each)).data)
        raise Http404
