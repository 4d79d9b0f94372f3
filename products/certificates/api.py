from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from members.access import ActorMixin
from members.acting import Actor
from products.certificates.actions import certificates
from products.certificates.filters import CertificateFilter
from products.certificates.serializers import (
    CertificateChangeSerializer,
    CertificateSerializer,
    CertificateWriteSerializer,
)
from products.listing.actions.submissions import correct_certificate
from products.listing.serializers import ReasonSerializer, SeenSerializer
from products.models import Certificate, Photo, Producer


class CertificateViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List certificates; add and correct one; verify, refuse or revoke one as an officer.

    The list has verified certificates of listed products and their producers. It also has all certificates of
    producers that the caller runs or oversees.
    """

    queryset = Certificate.objects.order_by("-id")
    serializer_class = CertificateSerializer
    filterset_class = CertificateFilter
    lookup_value_converter = "int"

    def get_queryset(self):
        return Certificate.objects.visible_to(self.viewer).select_related("producer__branch").order_by("-id")

    @extend_schema(
        request=CertificateWriteSerializer,
        responses={201: CertificateSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = validated(CertificateWriteSerializer, request)

        def make() -> Response:
            fields = dict(data)
            fields["producer"] = known(
                Producer.objects.visible_to(actor.member), "producer", pk=fields["producer"]
            )
            _look_up(actor, fields["producer"], fields)
            paper = certificates.add_certificate(actor=actor, **fields)
            return Response(CertificateSerializer(paper).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(
        request=CertificateChangeSerializer, responses=CertificateSerializer, parameters=[IDEMPOTENCY_KEY]
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change a certificate that is neither verified nor revoked, and submit it to an officer again."""
        actor, paper = self.actor, self.get_object()
        data = validated(CertificateChangeSerializer, request)

        def make() -> Response:
            changes = dict(data)
            _look_up(actor, paper.producer, changes)
            corrected = correct_certificate(actor=actor, certificate=paper, changes=changes)
            return Response(CertificateSerializer(corrected).data)

        return answer_once(request, make)

    @extend_schema(request=SeenSerializer, responses=CertificateSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def verify(self, request: Request, pk: int) -> Response:
        """Verify a certificate, as an officer who compared it with the original."""
        actor, paper = self.actor, self.get_object()
        mark = validated(SeenSerializer, request)["seen"]
        paper = certificates.verify_certificate(actor=actor, certificate=paper, reviewed_mark=mark)
        return Response(CertificateSerializer(paper).data)

    @extend_schema(request=ReasonSerializer, responses=CertificateSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def refuse(self, request: Request, pk: int) -> Response:
        """Refuse a certificate with a reason, as an officer."""
        actor, paper = self.actor, self.get_object()
        data = validated(ReasonSerializer, request)
        paper = certificates.refuse_certificate(actor=actor, certificate=paper, **data)
        return Response(CertificateSerializer(paper).data)

    @extend_schema(request=ReasonSerializer, responses=CertificateSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def revoke(self, request: Request, pk: int) -> Response:
        """Revoke a verification, as an officer. The badge disappears at once."""
        actor, paper = self.actor, self.get_object()
        data = validated(ReasonSerializer, request)
        paper = certificates.revoke_certificate(actor=actor, certificate=paper, **data)
        return Response(CertificateSerializer(paper).data)


def _look_up(actor: Actor, producer: Producer, fields: dict[str, Any]) -> None:
    """Replace the product's id and the scan's key by their rows.

    A row that the caller may not use counts as missing.
    """
    if fields.get("product") is not None:
        fields["product"] = known(producer.products, "product", pk=fields["product"])
    if fields.get("scan") is not None:
        fields["scan"] = known(Photo.objects.visible_to(actor.member), "scan", key=fields["scan"])


def register(router: BaseRouter) -> None:
    router.register("certificates", CertificateViewSet, basename="certificates")
