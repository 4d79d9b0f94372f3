from __future__ import annotations

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, permissions, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import idempotent_action
from members.access import ActorMixin
from members.models import Notice
from members.notices.actions.notices import mark_read
from members.notices.serializers import NoticeSerializer, ReadSerializer


class NoticeFilter(filters.FilterSet):
    is_unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")

    class Meta:
        model = Notice
        fields = ["kind"]


class NoticeViewSet(ActorMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """List the caller's own notices, newest first; mark one or all as read."""

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
        """Mark all notices of the member as read. Does nothing while acting on behalf (làm hộ)."""
        actor = self.actor
        return Response({"read": 0 if actor.is_helping else mark_read(user=actor.member)})

    @extend_schema(request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def read(self, request: Request, pk: int) -> Response:
        """Mark a notice as read. Does nothing for a read notice, or while acting on behalf (làm hộ)."""
        notice = self.get_object()
        if not self.actor.is_helping:
            mark_read(user=notice.user, notices=[notice.pk])
            notice.refresh_from_db()
        return Response(self.get_serializer(notice).data)


def register(router: BaseRouter) -> None:
    router.register("notices", NoticeViewSet, basename="notices")
