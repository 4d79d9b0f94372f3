"""API of the public answers: reworded questions with their answer, and the provisions behind it. Public as their pages."""

from __future__ import annotations

from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.validation import validated_query
from backend.common.text import nfc
from backend.law.situations.finding import LONGEST_QUERY
from union.questions.models import PublicAnswer
from union.questions.near import near_public
from union.questions.presenters import public_page


class PublicAnswersQuery(serializers.Serializer):
    topic = serializers.CharField(required=False, max_length=40, help_text="The id of a topic of the law")
    q = serializers.CharField(
        required=False, max_length=LONGEST_QUERY, help_text="Words; the nearest three, the best first"
    )


class PublicAnswerSerializer(serializers.ModelSerializer):
    """A question that everybody may read, in an officer's words. It is gone once its asker withdraws her consent."""

    class Meta:
        model = PublicAnswer
        fields = ("id", "title", "asked", "topic", "published_at")


class AnswerProvisionSerializer(serializers.Serializer):
    words = serializers.CharField(help_text="The provision as pages name it")
    url = serializers.CharField(help_text="Its page, below this server's origin; may be empty")


class AnswerPlaceSerializer(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    phone = serializers.CharField(help_text="Empty unless a text that was read names it")


class PublicAnswerDetailSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="public.pk")
    title = serializers.CharField(source="public.title")
    asked = serializers.CharField(source="public.asked")
    topic = serializers.CharField(source="public.topic")
    published_at = serializers.DateTimeField(source="public.published_at")
    text = serializers.CharField(source="answer.text")
    capacity = serializers.CharField(source="answer.capacity", help_text="In which capacity it was answered")
    cites = AnswerProvisionSerializer(source="answer.cited", many=True)
    place = AnswerPlaceSerializer(
        source="answer.place", allow_null=True, help_text="Where the answer refers to"
    )
    review_from = serializers.DateField(
        allow_null=True, help_text="Since when a cited provision is another one: read with care"
    )


@method_decorator(conditional_page, name="dispatch")
class PublicAnswerViewSet(viewsets.GenericViewSet):
    """List public answers, the newest first; show one. Answers have an ETag; If-None-Match gets a 304."""

    serializer_class = PublicAnswerSerializer
    queryset = PublicAnswer.objects.none()
    filter_backends: list = []
    lookup_url_kwarg = "answer"
    lookup_value_converter = "int"

    @extend_schema(parameters=[PublicAnswersQuery])
    def list(self, request: Request) -> Response:
        asked = validated_query(PublicAnswersQuery, request)
        topic, typed = asked.get("topic"), nfc(asked.get("q", ""))
        rows = PublicAnswer.objects.visible_to(None)
        rows = rows.filter(topic=topic) if topic else rows
        found = [each for each in near_public(typed) if topic in (None, each.topic)] if typed else rows
        page = self.paginate_queryset(found)
        return self.get_paginated_response(PublicAnswerSerializer(page, many=True).data)

    @extend_schema(responses=PublicAnswerDetailSerializer)
    def retrieve(self, request: Request, answer: int) -> Response:
        row = get_object_or_404(PublicAnswer.objects.visible_to(None), pk=answer)
        return Response(PublicAnswerDetailSerializer(public_page(row)).data)


def register(router: BaseRouter) -> None:
    router.register("law/answers", PublicAnswerViewSet, basename="law-answers")
