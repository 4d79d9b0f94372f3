from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, parsers, permissions, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, answers_once, stored_answer
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from members.access import ActorMixin
from products.models import Photo, Producer
from products.photos import actions as photos
from products.photos.serializers import PhotoSerializer, PhotoUploadSerializer


class PhotoViewSet(ActorMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Upload a photo, or get one by its key.

    An upload is encoded again without its metadata; smaller sizes are made in the background.
    """

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
    @answers_once
    def create(self, request: Request) -> Response:
        actor = self.actor
        fields = validated(PhotoUploadSerializer, request)
        if (repeated := stored_answer(request)) is not None:
            return repeated
        # Decoding takes up to a second: before the key's transaction, which on SQLite holds the only write
        # lock.
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


def register(router: BaseRouter) -> None:
    router.register("photos", PhotoViewSet, basename="photos")
