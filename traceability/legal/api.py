from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import idempotent_action
from backend.common.api.validation import validated
from members.access import ActorMixin
from products.models import Producer, Product
from traceability.legal.actions.e_label_switches import MOST, What, preview_e_labels, switch_e_labels
from traceability.legal.actions.passports import switch_e_label
from traceability.models import ELabel


class ELabelTimeSerializer(serializers.ModelSerializer):
    class Meta:
        model = ELabel
        fields = ["since", "until"]
        read_only_fields = fields


class ELabelSerializer(serializers.Serializer):
    """A product's e-label: whether the page that a scan opens is the label now, and when it was."""

    product = serializers.IntegerField(source="pk")
    is_on = serializers.SerializerMethodField()
    times = serializers.SerializerMethodField()

    def get_is_on(self, product: Product) -> bool:
        return any(one.until is None for one in product.e_labels.all())

    @extend_schema_field(ELabelTimeSerializer(many=True))
    def get_times(self, product: Product) -> Any:
        rows = sorted(product.e_labels.all(), key=lambda one: one.pk)
        return ELabelTimeSerializer(rows, many=True).data


class ELabelSwitchSerializer(serializers.Serializer):
    products = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**31),
        min_length=1,
        max_length=MOST,
        help_text="Ids of products",
    )
    is_on = serializers.BooleanField()
    preview = serializers.BooleanField(
        default=False, help_text="Only return what would change for each product"
    )


class ELabelGapSerializer(serializers.Serializer):
    rule = serializers.CharField(source="rule.id")
    field = serializers.CharField(source="rule.field")
    message = serializers.CharField()
    clause = serializers.CharField()


class ELabelOutcomeSerializer(serializers.Serializer):
    """The outcome for one product. It doesn't depend on the other products of the request."""

    product = serializers.IntegerField(source="product.pk")
    what = serializers.ChoiceField(choices=[each.value for each in What])
    message = serializers.CharField(allow_blank=True)
    gaps = ELabelGapSerializer(many=True)


class ELabelViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List the e-labels of products that the caller runs or oversees; switch them on and off.

    They are addressed by the product's id (Decree 37/2026/NĐ-CP, Art. 52-55).
    """

    queryset = Product.objects.order_by("-id")
    serializer_class = ELabelSerializer
    permission_classes = [permissions.IsAuthenticated]
    filter_backends: list[Any] = []
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        producers = Producer.objects.handled_by(self.viewer).values("pk")
        return Product.objects.filter(producer__in=producers).prefetch_related("e_labels").order_by("-id")

    @extend_schema(request=None, responses=ELabelSerializer)
    @action(detail=True, methods=["post"], url_path="on")
    @idempotent_action
    def switch_on(self, request: Request, pk: int) -> Response:
        """Make the page that a scan opens the product's label from now on.

        409 with the list of what the label lacks, each with its article of the law.
        """
        return self._switched(is_on=True)

    @extend_schema(request=None, responses=ELabelSerializer)
    @action(detail=True, methods=["post"], url_path="off")
    @idempotent_action
    def switch_off(self, request: Request, pk: int) -> Response:
        """Stop the e-label. Labels printed from now on state that; earlier labels stay e-labels."""
        return self._switched(is_on=False)

    @extend_schema(request=ELabelSwitchSerializer, responses=ELabelOutcomeSerializer(many=True))
    @action(detail=False, methods=["post"], url_path="switch", pagination_class=None)
    @idempotent_action
    def switch_many(self, request: Request) -> Response:
        """Switch several products at once, and return an outcome for each in the given order.

        `preview` changes nothing. 404, without a change, if the caller may not see one of them.
        """
        data = validated(ELabelSwitchSerializer, request)
        ids = list(dict.fromkeys(data["products"]))
        found = {
            product.pk: product
            for product in self.get_queryset().select_related("producer__unit").filter(pk__in=ids)
        }
        if found.keys() != {*ids}:
            raise Http404
        do = preview_e_labels if data["preview"] else switch_e_labels
        outcomes = do(actor=self.actor, products=[found[pk] for pk in ids], is_on=data["is_on"])
        return Response(ELabelOutcomeSerializer(outcomes, many=True).data)

    def _switched(self, *, is_on: bool) -> Response:
        product = self.get_object()
        switch_e_label(actor=self.actor, product=product, is_on=is_on)
        return Response(ELabelSerializer(self.get_queryset().get(pk=product.pk)).data)


def register(router: BaseRouter) -> None:
    router.register("e-labels", ELabelViewSet, basename="e-labels")
