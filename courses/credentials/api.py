"""API of certificates: a member's own, what their pages show, and revoking one as a trainer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import idempotent_action
from backend.common.api.validation import validated
from courses.credentials.actions import choose_disclosure, revoke_credential
from courses.credentials.enums import GIVEN_REASONS
from courses.credentials.issuer import absolute
from courses.credentials.statements import result_words
from courses.models import Credential
from members.access import ActorMixin


class CourseCertificateSerializer(serializers.ModelSerializer):
    """Certificate of a finished course.

    badge: URL of the Open Badge 3.0 (VC-JWT) with the data that the page shows; empty once it is revoked.
    """

    course = serializers.CharField(source="statement.course.slug")
    title = serializers.CharField(source="statement.course.title")
    version = serializers.IntegerField(source="statement.course.version")
    started_on = serializers.DateField(source="statement.started_on")
    finished_on = serializers.DateField(source="statement.finished_on")
    issuer = serializers.CharField(source="statement.issuer")
    results = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()
    badge = serializers.SerializerMethodField()

    class Meta:
        model = Credential
        fields = [
            "id", "course", "title", "version", "started_on", "finished_on", "issuer", "results", "name", "branch_name",
            "issued_at", "shows_name", "shows_results", "shows_branch", "page", "badge", "revoked_at", "revoke_reason",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_results(self, credential: Credential) -> list[str]:
        return [result_words(result) for result in credential.statement["results"]]

    @extend_schema_field(serializers.URLField())
    def get_page(self, credential: Credential) -> str:
        return absolute("credentials:credential", credential.code)

    @extend_schema_field(serializers.CharField())
    def get_badge(self, credential: Credential) -> str:
        return absolute("credentials:badge", credential.code) if credential.is_standing else ""


class ShownSerializer(serializers.Serializer):
    name = serializers.BooleanField()
    results = serializers.BooleanField()
    branch = serializers.BooleanField()


class RevokeCertificateSerializer(serializers.Serializer):
    reason = serializers.ChoiceField(
        choices=[(reason.value, reason.label) for reason in GIVEN_REASONS], help_text="Public"
    )
    note = serializers.CharField(max_length=500, help_text="Shown only to the holder")


class CourseCertificateViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List the caller's own certificates of finished courses, newest first; choose what one shows.

    Authors of a course can revoke its certificates.
    """

    queryset = Credential.objects.none()
    serializer_class = CourseCertificateSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "uuid"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Credential.objects.visible_to(self.viewer)
        if self.action == "revoke":
            rows = Credential.objects.issued_for(self.viewer)
        return rows.select_related("user", "enrolment__version__course").order_by("-issued_at", "pk")

    @extend_schema(request=ShownSerializer, responses=CourseCertificateSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def shown(self, request: Request, pk: Any) -> Response:
        """Set what the certificate's page, its public PDF and its badge show from now on."""
        actor, credential = self.actor, self.get_object()
        data = validated(ShownSerializer, request)
        chosen = choose_disclosure(actor=actor, credential=credential, **data)
        return Response(CourseCertificateSerializer(chosen).data)

    @extend_schema(request=RevokeCertificateSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def revoke(self, request: Request, pk: Any) -> Response:
        """Revoke the certificate permanently. Only for the course's authors and staff, not the holder."""
        actor, credential = self.actor, self.get_object()
        data = validated(RevokeCertificateSerializer, request)
        revoke_credential(actor=actor, credential=credential, **data)
        return Response(status=204)


def register(router: BaseRouter) -> None:
    router.register("course-certificates", CourseCertificateViewSet, basename="course-certificates")
