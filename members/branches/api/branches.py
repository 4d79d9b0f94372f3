from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from members.access import ActorMixin
from members.branches.actions.branches import create_branch
from members.branches.enums import BranchLevel
from members.branches.serializers import BranchSerializer, ChapterSerializer, UnitSerializer
from members.models import Branch, Unit


class UnitViewSet(viewsets.ReadOnlyModelViewSet):
    """List provinces, communes and wards by the state's code."""

    queryset = Unit.objects.order_by("name", "code")
    serializer_class = UnitSerializer
    filterset_fields = ["kind", "parent"]
    lookup_value_converter = "int"


class BranchViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List the Union's branches; add a chapter below a commune's branch.

    They are a tree: `parent` filters to the branches directly below one.
    """

    queryset = Branch.objects.order_by("path")
    serializer_class = BranchSerializer
    filterset_fields = ["level", "unit", "parent"]
    lookup_value_converter = "int"

    def get_queryset(self):
        return Branch.objects.visible_to(self.request.user).order_by("path")

    @extend_schema(request=ChapterSerializer, responses={201: BranchSerializer}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        """Add a chapter below a commune's branch. Only for officers of that branch or of a branch above."""
        actor = self.actor
        data = validated(ChapterSerializer, request)

        def make() -> Response:
            fields = data
            parent = known(Branch.objects.visible_to(actor.member), "parent", pk=fields["parent"])
            made = create_branch(actor=actor, name=fields["name"], level=BranchLevel.CHAPTER, parent=parent)
            return Response(BranchSerializer(made).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)


def register(router: BaseRouter) -> None:
    router.register("units", UnitViewSet, basename="units")
    router.register("branches", BranchViewSet, basename="branches")
