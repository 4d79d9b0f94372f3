from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.files import FileNegotiation
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.validation import validated
from backend.common.network import client_address, network_of
from members.access import ActorMixin
from members.acting import Actor
from members.models import User
from orders.basket.actions.placing import place_orders
from orders.basket.actions.wishes import Buyer, Wish
from orders.basket.limits import limit_of_orders
from orders.basket.proofs import read_proof
from orders.basket.serializers import OrderWriteSerializer
from orders.errors import OrderError, TooMany
from orders.models import Order
from orders.orders.actions import steps
from orders.orders.actions.packing import pack_order, unpack_order
from orders.orders.actions.returns import return_part
from orders.orders.filters import OrderFilter
from orders.orders.papers import PDF, slip_pdf
from orders.orders.refusals import placed
from orders.orders.rules import may_handle
from orders.orders.serializers import (
    DeliverSerializer,
    OrderDetailSerializer,
    OrderReasonSerializer,
    OrderRowSerializer,
    PackingSerializer,
    PartBackSerializer,
    PurchaseSerializer,
    ShipSerializer,
)
from orders.orders.standing_serializers import OrderStandingSerializer, standing_of
from orders.shops.enums import Delivery
from traceability.models import Lot


class OrderViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List and read orders, newest first; place orders, and take their steps as the seller.

    The caller sees orders that their producers sold and orders that they bought. An order's address has its
    number. Placing an order needs no account.
    """

    # A repeated request without a key could be done twice.
    requires_key = True
    queryset = Order.objects.order_by("-created_at", "-id")
    serializer_class = OrderRowSerializer
    filterset_class = OrderFilter
    permission_classes = [permissions.IsAuthenticated]
    lookup_field = "number"
    lookup_value_converter = "slug"

    def get_permissions(self) -> Any:
        # Buying needs no account, here as on the pages.
        return [permissions.AllowAny()] if self.action == "create" else super().get_permissions()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        rows = Order.objects.visible_to(self.viewer).select_related("producer__branch", "purchase")
        rows = rows.prefetch_related("lines__lot", "lines__packed__lot").order_by("-created_at", "-id")
        return rows if self.action == "list" else rows.prefetch_related("steps__by", "steps__on_behalf_of")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "viewer": self.viewer}

    @extend_schema(responses=OrderDetailSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self._respond_with(self.get_object())

    @extend_schema(
        request=OrderWriteSerializer, responses={201: PurchaseSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        """Place one order for each producer of the request: all of them or none.

        409 with `sold_out` or `price_changed` and the line. 429 if the network, or the proven number, placed
        too many orders within an hour. Cash on delivery needs a `phone_proof` (buyer-phones/), unless the
        number is the caller's own or the order is by telephone. 400 with `phone_unproven` if only that is
        missing. A transfer needs it too if orders of unproven numbers would hold more than remains.
        """
        data = validated(OrderWriteSerializer, request)
        actor = self.actor if data["by_telephone"] else None

        def make() -> Response:
            try:
                return self._place(data, actor)
            except OrderError as error:
                return self.handle_exception(placed(error, _places(data["parts"])))

        return answer_once(request, make)

    def _place(self, data: dict[str, Any], actor: Actor | None) -> Response:
        wishes = {
            part["producer"]: Wish(
                counts={line["offer"]: line["count"] for line in part["lines"]},
                delivery=Delivery(part["delivery"]),
                payment=part["payment"],
                point=part["pickup_point"],
                agreed_fee=part["agreed_fee"],
                expected_fee=part.get("seen_fee") if part["delivery"] == Delivery.SHIP else None,
                # These values set no price; they only reveal that another price was shown.
                expected_prices={
                    line["offer"]: line["seen_price"] for line in part["lines"] if "seen_price" in line
                },
            )
            for part in data["parts"]
        }
        words = {
            name: data[name] for name in ("name", "phone", "place", "unit", "landmark", "note", "is_adult")
        }
        account = self.actor if actor is None and isinstance(self.request.user, User) else None
        proven = frozenset({read_proof(data["phone_proof"])} - {""})
        network = network_of(client_address(self.request._request))
        buyer = Buyer(**words, account=account, proven_phones=proven, network=network)
        limit, who = limit_of_orders(*buyer.counted_as)
        if actor is None and limit.is_used_up(who):
            raise TooMany(_("Nhiều đơn quá trong một giờ. Xin đợi rồi đặt tiếp."), code="throttled")
        purchase = place_orders(buyer=buyer, wishes=wishes, actor=actor)
        if actor is None:
            limit.is_over(who)
        prefetch_related_objects([purchase], Prefetch("orders", Order.objects.order_by("pk")))
        body = PurchaseSerializer(purchase, context={"by_telephone": actor is not None}).data
        return Response(body, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=OrderDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def confirm(self, request: Request, number: str) -> Response:
        """Confirm the order, as one of the producer's people."""
        return self._answer(steps.confirm_order(actor=self.actor, order=self.get_object()))

    @extend_schema(request=PackingSerializer, responses=OrderDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def pack(self, request: Request, number: str) -> Response:
        """Pack each line from its lots, with the weight of weighed lines.

        409 with `lot_short` if a lot has too little left.
        """
        actor, order = self.actor, self.get_object()
        data = validated(PackingSerializer, request)
        given = data["lines"]
        wanted = {line["lot"] for line in given} | {
            part["lot"] for line in given for part in line.get("also", [])
        }
        lots = Lot.objects.visible_to(actor.member).in_bulk(wanted)
        mine = {line.pk for line in order.lines.all()}
        for place, line in enumerate(given):
            for name, is_known in (("line", line["line"] in mine), ("lot", line["lot"] in lots)):
                if not is_known:
                    raise ValidationError({f"lines.{place}.{name}": [_("Không tìm thấy.")]})
        at = {
            f"{form}-{line['line']}": f"lines.{place}.{form}"
            for place, line in enumerate(given)
            for form in ("lot", "weight")
        } | {
            f"part-{line['line']}-{part['lot']}": f"lines.{place}.also.{row}"
            for place, line in enumerate(given)
            for row, part in enumerate(line.get("also", []))
        }
        try:
            packed = pack_order(
                actor=actor,
                order=order,
                lots={line["line"]: lots[line["lot"]] for line in given},
                weighed={line["line"]: line["weight"] for line in given if "weight" in line},
                also={
                    line["line"]: {part["lot"]: part["quantity"] for part in line.get("also", [])}
                    for line in given
                },
            )
        except OrderError as error:
            raise placed(error, at, "lines") from error
        return self._answer(packed)

    @extend_schema(request=None, responses=OrderDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def unpack(self, request: Request, number: str) -> Response:
        """Unpack the order: its goods go back to their lots.

        409 unless it is packed and not shipped, or after a part return or a refunded difference.
        """
        return self._answer(unpack_order(actor=self.actor, order=self.get_object()))

    @extend_schema(request=ShipSerializer, responses=OrderDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def ship(self, request: Request, number: str) -> Response:
        """Mark a packed order as shipped.

        400 `labels_recalled` if some labels of its lots are recalled and `labels_checked` is false. 409
        `order_unpaid` if it still awaits its payment, unless `unpaid_ok`. 409 `lot_recalled` if a lot is
        recalled.
        """
        actor, order = self.actor, self.get_object()
        data = validated(ShipSerializer, request)
        return self._answer(steps.ship_order(actor=actor, order=order, **data))

    @extend_schema(request=DeliverSerializer, responses=OrderDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def deliver(self, request: Request, number: str) -> Response:
        """Mark the order as delivered; cash on delivery counts as paid then.

        400 `labels_recalled` and 409 `lot_recalled` as in ship/.
        """
        actor, order = self.actor, self.get_object()
        data = validated(DeliverSerializer, request)
        return self._answer(steps.deliver_order(actor=actor, order=order, **data))

    @extend_schema(request=None, responses=OrderDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def paid(self, request: Request, number: str) -> Response:
        """Record that the producer received the money. 409 while a card may be paying the order."""
        return self._answer(steps.mark_paid(actor=self.actor, order=self.get_object()))

    @extend_schema(request=None, responses=OrderDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def refunded(self, request: Request, number: str) -> Response:
        """Record that the money of a cancelled or returned order was refunded."""
        return self._answer(steps.mark_refunded(actor=self.actor, order=self.get_object()))

    @extend_schema(request=None, responses=OrderDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def settled(self, request: Request, number: str) -> Response:
        """Record that the seller refunded by hand what was paid above the order's price.

        409 if no money recorded by hand is owed, or if the order was cancelled or returned.
        """
        return self._answer(steps.give_difference_back(actor=self.actor, order=self.get_object()))

    @extend_schema(request=PartBackSerializer, responses=OrderDetailSerializer)
    @action(detail=True, methods=["post"], url_path="part-back")
    @idempotent_action
    def part_back(self, request: Request, number: str) -> Response:
        """Take pieces or a part of the delivery fee off the order.

        The buyer is owed what was paid for them.
        """
        actor, order = self.actor, self.get_object()
        data = validated(PartBackSerializer, request)
        given = data.pop("lines", [])
        at = {f"back-{line['line']}": f"lines.{place}.count" for place, line in enumerate(given)}
        try:
            return_part(
                actor=actor, order=order, counts={line["line"]: line["count"] for line in given}, **data
            )
        except OrderError as error:
            is_line = (error.field or "").startswith("back-")
            raise placed(error, at, "lines" if is_line else None) from error
        return self._answer(order)

    @extend_schema(responses=OrderStandingSerializer)
    @action(detail=True, methods=["get"], filter_backends=[])
    def standing(self, request: Request, number: str) -> Response:
        """Return what each side owes, and recalled or taken-down goods; for the producer's people."""
        order = self.get_object()
        if not may_handle(self.viewer, order):
            raise NotFound
        return Response(standing_of(order, self.viewer))

    @extend_schema(responses={(200, PDF): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True, methods=["get"], filter_backends=[], content_negotiation_class=FileNegotiation)
    def slip(self, request: Request, number: str) -> HttpResponseBase:
        """Return the packing slip as PDF, for the producer's people."""
        order = self.get_object()
        if not may_handle(self.viewer, order):
            raise NotFound
        name = f'attachment; filename="phieu-{order.number}.pdf"'
        return HttpResponse(slip_pdf(order), content_type=PDF, headers={"Content-Disposition": name})

    @extend_schema(request=OrderReasonSerializer, responses=OrderDetailSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def cancel(self, request: Request, number: str) -> Response:
        """Cancel the order, as the producer; its goods are free again."""
        return self._end(request, steps.cancel_order)

    @extend_schema(request=OrderReasonSerializer, responses=OrderDetailSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    @idempotent_action
    def take_back(self, request: Request, number: str) -> Response:
        """Record that all goods of a shipped or delivered order came back. 409 in another state."""
        return self._end(request, steps.return_order)

    def _end(self, request: Request, act: Any) -> Response:
        actor, order = self.actor, self.get_object()
        data = validated(OrderReasonSerializer, request)
        return self._answer(act(actor=actor, order=order, **data))

    def _answer(self, order: Order) -> Response:
        return self._respond_with(self.get_queryset().get(pk=order.pk))

    def _respond_with(self, row: Order) -> Response:
        context = {**self.get_serializer_context(), "shows_people": may_handle(self.viewer, row)}
        return Response(OrderDetailSerializer(row, context=context).data)


def _places(parts: list[dict[str, Any]]) -> dict[str, str]:
    """Return {field of the basket's form: its path in the request's body}."""
    at: dict[str, str] = {}
    for place, part in enumerate(parts):
        for way in ("delivery", "payment"):
            at[f"{way}-{part['producer']}"] = f"parts.{place}.{way}"
        at[f"agreed-{part['producer']}"] = f"parts.{place}.agreed_fee"
        for row, line in enumerate(part["lines"]):
            at[f"offer-{line['offer']}"] = f"parts.{place}.lines.{row}.offer"
    return at
