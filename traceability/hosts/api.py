"""API of the host names under which printed codes are valid, for the Union's technical staff."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.validation import validated
from members.access import ActorMixin
from traceability.hosts.actions import MAX_NOTE, add_host, remove_host
from traceability.hosts.rules import may_change_hosts
from traceability.models import PrintedHost


class PrintedHostSerializer(serializers.ModelSerializer):
    class Meta:
        model = PrintedHost
        fields = ["id", "host", "note", "since"]
        read_only_fields = fields


class PrintedHostWriteSerializer(serializers.Serializer):
    host = serializers.CharField(max_length=300, help_text="A host name, or an address as on a label")
    note = serializers.CharField(max_length=MAX_NOTE, required=False, allow_blank=True)


class PrintedHostViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List the hosts that labels carry or carried; add and remove one. For staff only."""

    queryset = PrintedHost.objects.order_by("-since", "host")
    serializer_class = PrintedHostSerializer
    permission_classes = [permissions.IsAuthenticated]
    filter_backends: list[Any] = []
    lookup_value_converter = "int"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not may_change_hosts(self.actor.by):
            raise NotFound

    def get_queryset(self) -> Any:
        return PrintedHost.objects.order_by("-since", "host")

    @extend_schema(
        request=PrintedHostWriteSerializer,
        responses={201: PrintedHostSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        """Make codes valid under a host. A known host stays unchanged."""
        actor = self.actor
        data = validated(PrintedHostWriteSerializer, request)

        def make() -> Response:
            row = add_host(actor=actor, **data)
            return Response(PrintedHostSerializer(row).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=None, responses=PrintedHostSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def remove(self, request: Request, pk: int) -> Response:
        """Remove a host that was added by mistake, and return it.

        409 if labels or events carry it, or if it is the present host.
        """
        row = self.get_object()
        was = PrintedHostSerializer(row).data
        remove_host(actor=self.actor, host=row)
        return Response(was)


def register(router: BaseRouter) -> None:
    router.register("printed-hosts", PrintedHostViewSet, basename="printed-hosts")
