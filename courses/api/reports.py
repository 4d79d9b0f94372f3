"""Completion by branch for programs, closed as the page closes it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import permissions, serializers, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from courses.models import Course
from courses.reports.completion import completion_table
from courses.rules.reports import may_see_reports, rows_of_completion
from members.api.access import ActorMixin


class CellSerializer(serializers.Serializer):
    """Both null where they would tell of fewer than five people."""

    begun = serializers.IntegerField(allow_null=True)
    finished = serializers.IntegerField(allow_null=True)


class BranchCompletionSerializer(serializers.Serializer):
    branch = serializers.IntegerField()
    name = serializers.CharField()
    cells = CellSerializer(many=True, help_text="In the order of `courses`")


@extend_schema_serializer(many=False)
class CompletionSerializer(serializers.Serializer):
    courses = serializers.ListField(child=serializers.CharField(), help_text="Slugs")
    rows = BranchCompletionSerializer(many=True)
    totals = CellSerializer(many=True)


class CompletionViewSet(ActorMixin, viewsets.ViewSet):
    """For trainers, officers and staff; others find nothing."""

    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(responses=CompletionSerializer)
    def list(self, request: Request) -> Response:
        """How many of those who agreed to reports began and finished each course, by branch."""
        viewer: Any = self.viewer
        if not may_see_reports(viewer):
            raise NotFound
        courses = list(Course.objects.published().order_by("position", "title"))
        table = completion_table(rows_of_completion(viewer), courses)
        data = {
            "courses": [course.slug for course in table.courses],
            "rows": [
                {
                    "branch": row.branch.pk,
                    "name": row.branch.name,
                    "cells": [asdict(cell) for cell in row.cells],
                }
                for row in table.rows
            ],
            "totals": [asdict(cell) for cell in table.totals],
        }
        return Response(CompletionSerializer(data).data)


def register(router: BaseRouter) -> None:
    router.register("completion", CompletionViewSet, basename="completion")
