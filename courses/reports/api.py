"""API of completion by branch; it hides the same numbers as the page."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import permissions, serializers, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.text import to_id
from courses.models import Course
from courses.reports.branches import branch_rows
from courses.reports.completion import completion_table
from courses.reports.rules import ReportedBranches, may_see_reports, rows_of_report
from members.access import ActorMixin


class CellSerializer(serializers.Serializer):
    """Counts of a course in a branch.

    Null if a number would reveal fewer than five people, also by subtraction.
    """

    begun = serializers.IntegerField(allow_null=True)
    finished = serializers.IntegerField(allow_null=True)


class BranchCompletionSerializer(serializers.Serializer):
    branch = serializers.IntegerField(source="branch.pk")
    name = serializers.CharField(source="branch.name")
    cells = CellSerializer(many=True, help_text="In the order of `courses`")


@extend_schema_serializer(many=False)
class CompletionSerializer(serializers.Serializer):
    courses = serializers.ListField(child=serializers.CharField(), help_text="Slugs")
    rows = BranchCompletionSerializer(many=True)
    total = BranchCompletionSerializer(allow_null=True, help_text="The branch that contains all rows")


class BranchProgressSerializer(serializers.Serializer):
    """Progress in a branch. A number is null if it would reveal fewer than five people.

    stuck: members who are unfinished and did nothing for 14 days.
    """

    branch = serializers.IntegerField(source="branch.pk")
    name = serializers.CharField(source="branch.name")
    enrolled = serializers.IntegerField(allow_null=True)
    finished = serializers.IntegerField(allow_null=True)
    stuck = serializers.IntegerField(allow_null=True)
    stuck_at = serializers.CharField(
        help_text="The lesson or task at which most members are stuck; empty below five"
    )


class CourseProgressSerializer(serializers.Serializer):
    course = serializers.SlugField()
    rows = BranchProgressSerializer(many=True)
    total = BranchProgressSerializer(allow_null=True, help_text="The branch that contains all rows")


_BRANCH = OpenApiParameter(
    "branch",
    int,
    description="List the branches directly below this one; default: the topmost branches that the caller sees",
)


class CompletionViewSet(ActorMixin, viewsets.ViewSet):
    """Return how many members began and finished courses, by branch.

    Only for trainers, officers and staff; 404 for others.
    """

    permission_classes = [permissions.IsAuthenticated]
    lookup_field = "slug"
    lookup_value_converter = "slug"

    @extend_schema(responses=CompletionSerializer, parameters=[_BRANCH])
    def list(self, request: Request) -> Response:
        """Return how many members began and finished each course, by branch.

        Only members who consent to reports are counted.
        """
        reported = self._reported_branches()
        courses = list(Course.objects.published().order_by("position", "title"))
        table = completion_table(reported.rows, reported.whole, courses)
        data = {
            "courses": [course.slug for course in courses],
            "rows": table.rows,
            "total": table.total,
        }
        return Response(CompletionSerializer(data).data)

    @extend_schema(responses=CourseProgressSerializer, parameters=[_BRANCH])
    def retrieve(self, request: Request, slug: Any) -> Response:
        """Return how many members began, finished and are stuck in one course, by branch.

        Only members who consent to reports are counted. Branches without enrolments are left out.
        """
        reported = self._reported_branches()
        course = get_object_or_404(Course.objects.published(), slug=slug)
        rows = branch_rows(course, [*reported.rows, *([reported.whole] if reported.whole else [])])
        total = rows.pop() if reported.whole else None
        data = {"course": course.slug, "rows": [row for row in rows if row.enrolled != 0], "total": total}
        return Response(CourseProgressSerializer(data).data)

    def _reported_branches(self) -> ReportedBranches:
        viewer: Any = self.viewer
        wanted = self.request.query_params.get("branch", "")
        branch_id = to_id(wanted)
        if not may_see_reports(viewer) or (wanted and branch_id is None):
            raise NotFound
        reported = rows_of_report(viewer, branch_id)
        if reported is None:
            raise NotFound
        return reported


def register(router: BaseRouter) -> None:
    router.register("completion", CompletionViewSet, basename="completion")
