"""List outdated content in the courses that the caller writes.

It returns the same figures as `./run law_audit` and `./run audio_audit`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import permissions, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.lookup import known
from backend.common.api.validation import validated_query
from courses.authoring.serializers import CitationSerializer
from courses.law.in_use import audit_in_use
from courses.law.stale import Stale, audit
from courses.media.voices import WANTING, Line, figures_of, lines_of, lines_of_shared_banks
from courses.models import Course
from members.access import ActorMixin
from members.rules import is_staff


class AskedSerializer(serializers.Serializer):
    course = serializers.SlugField(
        max_length=80, required=False, help_text="Default: all of the caller's courses"
    )


class LawAskedSerializer(AskedSerializer):
    at = serializers.DateField(required=False, help_text="Default: today")


class PlaceSerializer(serializers.Serializer):
    """Place of a finding: the course, and the ID of a step or of a question.

    course: null for a shared question bank. step, question: at least one of them is null; both are null for a
    published version.
    """

    course = serializers.CharField(allow_null=True)
    where = serializers.CharField()
    step = serializers.IntegerField(allow_null=True)
    question = serializers.IntegerField(allow_null=True)


class StaleSerializer(PlaceSerializer):
    """Citation to check again.

    `version` is null for the draft, else the number of a published version in use.
    """

    citation = CitationSerializer()
    why = serializers.CharField()
    version = serializers.IntegerField(allow_null=True, help_text="Null for the draft")
    learning = serializers.IntegerField(help_text="Learners who started the version and have not finished it")
    certificates = serializers.IntegerField(help_text="Valid certificates of the version")


class VoiceFiguresSerializer(serializers.Serializer):
    course = serializers.CharField()
    missing = serializers.IntegerField()
    outdated = serializers.IntegerField()
    machine = serializers.IntegerField()
    recorded = serializers.IntegerField()


class VoiceLineSerializer(PlaceSerializer):
    """Words without a voice, or with a voice recorded before the words changed."""

    what = serializers.CharField()
    language = serializers.CharField()
    state = serializers.ChoiceField(choices=WANTING)


@extend_schema_serializer(many=False)
class AudioAuditSerializer(serializers.Serializer):
    courses = VoiceFiguresSerializer(many=True)
    lines = VoiceLineSerializer(many=True)


class AuditViewSet(ActorMixin, viewsets.ViewSet):
    permission_classes = [permissions.IsAuthenticated]

    def courses(self, wanted: dict[str, Any]) -> list[Course]:
        """Return the caller's courses that are not retired, or only the requested course.

        Raises ValidationError for an unknown course.
        """
        rows = Course.objects.edited_by(self.viewer)
        if "course" in wanted:
            return [known(rows, "course", slug=wanted["course"])]
        return list(rows.filter(retired_at=None).order_by("slug"))


class LawAuditViewSet(AuditViewSet):
    """List stale citations of steps and questions: the law changed since the check, or it isn't recorded.

    Staff also get the shared question banks, unless `course` is given.
    """

    @extend_schema(parameters=[LawAskedSerializer], responses=StaleSerializer(many=True), filters=False)
    def list(self, request: Request) -> Response:
        wanted = validated_query(LawAskedSerializer, request)
        at = wanted.get("at") or timezone.localdate()
        courses = self.courses(wanted)
        is_all = is_staff(self.viewer) and "course" not in wanted
        ids = None if is_all else [course.pk for course in courses]
        rows: list[dict[str, Any]] = [
            _place(row.course, row)
            | {"citation": row.citation, "why": row.why, "version": None, "learning": 0, "certificates": 0}
            for row in audit(at, ids)
        ]
        rows += [
            {
                **{"course": one.slug, "where": one.where, "step": None, "question": None},
                **{"citation": one.citation, "why": one.why, "version": one.number},
                **{"learning": one.learning, "certificates": one.certificates},
            }
            for one in audit_in_use(at, ids)
        ]
        return Response(StaleSerializer(rows, many=True).data)


class AudioAuditViewSet(AuditViewSet):
    """List missing and outdated voice recordings of steps and questions, with figures for each course.

    Staff also get the shared question banks, unless `course` is given.
    """

    @extend_schema(parameters=[AskedSerializer], responses=AudioAuditSerializer, filters=False)
    def list(self, request: Request) -> Response:
        wanted = validated_query(AskedSerializer, request)
        courses = self.courses(wanted)
        figures = figures_of(courses)
        rows = [_voice(course, line) for course in courses for line in lines_of(course)]
        if is_staff(self.viewer) and "course" not in wanted:
            rows += [_voice(None, line) for line in lines_of_shared_banks()]
        course_rows = [{"course": course.slug, **asdict(figures[course.pk])} for course in courses]
        return Response(AudioAuditSerializer({"courses": course_rows, "lines": rows}).data)


def _place(course: Course | None, row: Stale | Line) -> dict[str, Any]:
    return {
        "course": course.slug if course else None,
        "where": row.where,
        "step": row.step.pk if row.step else None,
        "question": row.question.pk if row.question else None,
    }


def _voice(course: Course | None, line: Line) -> dict[str, Any]:
    return _place(course, line) | {"what": line.what, "language": line.language, "state": line.state}


def register(router: BaseRouter) -> None:
    router.register("law-audit", LawAuditViewSet, basename="law-audit")
    router.register("audio-audit", AudioAuditViewSet, basename="audio-audit")
