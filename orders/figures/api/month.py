from __future__ import annotations

from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import permissions, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.files import FileNegotiation
from members.access import ActorMixin
from orders.figures.asked_periods import MONTH, month_asked, period_asked
from orders.figures.book import Book, book_of
from orders.figures.book_sheets import book_sheets
from orders.figures.month import month_figures
from orders.figures.month_sheets import month_sheets
from orders.figures.moves import Basis
from orders.figures.running_out import running_out
from orders.figures.serializers import BookSerializer, MonthFiguresSerializer, threshold
from orders.figures.sheets import XLSX, excel_answer
from products.models import Producer

EXCEL = {(200, XLSX): OpenApiResponse(OpenApiTypes.BINARY)}
BOOK = [
    OpenApiParameter(
        "period",
        str,
        description="2026-11, 2026-Q4 or 2026; default: this month",
        pattern=r"^\d{4}(-\d{2}|-Q[1-4])?$",
    ),
    OpenApiParameter(
        "basis",
        str,
        description="Count by the day of payment or by the day of delivery",
        enum=[each.value for each in Basis],
        default=Basis.MONEY.value,
    ),
]


class SalesFiguresViewSet(ActorMixin, viewsets.GenericViewSet):
    """Return a producer's monthly figures and revenue book, also as Excel files; for the producer's people.

    The address has the producer's id.
    """

    queryset = Producer.objects.order_by("id")
    permission_classes = [permissions.IsAuthenticated]
    serializer_class = MonthFiguresSerializer
    pagination_class = None
    lookup_url_kwarg = "producer"
    lookup_value_converter = "int"

    def get_queryset(self):
        return Producer.objects.run_by(self.viewer).order_by("id")

    @extend_schema(responses=MonthFiguresSerializer, parameters=[MONTH])
    def retrieve(self, request: Request, producer: int) -> Response:
        """Return orders, money, scans and best sellers of a month, with the five months before it.

        Also return the products that will soon be sold out, as of today.
        """
        seller, month = self.get_object(), month_asked(request)
        figures = month_figures(seller, month)
        counts = dict(figures.orders)
        answer = {
            "producer": seller.pk,
            "month": month.key,
            "orders": figures.count.standing,
            "orders_over": figures.count.over,
            "received": figures.received,
            "scans": figures.scans,
            "orders_from_scans": figures.led,
            "months": [
                {"month": each.key, "orders": counts[each].standing, "received": amount}
                for each, amount in figures.money
            ],
            "best": [
                {
                    "product": best.product,
                    "name": best.name,
                    "amounts": [{"unit": unit, "quantity": amount} for unit, amount in best.amounts],
                    "money": best.money,
                }
                for best in figures.best
            ],
            "running_out": [
                {
                    "product": row.product.pk,
                    "name": row.product.name,
                    "unit": row.unit,
                    "left": row.left,
                    "sold": row.sold,
                    "days": row.days,
                }
                for row in running_out(seller)
            ],
        }
        return Response(MonthFiguresSerializer(answer).data)

    @extend_schema(responses=EXCEL, parameters=[MONTH])
    @action(detail=True, methods=["get"], content_negotiation_class=FileNegotiation)
    def sheet(self, request: Request, producer: int) -> HttpResponseBase:
        """Return the month's figures as an Excel file."""
        seller, month = self.get_object(), month_asked(request)
        sheets = month_sheets(seller, month_figures(seller, month), running_out(seller))
        return excel_answer(sheets, f"so-lieu-{month.key}")

    @extend_schema(responses=BookSerializer, parameters=BOOK)
    @action(detail=True, methods=["get"])
    def book(self, request: Request, producer: int) -> Response:
        """Return the household's revenue book.

        It has a row for each payment or delivery, and a negative row for each refund or return.
        """
        seller = self.get_object()
        return Response(BookSerializer(_book_data(seller, self._book(seller))).data)

    @extend_schema(responses=EXCEL, parameters=BOOK)
    @action(detail=True, methods=["get"], url_path="book/sheet", content_negotiation_class=FileNegotiation)
    def book_sheet(self, request: Request, producer: int) -> HttpResponseBase:
        """Return the revenue book as an Excel file, with the sum of each month of the period."""
        seller = self.get_object()
        book = self._book(seller)
        return excel_answer(book_sheets(seller, book), f"so-doanh-thu-{book.period.key}-{book.basis}")

    def _book(self, seller: Producer) -> Book:
        period, basis = (
            period_asked(self.request, "period", (1, 3, 12)),
            self.request.query_params.get("basis", Basis.MONEY.value),
        )
        if basis not in set(Basis):
            raise ValidationError({"basis": [_("money hoặc goods.")]})
        return book_of(seller, period, Basis(basis))


def _book_data(seller: Producer, book: Book) -> dict[str, Any]:
    return {
        "producer": seller.pk,
        "period": book.period.key,
        "basis": book.basis.value,
        "cash": book.sums.cash,
        "transfer": book.sums.transfer,
        "total": book.sums.whole,
        "year_total": book.year,
        "thresholds": [threshold(each) for each in book.thresholds],
        "rows": [
            {
                "at": move.at,
                "order": move.order.number,
                "kind": str(move.kind),
                "words": move.words,
                "amount": move.amount,
                "is_cash": move.is_cash,
            }
            for move in book.moves
        ],
    }


def register(router: BaseRouter) -> None:
    router.register("sales-figures", SalesFiguresViewSet, basename="sales-figures")
