"""API of sales by branch, for officers: only sums, hidden where the page hides them."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import permissions, serializers, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.text import to_id
from members.access import ActorMixin
from orders.figures.asked_periods import MONTH, month_asked
from orders.figures.branches import overseen_sales
from orders.figures.serializers import DongField


class BranchSalesRowSerializer(serializers.Serializer):
    """A branch's sales in a month.

    Numbers are null if they would reveal fewer than five sellers, directly or by subtraction.
    """

    branch = serializers.IntegerField(source="branch.pk")
    name = serializers.CharField(source="branch.name")
    sellers = serializers.IntegerField(allow_null=True)
    orders = serializers.IntegerField(allow_null=True)
    money = DongField(
        allow_null=True, help_text="Total in đồng of orders that were not cancelled or returned"
    )


@extend_schema_serializer(many=False)
class BranchSalesSerializer(serializers.Serializer):
    month = serializers.CharField(help_text="2026-11")
    rows = BranchSalesRowSerializer(many=True, help_text="Branches with sales")
    total = BranchSalesRowSerializer(allow_null=True, help_text="The branch that contains all rows")


class BranchSalesViewSet(ActorMixin, viewsets.ViewSet):
    """Return sales by branch, for officers and staff; others get 404."""

    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(
        responses=BranchSalesSerializer,
        parameters=[
            MONTH,
            OpenApiParameter(
                "branch",
                int,
                description="List the branches directly below this one; default: the topmost branches that the caller oversees",
            ),
        ],
    )
    def list(self, request: Request) -> Response:
        """Return the number of sellers and orders, and the orders' total, of a month by branch."""
        wanted, month = request.query_params.get("branch", ""), month_asked(request)
        branch = to_id(wanted)
        sales = overseen_sales(self.viewer, branch, month) if branch or not wanted else None
        if sales is None:
            raise NotFound
        _branches, rows, total = sales
        body = {"month": month.key, "rows": [row for row in rows if row.sellers != 0], "total": total}
        return Response(BranchSalesSerializer(body).data)


def register(router: BaseRouter) -> None:
    router.register("branch-sales", BranchSalesViewSet, basename="branch-sales")
