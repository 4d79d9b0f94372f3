from __future__ import annotations

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import idempotent_action
from members.access import ActorMixin
from products.models import ProducerInvitation
from products.producers.actions import people
from products.producers.enums import InvitationState
from products.producers.serializers import InvitationSerializer, PersonSerializer


class InvitationFilter(filters.FilterSet):
    producer = IdFilter(field_name="producer_id")
    state = filters.ChoiceFilter(choices=InvitationState.choices)

    class Meta:
        model = ProducerInvitation
        fields: list[str] = []


class InvitationViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List invitations, newest first; accept, decline or withdraw one.

    The list has invitations to the caller, and those of producers that the caller runs.
    """

    queryset = ProducerInvitation.objects.order_by("-id")
    serializer_class = InvitationSerializer
    filterset_class = InvitationFilter
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return ProducerInvitation.objects.visible_to(self.viewer).select_related("producer").order_by("-id")

    @extend_schema(request=None, responses=PersonSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def accept(self, request: Request, pk: int) -> Response:
        """Accept the invitation. The caller then helps to run the producer."""
        person = people.accept_invitation(actor=self.actor, invitation=self.get_object())
        return Response(PersonSerializer(person).data)

    @extend_schema(request=None, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def decline(self, request: Request, pk: int) -> Response:
        declined = people.decline_invitation(actor=self.actor, invitation=self.get_object())
        return Response(InvitationSerializer(declined).data)

    @extend_schema(request=None, responses=InvitationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def withdraw(self, request: Request, pk: int) -> Response:
        """Withdraw an invitation before it is answered. Only for owners of the producer."""
        withdrawn = people.withdraw_invitation(actor=self.actor, invitation=self.get_object())
        return Response(InvitationSerializer(withdrawn).data)


def register(router: BaseRouter) -> None:
    router.register("invitations", InvitationViewSet, basename="invitations")
