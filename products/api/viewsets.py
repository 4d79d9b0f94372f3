"""Producers, products, photos and certificates: the same rules and actions as the pages."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, parsers, permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from members.api.access import ActorMixin
from products.actions import certificates, listing, photos, producers, products
from products.api.filters import CertificateFilter, ProductFilter
from products.api.serializers import (
    CertificateSerializer,
    CertificateWriteSerializer,
    PhotoSerializer,
    PhotoUploadSerializer,
    ProducerSerializer,
    ProducerWriteSerializer,
    ProductCreateSerializer,
    ProductSerializer,
    ProductWriteSerializer,
    ReasonSerializer,
    ReasonsSerializer,
)
from products.models import Certificate, Photo, Producer, Product


class ProducerViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """Producers with a listed product for everybody; her own and those she oversees for the caller."""

    queryset = Producer.objects.order_by("id")
    serializer_class = ProducerSerializer
    filterset_fields = ["kind", "unit"]
    lookup_value_converter = "int"

    def get_queryset(self):
        return Producer.objects.visible_to(self.viewer).order_by("id")

    @extend_schema(
        request=ProducerWriteSerializer, responses={201: ProducerSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = ProducerWriteSerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def make() -> Response:
            producer = producers.create_producer(actor=actor, **data.validated_data)
            return Response(ProducerSerializer(producer).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)


class ProductViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """Listed products for everybody; her own and those she oversees, in any state, for the caller."""

    queryset = Product.objects.order_by("-id")
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    lookup_value_converter = "int"

    def get_queryset(self):
        return Product.objects.visible_to(self.viewer).prefetch_related("photo_links__photo").order_by("-id")

    @extend_schema(
        request=ProductCreateSerializer, responses={201: ProductSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = ProductCreateSerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def make() -> Response:
            fields = dict(data.validated_data)
            producer = known(Producer.objects.visible_to(actor.member), "producer", pk=fields.pop("producer"))
            product = products.create_draft(actor=actor, producer=producer, **fields)
            return Response(self._data(product), status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=ProductWriteSerializer, responses=ProductSerializer, parameters=[IDEMPOTENCY_KEY])
    def partial_update(self, request: Request, pk: int) -> Response:
        actor = self.actor
        product = self.get_object()
        data = ProductWriteSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        return answer_once(
            request,
            lambda: Response(
                self._data(
                    products.update_product(actor=actor, product=product, changes=dict(data.validated_data))
                )
            ),
        )

    @extend_schema(request=None, responses=ProductSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def submit(self, request: Request, pk: int) -> Response:
        """Ask an officer to look; the five fields are enough."""
        return Response(self._data(listing.submit_product(actor=self.actor, product=self.get_object())))

    @extend_schema(request=None, responses=ProductSerializer)
    @action(detail=True, methods=["post"], url_path="list")
    @idempotent_action
    def list_(self, request: Request, pk: int) -> Response:
        """An officer puts it on the market."""
        return Response(self._data(listing.list_product(actor=self.actor, product=self.get_object())))

    @extend_schema(request=ReasonsSerializer, responses=ProductSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    @idempotent_action
    def return_(self, request: Request, pk: int) -> Response:
        """An officer gives it back with what to mend."""
        data = ReasonsSerializer(data=request.data)
        actor, product = self.actor, self.get_object()
        data.is_valid(raise_exception=True)
        return Response(
            self._data(listing.return_product(actor=actor, product=product, **data.validated_data))
        )

    @extend_schema(request=None, responses=ProductSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def retire(self, request: Request, pk: int) -> Response:
        """Stop selling it; its labels keep answering."""
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

    def _data(self, product: Product) -> dict[str, Any]:
        product = Product.objects.prefetch_related("photo_links__photo").get(pk=product.pk)
        return ProductSerializer(product, context=self.get_serializer_context()).data


class PhotoViewSet(ActorMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Photos by their key. An upload is made anew without its metadata; sizes follow in the background."""

    queryset = Photo.objects.order_by("id")
    serializer_class = PhotoSerializer
    lookup_field = "key"
    lookup_value_converter = "uuid"
    parser_classes = [parsers.MultiPartParser]
    permission_classes = [permissions.IsAuthenticatedOrReadOnly]

    def get_queryset(self):
        return Photo.objects.visible_to(self.viewer)

    @extend_schema(
        request=PhotoUploadSerializer, responses={201: PhotoSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = PhotoUploadSerializer(data=request.data)
        data.is_valid(raise_exception=True)
        fields = dict(data.validated_data)
        # Decoding takes up to a second: before the key's transaction, which on SQLite holds the only write lock.
        prepared = photos.prepare_photo(fields.pop("photo"))

        def make() -> Response:
            producer = None
            if "producer" in fields:
                producer = known(Producer.objects.visible_to(actor.member), "producer", pk=fields["producer"])
            photo = photos.add_photo(
                actor=actor, upload=prepared, producer=producer, alt=fields.get("alt", "")
            )
            return Response(PhotoSerializer(photo).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)


class CertificateViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """Verified papers of listed products for everybody; all of hers and those she oversees for the caller."""

    queryset = Certificate.objects.order_by("-id")
    serializer_class = CertificateSerializer
    filterset_class = CertificateFilter
    lookup_value_converter = "int"

    def get_queryset(self):
        return Certificate.objects.visible_to(self.viewer).order_by("-id")

    @extend_schema(
        request=CertificateWriteSerializer,
        responses={201: CertificateSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = CertificateWriteSerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def make() -> Response:
            fields = dict(data.validated_data)
            fields["producer"] = known(
                Producer.objects.visible_to(actor.member), "producer", pk=fields["producer"]
            )
            if "product" in fields:
                fields["product"] = known(fields["producer"].products, "product", pk=fields["product"])
            if "scan" in fields:
                fields["scan"] = known(Photo.objects.visible_to(actor.member), "scan", key=fields["scan"])
            paper = certificates.add_certificate(actor=actor, **fields)
            return Response(CertificateSerializer(paper).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=None, responses=CertificateSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def verify(self, request: Request, pk: int) -> Response:
        """An officer has compared it with the paper."""
        paper = certificates.verify_certificate(actor=self.actor, certificate=self.get_object())
        return Response(CertificateSerializer(paper).data)

    @extend_schema(request=ReasonSerializer, responses=CertificateSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def refuse(self, request: Request, pk: int) -> Response:
        """An officer gives it back with the reason."""
        data = ReasonSerializer(data=request.data)
        actor, paper = self.actor, self.get_object()
        data.is_valid(raise_exception=True)
        paper = certificates.refuse_certificate(actor=actor, certificate=paper, **data.validated_data)
        return Response(CertificateSerializer(paper).data)
