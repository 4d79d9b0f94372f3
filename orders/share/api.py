"""API of a product's share kit: what its page shows (orders/share/views.py)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from courses.live.record import record_of
from members.access import ActorMixin
from orders.share.caption import caption_of
from orders.share.pictures import pictures_of
from orders.shops.rules import may_sell
from products.models import Product
from products.share.embeds import embed_code
from products.share.facts import share_facts


class SharePictureSerializer(serializers.Serializer):
    layout = serializers.CharField()
    title = serializers.CharField()
    use = serializers.CharField(help_text="Its purpose, as text")
    url = serializers.URLField(
        help_text="JPEG. It never changes: another picture has another address, so it may be cached for ever"
    )
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class LeftOutOfCaptionSerializer(serializers.Serializer):
    sentence = serializers.CharField()
    why = serializers.ListField(child=serializers.CharField())


class CaptionSerializer(serializers.Serializer):
    text = serializers.CharField(help_text="The whole post, hashtags included")
    hashtags = serializers.ListField(child=serializers.CharField())
    left_out = LeftOutOfCaptionSerializer(
        many=True, help_text="Sentences of the story that nothing proves; they are left out"
    )


class ShareKitSerializer(serializers.Serializer):
    product = serializers.IntegerField()
    url = serializers.URLField(help_text="Address of the product's page")
    has_photo = serializers.BooleanField(help_text="Without a photo the pictures show an ornament")
    pictures = SharePictureSerializer(many=True)
    caption = CaptionSerializer()
    poster = serializers.URLField(help_text="A page to print; requires a login")
    embed = serializers.CharField(help_text="HTML that shows the product's card on another website")


class ShareKitViewSet(ActorMixin, viewsets.GenericViewSet):
    """Return the share kit of a public product that the caller sells or oversees, by the product's id."""

    queryset = Product.objects.order_by("id")
    serializer_class = ShareKitSerializer
    permission_classes = [permissions.IsAuthenticated]
    filter_backends: list[Any] = []
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        return (
            Product.objects.public()
            .select_related("producer__unit__parent", "producer__branch")
            .order_by("id")
        )

    @extend_schema(responses=ShareKitSerializer)
    def retrieve(self, request: Request, pk: int) -> Response:
        """Return pictures, the text of a post, a poster to print and a card to embed.

        All words come from fields of the product's record.
        """
        product = self.get_object()
        if not may_sell(self.viewer, product.producer):
            raise NotFound
        facts, caption = share_facts(product), caption_of(record_of(product))
        kit = {
            "product": product.pk,
            "url": facts.url,
            "has_photo": bool(facts.photo),
            "pictures": [
                {
                    "layout": each.layout.name,
                    "title": str(each.title),
                    "use": str(each.use),
                    "url": each.url,
                    "width": each.layout.width,
                    "height": each.layout.height,
                }
                for each in pictures_of(product, facts)
            ],
            "caption": {
                "text": caption.text,
                "hashtags": list(caption.hashtags),
                "left_out": [
                    {"sentence": each.sentence, "why": [str(why) for why in each.why]}
                    for each in caption.left_out
                ],
            },
            "poster": settings.PUBLIC_ORIGIN + reverse("orders:poster", args=[product.pk]),
            "embed": embed_code(product),
        }
        return Response(ShareKitSerializer(kit).data)


def register(router: BaseRouter) -> None:
    router.register("share-kits", ShareKitViewSet, basename="share-kits")
