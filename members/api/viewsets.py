from __future__ import annotations

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from members.actions.branches import create_branch
from members.actions.notices import mark_read
from members.api.access import ActorMixin
from members.api.serializers import (
    BranchSerializer,
    ChapterSerializer,
    NoticeSerializer,
    ReadSerializer,
    UnitSerializer,
)
from members.enums import BranchLevel
from members.models import Branch, Notice, Unit


class UnitViewSet(viewsets.ReadOnlyModelViewSet):
    """Provinces, communes and wards by the state's code."""

    queryset = Unit.objects.order_by("name", "code")
    serializer_class = UnitSerializer
    filterset_fields = ["kind", "parent"]
    lookup_value_converter = "int"


class BranchViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """The Union's branches as a tree: filter by parent to walk it. Officers add chapters below their communes."""

    queryset = Branch.objects.order_by("path")
    serializer_class = BranchSerializer
    filterset_fields = ["level", "unit", "parent"]
    lookup_value_converter = "int"

    def get_queryset(self):
        return Branch.objects.visible_to(self.request.user).order_by("path")

    @extend_schema(request=ChapterSerializer, responses={201: BranchSerializer}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        """Add a chapter below a commune's branch, as its officer or one above."""
        actor = self.actor
        data = ChapterSerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def make() -> Response:
            fields = data.validated_data
            parent = known(Branch.objects.visible_to(actor.member), "parent", pk=fields["parent"])
            made = create_branch(actor=actor, name=fields["name"], level=BranchLevel.CHAPTER, parent=parent)
            return Response(BranchSerializer(made).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)


class NoticeFilter(filters.FilterSet):
    is_unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")

    class Meta:
        model = Notice
        fields = ["kind"]


class NoticeViewSet(ActorMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The caller's own notices, newest first."""

    queryset = Notice.objects.order_by("-created_at", "-id")
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return Notice.objects.visible_to(self.viewer).order_by("-created_at", "-id")

    @extend_schema(request=None, responses=ReadSerializer)
    @action(detail=False, methods=["post"], url_path="read-all", filter_backends=[], pagination_class=None)
    @idempotent_action
    def read_all(self, request: Request) -> Response:
        """Mark all of hers as read; in làm hộ nothing is, for she has not read them."""
        actor = self.actor
        return Response({"read": 0 if actor.is_helping else mark_read(user=actor.member)})

    @extend_schema(request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def read(self, request: Request, pk: int) -> Response:
        """Mark one notice as read; again changes nothing, and so it is in làm hộ."""
        notice = self.get_object()
        if not self.actor.is_helping:
            mark_read(user=notice.user, notices=[notice.pk])
            notice.refresh_from_db()
        return Response(self.get_serializer(notice).data)
