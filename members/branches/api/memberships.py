from __future__ import annotations

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from members.access import ActorMixin
from members.branches.actions import memberships
from members.branches.enums import MembershipState
from members.branches.serializers import JoinSerializer, MembershipSerializer, RefusalSerializer
from members.models import Branch, Membership


class MembershipFilter(filters.FilterSet):
    branch = IdFilter(field_name="branch_id")
    state = filters.ChoiceFilter(choices=MembershipState.choices)

    class Meta:
        model = Membership
        fields: list[str] = []


class MembershipViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List memberships and requests, newest first; request, leave, confirm or refuse one.

    The caller sees the caller's own. An officer also sees those of the officer's branches.
    """

    queryset = Membership.objects.order_by("-requested_at", "-id")
    serializer_class = MembershipSerializer
    filterset_class = MembershipFilter
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        rows = Membership.objects.visible_to(self.viewer).select_related("user", "branch")
        return rows.order_by("-requested_at", "-id")

    @extend_schema(
        request=JoinSerializer, responses={201: MembershipSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        """Request membership in a branch, which its officer confirms. Repeating it changes nothing."""
        actor = self.actor
        data = validated(JoinSerializer, request)

        def make() -> Response:
            fields = dict(data)
            fields["branch"] = known(Branch.objects.visible_to(actor.member), "branch", pk=fields["branch"])
            asked = memberships.request_membership(actor=actor, **fields)
            return Response(MembershipSerializer(asked).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=None, responses={204: None})
    @action(detail=False, methods=["post"])
    @idempotent_action
    def leave(self, request: Request) -> Response:
        """Leave the branch, or withdraw the request to join."""
        memberships.leave_branch(actor=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=MembershipSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def confirm(self, request: Request, pk: int) -> Response:
        """Confirm the membership. Only for officers of the branch."""
        actor, asked = self.actor, self.get_object()
        return Response(
            MembershipSerializer(memberships.confirm_membership(actor=actor, membership=asked)).data
        )

    @extend_schema(request=RefusalSerializer, responses=MembershipSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def refuse(self, request: Request, pk: int) -> Response:
        """Refuse the membership with a reason. Only for officers of the branch."""
        actor, asked = self.actor, self.get_object()
        data = validated(RefusalSerializer, request)
        refused = memberships.refuse_membership(actor=actor, membership=asked, **data)
        return Response(MembershipSerializer(refused).data)


def register(router: BaseRouter) -> None:
    router.register("memberships", MembershipViewSet, basename="memberships")
