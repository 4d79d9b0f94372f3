from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from members.api.access import ActorMixin
from members.enums import ConsentPurpose
from products.actions import producers
from products.api.serializers import ProducerChangeSerializer, ProducerSerializer, ProducerWriteSerializer
from products.enums import ProducerRole
from products.models import Photo, Producer, ProducerPerson


class ProducerViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """Producers with a listed product for everybody; her own and those she oversees for the caller."""

    queryset = Producer.objects.order_by("id")
    serializer_class = ProducerSerializer
    filterset_fields = ["kind", "unit"]
    lookup_value_converter = "int"

    def get_queryset(self):
        rows = Producer.objects.visible_to(self.viewer)
        # products.rules.shows_phone, asked for all rows of a page at once.
        agreed = ProducerPerson.objects.filter(
            producer=OuterRef("pk"),
            until=None,
            role=ProducerRole.OWNER,
            user__consents__purpose=ConsentPurpose.PUBLIC_PHONE,
            user__consents__withdrawn_at=None,
        )
        return rows.select_related("branch").annotate(owner_shows_phone=Exists(agreed)).order_by("id")

    @extend_schema(
        request=ProducerWriteSerializer, responses={201: ProducerSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = ProducerWriteSerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def make() -> Response:
            producer = producers.create_producer(actor=actor, **data.validated_data)
            return Response(ProducerSerializer(producer).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(
        request=ProducerChangeSerializer, responses=ProducerSerializer, parameters=[IDEMPOTENCY_KEY]
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Another name, kind, commune or code ends a verification, and the officers are told."""
        actor, producer = self.actor, self.get_object()
        data = ProducerChangeSerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def make() -> Response:
            changes: dict[str, Any] = dict(data.validated_data)
            if changes.get("portrait"):
                changes["portrait"] = known(
                    Photo.objects.visible_to(actor.member), "portrait", key=changes["portrait"]
                )
            changed = producers.update_producer(actor=actor, producer=producer, changes=changes)
            return Response(ProducerSerializer(changed).data)

        return answer_once(request, make)

    @extend_schema(request=None, responses=ProducerSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def verify(self, request: Request, pk: int) -> Response:
        """An officer has seen the people, the place and their papers."""
        producer = producers.verify_producer(actor=self.actor, producer=self.get_object())
        return Response(ProducerSerializer(producer).data)

    @extend_schema(request=None, responses=ProducerSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def unverify(self, request: Request, pk: int) -> Response:
        """An officer takes the verification back."""
        producer = producers.unverify_producer(actor=self.actor, producer=self.get_object())
        return Response(ProducerSerializer(producer).data)
