"""API of claims of tax law: the operator confirms claims after checking their source, or withdraws them."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

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
        help_text="The caller's source: the signed text, or the tax office's answer",
    )


class TaxClaimViewSet(ActorMixin, viewsets.ViewSet):
    """List and read claims of tax law, confirm them and withdraw confirmations; for staff only.

    Sources disagree: don't rely on a claim without `confirmed_at`.
    """

    permission_classes = [permissions.IsAuthenticated]
    lookup_url_kwarg = "claim"
    lookup_value_converter = "slug"
    # A repeated request without a key could be done twice.
    requires_key = True

    @extend_schema(responses=TaxClaimSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Return every claim with its source and confirmation, grouped by kind, the newest first."""
        if not is_staff(self.viewer):
            raise Http404
        return Response(TaxClaimSerializer([tax_claim(each) for each in standings()], many=True).data)

    @extend_schema(responses=TaxClaimSerializer)
    def retrieve(self, request: Request, claim: str) -> Response:
        return self._respond_with(claim)

    @extend_schema(request=TaxConfirmationSerializer, responses=TaxClaimSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def confirm(self, request: Request, claim: str) -> Response:
        """Confirm a claim that was read in `seen_in`.

        Withdraws the confirmations of other claims of the same kind with overlapping days.
        """
        self._respond_with(claim)
        data = validated(TaxConfirmationSerializer, request)
        tax.confirm_claim(actor=self.actor, claim=claim, **data)
        return self._respond_with(claim)

    @extend_schema(request=None, responses=TaxClaimSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def withdraw(self, request: Request, claim: str) -> Response:
        """Withdraw the confirmation; a repeated call changes nothing."""
        self._respond_with(claim)
        tax.withdraw_claim(actor=self.actor, claim=claim)
        return self._respond_with(claim)

    def _respond_with(self, claim: Any) -> Response:
        if is_staff(self.viewer):
            for each in standings():
                if each.claim.id == claim:
                    return Response(TaxClaimSerializer(tax_claim(each)).data)
        raise Http404


def register(router: BaseRouter) -> None:
    router.register("tax-claims", TaxClaimViewSet, basename="tax-claims")
