"""What the API of modules, lessons and steps has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.idempotency import answer_once, idempotent_action
from backend.common.api.validation import validated
from courses.authoring.actions.arranging import move_part, order_parts, remove_part
from courses.authoring.serializers import MoveSerializer, RemovedSerializer, check_order
from members.access import ActorMixin


def put_in_order(actor: Any, parts: Any, wanted: list[int]) -> None:
    """Arrange the sibling `parts` in the order of the ids in `wanted`.

    Raises ValidationError for an id that is not among `parts`.
    """
    rows = {part.pk: part for part in parts}
    check_order(wanted, rows)
    order_parts(actor=actor, part=rows[wanted[0]], keys=wanted)


class PartViewSet(ActorMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet, ABC):
    """Base of the viewsets of modules, lessons and steps: read, change under a lock, move and remove."""

    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"
    queryset: Any = None
    change_serializer: Any = None

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return self.queryset.model.objects.visible_to(self.viewer)

    @abstractmethod
    def change(self, actor: Any, part: Any, fields: dict[str, Any]) -> Any:
        """Store `fields` in `part`: the validated body, which includes the lock."""

    def _changed(self, request: Request) -> Response:
        actor, part = self.actor, self.get_object()
        data = validated(self.change_serializer, request)

        def make() -> Response:
            self.change(actor, part, dict(data))
            return Response(self.get_serializer(self.get_object()).data)

        return answer_once(request, make)

    @extend_schema(request=None, responses={200: RemovedSerializer})
    @idempotent_action
    def destroy(self, request: Request, pk: Any) -> Response:
        """Remove the module, lesson or step from the draft. Published versions don't change.

        POST /removed-parts/{id}/restore/ restores it.
        """
        return Response(RemovedSerializer(remove_part(actor=self.actor, part=self.get_object())).data)

    @extend_schema(request=MoveSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def move(self, request: Request, pk: Any) -> Response:
        actor, part = self.actor, self.get_object()
        data = validated(MoveSerializer, request)
        move_part(actor=actor, part=part, by=data["by"])
        return Response(status=status.HTTP_204_NO_CONTENT)
