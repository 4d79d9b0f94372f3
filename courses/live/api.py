"""API of a product's livestream kit: sentences, refused ones with reasons, and the seller's own."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once
from backend.common.api.validation import validated
from courses.live.actions import MOST_SIGNS, write_live_sheet
from courses.live.kit import announcements, run_sheet
from courses.live.record import record_of
from courses.live.script import PART_TITLES, script
from courses.models import LiveSheet
from members.access import ActorMixin
from products.models import Product

MINUTES = 15


class LeftOutSerializer(serializers.Serializer):
    sentence = serializers.CharField()
    why = serializers.ListField(child=serializers.CharField())


class PartSerializer(serializers.Serializer):
    key = serializers.CharField()
    title = serializers.CharField()
    begin = serializers.CharField(help_text="Hours and minutes of a broadcast of 15 minutes, such as 00:02")
    end = serializers.CharField()
    sentences = serializers.ListField(child=serializers.CharField())
    left_out = LeftOutSerializer(many=True)


class LiveKitSerializer(serializers.Serializer):
    product = serializers.IntegerField()
    price = serializers.CharField(allow_blank=True)
    url = serializers.CharField(
        allow_blank=True, help_text="Address of the product's page; empty if it isn't listed"
    )
    announce_before = serializers.CharField(allow_blank=True)
    announce_during = serializers.CharField(allow_blank=True)
    parts = PartSerializer(many=True)
    own = serializers.DictField(
        child=serializers.CharField(), help_text="The seller's own sentences, by part"
    )


class OwnWordsSerializer(serializers.Serializer):
    own = serializers.DictField(
        child=serializers.CharField(max_length=MOST_SIGNS, allow_blank=True),
        help_text=f"By part ({', '.join(PART_TITLES)}), one sentence per line; they replace the stored ones",
    )


class LiveKitViewSet(ActorMixin, viewsets.GenericViewSet):
    """Return the livestream kit of a product; store the seller's own sentences.

    The caller sees products that the caller runs or oversees.
    """

    queryset = Product.objects.none()
    serializer_class = LiveKitSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Product.objects.handled_by(self.viewer)
        return rows.select_related("producer__unit__parent", "producer__branch")

    def _respond(self, product: Product) -> Response:
        sheet = LiveSheet.objects.filter(product=product).first()
        record = record_of(product)
        announcement_texts = announcements(record)
        timed = run_sheet(script(record, sheet.own if sheet else {}), length=MINUTES)
        data = {
            "product": product.pk,
            "price": record.price,
            "url": record.url,
            "announce_before": announcement_texts.get("before", ""),
            "announce_during": announcement_texts.get("during", ""),
            "parts": [
                {
                    "key": one.part.key,
                    "title": one.part.title,
                    "begin": one.begin,
                    "end": one.end,
                    "sentences": list(one.part.sentences),
                    "left_out": [
                        {"sentence": left.sentence, "why": [str(why) for why in left.why]}
                        for left in one.part.left_out
                    ],
                }
                for one in timed
            ],
            "own": sheet.own if sheet else {},
        }
        return Response(LiveKitSerializer(data).data)

    def retrieve(self, request: Request, pk: Any) -> Response:
        """Return the livestream kit of a product.

        Every sentence comes from a field of the product's record, or is a seller's own sentence that passed
        the check.
        """
        return self._respond(self.get_object())

    @extend_schema(request=OwnWordsSerializer, responses=LiveKitSerializer, parameters=[IDEMPOTENCY_KEY])
    def update(self, request: Request, pk: Any) -> Response:
        """Replace the seller's own sentences.

        400 with the reason if no field and no valid certificate proves a claim.
        """
        actor, product = self.actor, self.get_object()
        data = validated(OwnWordsSerializer, request)

        def make() -> Response:
            write_live_sheet(actor=actor, product=product, own=data["own"])
            return self._respond(product)

        return answer_once(request, make)


def register(router: BaseRouter) -> None:
    router.register("live-kits", LiveKitViewSet, basename="live-kits")
