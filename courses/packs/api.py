"""API of courses as files: download one, and import one of another server, by the rules of the pages."""

from __future__ import annotations

from typing import Any, cast

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import parsers, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.files import FileNegotiation
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once
from backend.common.api.validation import validated
from backend.common.media import serve
from courses.classes.rules import may_copy_packs
from courses.models import Course, CourseVersion
from courses.packs import ENDING, TYPE
from courses.packs.actions import publish_pack, ready_pack
from courses.packs.writing import pack_of
from members.access import ActorMixin


class PackSerializer(serializers.Serializer):
    course = serializers.CharField(source="course.slug")
    version = serializers.IntegerField(source="number")


class PackFileSerializer(serializers.Serializer):
    file = serializers.FileField(
        help_text="A .pieu file of another server. Above 20 MB, use the command `import_pack` on the server"
    )


class PackViewSet(ActorMixin, viewsets.ViewSet):
    """List the newest version of every published course; download its pack, or import a pack.

    Only for trainers, officers and staff: a pack contains the answers. Officers can't import.
    """

    permission_classes = [permissions.IsAuthenticated]
    parser_classes = [parsers.MultiPartParser]
    lookup_field = "slug"
    lookup_value_converter = "slug"

    def _versions(self) -> Any:
        if not may_copy_packs(cast(Any, self.viewer)):
            raise NotFound
        newest = [course.latest_id for course in Course.objects.published().with_latest()]  # type: ignore[attr-defined]
        rows = CourseVersion.objects.filter(pk__in=newest).select_related("course")
        return rows.defer("content", "keys").order_by("course__position", "course__slug")

    @extend_schema(responses=PackSerializer(many=True))
    def list(self, request: Request) -> Response:
        return Response(PackSerializer(self._versions(), many=True).data)

    @extend_schema(
        responses={
            (200, TYPE): OpenApiResponse(OpenApiTypes.BINARY, description="The file, or a range of it")
        }
    )
    @action(detail=True, methods=["get"], content_negotiation_class=FileNegotiation)
    def file(self, request: Request, slug: str) -> HttpResponseBase:
        version = self._versions().filter(course__slug=slug).first()
        if version is None:
            raise NotFound
        name = f"{slug}-{version.number}.{ENDING}"
        return serve(request._request, pack_of(version), content_type=TYPE, is_public=False, download_as=name)

    @extend_schema(
        request={"multipart/form-data": PackFileSerializer},
        responses={200: PackSerializer, 201: PackSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        """Publish the course of a pack on this server. Only for trainers and staff.

        A pack that is already published changes nothing (200).
        """
        actor = self.actor
        data = validated(PackFileSerializer, request)

        # A gigabyte must not be read inside the key's transaction, which blocks other writers.
        ready = ready_pack(actor=actor, file=data["file"].file)

        def make() -> Response:
            version, is_new = publish_pack(actor=actor, ready=ready)
            code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
            return Response(PackSerializer(version).data, status=code)

        return answer_once(request, make)

    create.honours_key = True  # type: ignore[attr-defined]


def register(router: BaseRouter) -> None:
    router.register("packs", PackViewSet, basename="packs")
