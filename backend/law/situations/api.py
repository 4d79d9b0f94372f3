"""API of the situations: what Piêu says in plain words, and the provisions behind each sentence."""

from __future__ import annotations

from typing import Any

from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ErrorDetail, NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.validation import validated_query
from backend.law.library.serializers import LawReadingSerializer
from backend.law.situations.finding import LONGEST_QUERY, find_situations
from backend.law.situations.presenters import situation_page
from backend.law.situations.stock import Situation, stock


class SituationsQuery(serializers.Serializer):
    topic = serializers.CharField(required=False, max_length=40, help_text="The id of a topic")
    q = serializers.CharField(
        required=False,
        max_length=LONGEST_QUERY,
        help_text="Words, also without accents; the best comes first",
    )

    def validate_topic(self, value: str) -> str:
        if value not in stock().topics:
            raise serializers.ValidationError([ErrorDetail(", ".join(stock().topics), "invalid_choice")])
        return value


class LawTopicSerializer(serializers.Serializer):
    id = serializers.CharField()
    title = serializers.CharField()


class LawSituationSerializer(serializers.Serializer):
    """A situation in a woman's words. Piêu's own text, and no legal advice; `lawyers` names who read it."""

    slug = serializers.CharField()
    title = serializers.CharField()
    topic = LawTopicSerializer()
    is_urgent = serializers.BooleanField(help_text="Somebody may be in danger: show the places first")
    was_read = serializers.BooleanField(help_text="False: no text of law could be read; `says` is empty")
    read_date = serializers.DateField(help_text="The day on which its texts were compared with the law")
    sha256 = serializers.CharField(help_text="Of all its texts and citations")


class LawCitedSerializer(serializers.Serializer):
    """A provision behind a sentence. fault: why to be careful with it today, in a readable word, or empty."""

    citation = serializers.CharField(help_text="52/2014/QH13 82(2)")
    words = serializers.CharField()
    url = serializers.CharField(help_text="Its page, below this server's origin")
    fault = serializers.CharField(source="mark")
    reading = LawReadingSerializer()


class LawSentenceSerializer(serializers.Serializer):
    text = serializers.CharField()
    cites = LawCitedSerializer(many=True)


class LawPlaceSerializer(serializers.Serializer):
    id = serializers.CharField()
    name = serializers.CharField()
    gives = serializers.CharField()
    phone = serializers.CharField(help_text="Empty unless a text that was read names it")


class LawSituationLawyerSerializer(serializers.Serializer):
    """What a lawyer found of the situation's page."""

    name = serializers.CharField()
    capacity = serializers.CharField()
    read_at = serializers.DateTimeField(source="at")
    is_right = serializers.BooleanField()
    is_old = serializers.BooleanField(help_text="The page has changed since")


class LawSituationDetailSerializer(LawSituationSerializer):
    short = serializers.CharField()
    says = LawSentenceSerializer(many=True)
    steps = LawSentenceSerializer(many=True)
    places = LawPlaceSerializer(many=True)
    papers = serializers.ListField(child=serializers.CharField(), help_text="What to bring")
    near = serializers.ListField(child=serializers.CharField(), help_text="Slugs of related situations")
    unread = serializers.ListField(
        child=serializers.CharField(), help_text="Documents that matter, but weren't read"
    )
    lawyers = LawSituationLawyerSerializer(many=True)


@method_decorator(conditional_page, name="dispatch")
class SituationViewSet(viewsets.GenericViewSet):
    """List the situations that Piêu ships; show one. Answers have an ETag; If-None-Match gets a 304."""

    serializer_class = LawSituationSerializer
    filter_backends: list = []
    lookup_field = "slug"
    lookup_url_kwarg = "situation"
    lookup_value_converter = "slug"

    @extend_schema(parameters=[SituationsQuery])
    def list(self, request: Request) -> Response:
        found = self.paginate_queryset(_found(request))
        return self.get_paginated_response(LawSituationSerializer(found, many=True).data)

    @extend_schema(responses=LawSituationDetailSerializer)
    def retrieve(self, request: Request, situation: str) -> Response:
        found = stock().situations.get(situation)
        if found is None:
            raise NotFound
        return Response(LawSituationDetailSerializer(_detail(found)).data)


def _found(request: Request) -> list[Situation]:
    asked = validated_query(SituationsQuery, request)
    topic, typed = asked.get("topic"), asked.get("q")
    rows = find_situations(typed) if typed else list(stock().situations.values())
    return [row for row in rows if not topic or row.topic.id == topic]


def _detail(situation: Situation) -> dict[str, Any]:
    page = situation_page(situation)
    own = (
        "slug",
        "title",
        "topic",
        "is_urgent",
        "was_read",
        "read_date",
        "sha256",
        "short",
        "places",
        "papers",
    )
    return {
        **{name: getattr(situation, name) for name in own},
        "says": page["says"],
        "steps": page["steps"],
        "near": situation.near,
        "unread": page["unread"],
        "lawyers": page["lawyers"],
    }


def register(router: BaseRouter) -> None:
    router.register("law/situations", SituationViewSet, basename="law-situations")
