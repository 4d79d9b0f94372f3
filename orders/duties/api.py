"""API of the platform's operator, deadlines and retention terms, from the settings and the code."""

from __future__ import annotations

from django.conf import settings
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import permissions, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.retention import TERMS
from orders.complaints.enums import ComplaintKind
from orders.duties.terms import ANSWER_WITHIN, OBJECTION_WITHIN


class TermSerializer(serializers.Serializer):
    """How long data is stored. If `is_checked` is false, only a secondary source of the clause was read."""

    words = serializers.CharField()
    clause = serializers.CharField()
    years = serializers.IntegerField()
    months = serializers.IntegerField()
    is_checked = serializers.BooleanField()


@extend_schema_serializer(many=False)
class PlatformSerializer(serializers.Serializer):
    operator = serializers.CharField(allow_blank=True)
    registration = serializers.CharField(allow_blank=True)
    take_down_hours = serializers.IntegerField(
        help_text="Time limit for a decision on a request to take down a listing"
    )
    complaint_days = serializers.IntegerField(help_text="Time limit for a seller's answer to a complaint")
    objection_days = serializers.IntegerField(help_text="Time limit for the answer to a seller's objection")
    terms = TermSerializer(many=True)


class PlatformViewSet(viewsets.ViewSet):
    permission_classes = [permissions.AllowAny]

    @extend_schema(responses=PlatformSerializer)
    def list(self, request: Request) -> Response:
        """Return the operator, the deadlines for complaints and requests, and the retention terms.

        The ranking of products is at ranking/.
        """
        platform = {
            "operator": settings.ECOM_OPERATOR,
            "registration": settings.ECOM_REGISTRATION,
            "take_down_hours": int(ANSWER_WITHIN[ComplaintKind.TAKE_DOWN].total_seconds() // 3600),
            "complaint_days": ANSWER_WITHIN[ComplaintKind.COMPLAINT].days,
            "objection_days": OBJECTION_WITHIN.days,
            "terms": TERMS,
        }
        return Response(PlatformSerializer(platform).data)


def register(router: BaseRouter) -> None:
    router.register("platform", PlatformViewSet, basename="platform")
