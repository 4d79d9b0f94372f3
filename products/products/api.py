from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import parsers, permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from members.access import ActorMixin
from products.listing.actions import listing
from products.listing.actions.submissions import send_product
from products.listing.looks import LookSerializer, look_at
from products.listing.serializers import ReasonsSerializer, SeenSerializer, SubmitSerializer
from products.models import Photo, Producer, Product
from products.photos import actions as photos
from products.photos.serializers import VoiceSerializer
from products.products.actions import products
from products.products.filters import ProductFilter
from products.products.history import steps_of
from products.products.serializers import (
    EnglishSerializer,
    ProductCreateSerializer,
    ProductSerializer,
    ProductWriteSerializer,
    StepSerializer,
)


class ProductViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List products; create and change one; submit, list, return and retire it; manage its photos and voice.

    The list has listed products and, in any state, products that the caller runs or oversees.
    """

    queryset = Product.objects.order_by("-id")
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    lookup_value_converter = "int"

    def get_queryset(self):
        rows = Product.objects.visible_to(self.viewer).select_related("producer__branch")
        return rows.prefetch_related("photo_links__photo").order_by("-id")

    @extend_schema(
        request=ProductCreateSerializer, responses={201: ProductSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = validated(ProductCreateSerializer, request)

        def make() -> Response:
            fields = dict(data)
            producer = known(Producer.objects.visible_to(actor.member), "producer", pk=fields.pop("producer"))
            product = products.create_draft(actor=actor, producer=producer, **fields)
            return Response(self._data(product), status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=ProductWriteSerializer, responses=ProductSerializer, parameters=[IDEMPOTENCY_KEY])
    def partial_update(self, request: Request, pk: int) -> Response:
        actor = self.actor
        product = self.get_object()
        data = validated(ProductWriteSerializer, request)
        return answer_once(
            request,
            lambda: Response(
                self._data(products.update_product(actor=actor, product=product, changes=dict(data)))
            ),
        )

    @extend_schema(request=None, responses={201: ProductSerializer})
    @action(detail=False, methods=["post"], url_path="copy-last")
    @idempotent_action
    def copy_last(self, request: Request) -> Response:
        """Create a draft with the content and photos of the caller's last product.

        Its GTIN, voice and lots are not copied. An unchanged earlier copy is returned again.
        """
        product = products.copy_last_product(actor=self.actor)
        return Response(self._data(product), status=status.HTTP_201_CREATED)

    @extend_schema(request=SubmitSerializer, responses=ProductSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def submit(self, request: Request, pk: int) -> Response:
        """Submit a complete product for listing, or with `wants_help` ask an officer to complete it."""
        actor, product = self.actor, self.get_object()
        data = validated(SubmitSerializer, request)
        return Response(self._data(send_product(actor=actor, product=product, **data)))

    @extend_schema(request=SeenSerializer, responses=ProductSerializer)
    @action(detail=True, methods=["post"], url_path="list")
    @idempotent_action
    def list_(self, request: Request, pk: int) -> Response:
        """Make a submitted product public, as an officer. Refused if it changed since the officer read it."""
        actor, product = self.actor, self.get_object()
        mark = validated(SeenSerializer, request)["seen"]
        return Response(self._data(listing.list_product(actor=actor, product=product, reviewed_mark=mark)))

    @extend_schema(request=ReasonsSerializer, responses=ProductSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    @idempotent_action
    def return_(self, request: Request, pk: int) -> Response:
        """Return a submitted product to the producer with the changes to make, as an officer."""
        actor, product = self.actor, self.get_object()
        data = validated(ReasonsSerializer, request)
        return Response(self._data(listing.return_product(actor=actor, product=product, **data)))

    @extend_schema(request=EnglishSerializer, responses=ProductSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def english(self, request: Request, pk: int) -> Response:
        """Set the English name and short text of the product, as an officer."""
        actor, product = self.actor, self.get_object()
        data = validated(EnglishSerializer, request)
        return Response(self._data(products.translate_product(actor=actor, product=product, **data)))

    @extend_schema(request=None, responses=ProductSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def retire(self, request: Request, pk: int) -> Response:
        """Retire the product. Its page still answers for printed labels."""
        return Response(self._data(listing.retire_product(actor=self.actor, product=self.get_object())))

    @extend_schema(request=None, responses=ProductSerializer)
    @action(detail=True, methods=["post"], url_path="photos/<uuid:key>")
    @idempotent_action
    def attach(self, request: Request, pk: int, key: str) -> Response:
        """Show an uploaded photo with the product."""
        product = self.get_object()
        actor = self.actor
        photo = get_object_or_404(Photo.objects.visible_to(actor.member), key=key)
        photos.attach_photo(actor=actor, product=product, photo=photo)
        return Response(self._data(product))

    @extend_schema(request=None, responses={200: ProductSerializer})
    @attach.mapping.delete
    @idempotent_action
    def detach(self, request: Request, pk: int, key: str) -> Response:
        """Remove a photo from the product. The photo is erased unless something else shows it.

        A photo that buyers could see is stored for a year, visible only to people who run or oversee the
        producer.
        """
        actor, product = self.actor, self.get_object()
        photo = get_object_or_404(Photo.objects.visible_to(actor.member), key=key)
        photos.detach_photo(actor=actor, product=product, photo=photo)
        return Response(self._data(product))

    @extend_schema(request=None, responses=ProductSerializer)
    @action(detail=True, methods=["post"], url_path="photos/<uuid:key>/first")
    @idempotent_action
    def put_first(self, request: Request, pk: int, key: str) -> Response:
        """Make a photo of the product its main photo."""
        actor, product = self.actor, self.get_object()
        photo = get_object_or_404(Photo.objects.visible_to(actor.member), key=key)
        photos.move_photo_first(actor=actor, product=product, photo=photo)
        return Response(self._data(product))

    @extend_schema(request=VoiceSerializer, responses=ProductSerializer)
    @action(detail=True, methods=["post"], parser_classes=[parsers.MultiPartParser])
    @idempotent_action
    def voice(self, request: Request, pk: int) -> Response:
        """Store a voice note about the product, at most 1.5 MB. It replaces the earlier one."""
        actor, product = self.actor, self.get_object()
        data = validated(VoiceSerializer, request)
        photos.set_voice(actor=actor, product=product, upload=data["voice"])
        return Response(self._data(product))

    @extend_schema(request=None, responses={200: ProductSerializer})
    @voice.mapping.delete
    @idempotent_action
    def remove_voice(self, request: Request, pk: int) -> Response:
        photos.remove_voice(actor=self.actor, product=self.get_object())
        return Response(self._data(self.get_object()))

    @extend_schema(responses=StepSerializer(many=True))
    @action(
        detail=True,
        methods=["get"],
        permission_classes=[permissions.IsAuthenticated],
        filter_backends=[],
        pagination_class=None,
    )
    def history(self, request: Request, pk: int) -> Response:
        """List the last 200 changes of the product and decisions on it, newest first, with the people."""
        product = get_object_or_404(Product.objects.handled_by(self.viewer), pk=pk)
        return Response(StepSerializer(steps_of(product), many=True).data)

    @extend_schema(responses=LookSerializer)
    @action(
        detail=True,
        methods=["get"],
        permission_classes=[permissions.IsAuthenticated],
        filter_backends=[],
        pagination_class=None,
    )
    def look(self, request: Request, pk: int) -> Response:
        """Return what the product lacks for a listing, with the rules, and the watched words in it."""
        return Response(look_at(get_object_or_404(Product.objects.handled_by(self.viewer), pk=pk)))

    def _data(self, product: Product) -> dict[str, Any]:
        product = (
            Product.objects.select_related("producer")
            .prefetch_related("photo_links__photo")
            .get(pk=product.pk)
        )
        return ProductSerializer(product, context=self.get_serializer_context()).data


def register(router: BaseRouter) -> None:
    router.register("products", ProductViewSet, basename="products")
