"""Links of codes over the API: the same rules and actions as their page."""

from __future__ import annotations

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from members.access import ActorMixin
from products.models import Product
from traceability.models import CodeLink, Lot
from traceability.resolver import actions as links
from traceability.resolver.enums import LinkLanguage, LinkType
from traceability.resolver.link_addresses import MAX_LENGTH

BIG = 2**31 - 1


class CodeLinkSerializer(serializers.ModelSerializer):
    class Meta:
        model = CodeLink
        fields = [
            "id", "product", "lot", "link_type", "url", "title", "language", "media_type", "country", "from_date", "until_date",
            "previous", "added_at", "ended_at", "ended_how", "ended_reason",
        ]  # fmt: skip
        read_only_fields = fields


class CodeLinkChangeSerializer(serializers.Serializer):
    """Changes of a link. Omitted fields stay unchanged."""

    link_type = serializers.ChoiceField(
        choices=LinkType.choices, required=False, help_text="GS1 Web Vocabulary"
    )
    url = serializers.CharField(max_length=MAX_LENGTH, required=False, help_text="https only")
    title = serializers.CharField(max_length=links.MAX_TITLE, required=False)
    language = serializers.ChoiceField(choices=LinkLanguage.choices, required=False)
    country = serializers.CharField(
        max_length=2, required=False, allow_blank=True, help_text="Context: ISO 3166-1 alpha-2"
    )
    from_date = serializers.DateField(required=False, allow_null=True)
    until_date = serializers.DateField(required=False, allow_null=True)


class CodeLinkWriteSerializer(CodeLinkChangeSerializer):
    product = serializers.IntegerField(min_value=1, max_value=BIG)
    lot = serializers.IntegerField(
        min_value=1, max_value=BIG, required=False, help_text="Only for codes of this lot"
    )
    link_type = serializers.ChoiceField(choices=LinkType.choices, help_text="GS1 Web Vocabulary")
    url = serializers.CharField(max_length=MAX_LENGTH, help_text="https only")
    title = serializers.CharField(max_length=links.MAX_TITLE)


class TakeDownSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=200, help_text="Shown to the producer")


class CodeLinkFilter(filters.FilterSet):
    product = IdFilter(field_name="product_id")
    lot = IdFilter(field_name="lot_id")
    link_type = filters.ChoiceFilter(choices=LinkType.choices)
    standing = filters.BooleanFilter(field_name="ended_at", lookup_expr="isnull")

    class Meta:
        model = CodeLink
        fields: list[str] = []


class CodeLinkViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List links that producers added to their codes; add, change, remove and take down one.

    Only the producer's people, its officers and staff see ended links, and links of products that aren't
    listed.
    """

    queryset = CodeLink.objects.order_by("-id")
    serializer_class = CodeLinkSerializer
    filterset_class = CodeLinkFilter
    lookup_value_converter = "int"

    def get_queryset(self):
        return CodeLink.objects.visible_to(self.viewer).order_by("-id")

    @extend_schema(
        request=CodeLinkWriteSerializer, responses={201: CodeLinkSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = validated(CodeLinkWriteSerializer, request)

        def make() -> Response:
            fields = dict(data)
            products = Product.objects.visible_to(actor.member).select_related("producer")
            fields["product"] = known(products, "product", pk=fields["product"])
            if "lot" in fields:
                fields["lot"] = known(Lot.objects.visible_to(actor.member), "lot", pk=fields["lot"])
            link = links.add_link(actor=actor, **fields)
            return Response(CodeLinkSerializer(link).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(
        request=CodeLinkChangeSerializer, responses=CodeLinkSerializer, parameters=[IDEMPOTENCY_KEY]
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Replace the link by a new one, which names this one's id as `previous`."""
        actor, link = self.actor, self.get_object()
        changes = validated(CodeLinkChangeSerializer, request)
        return answer_once(
            request,
            lambda: Response(
                CodeLinkSerializer(links.change_link(actor=actor, link=link, changes=changes)).data
            ),
        )

    @extend_schema(request=None, responses=CodeLinkSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def remove(self, request: Request, pk: int) -> Response:
        """Remove the link from its codes; it stays in the history."""
        return Response(CodeLinkSerializer(links.remove_link(actor=self.actor, link=self.get_object())).data)

    @extend_schema(request=TakeDownSerializer, responses=CodeLinkSerializer)
    @action(detail=True, methods=["post"], url_path="take-down")
    @idempotent_action
    def take_down(self, request: Request, pk: int) -> Response:
        """Take the link down, as an officer.

        The producer reads the reason, and the address can't be added again.
        """
        actor, link = self.actor, self.get_object()
        data = validated(TakeDownSerializer, request)
        taken = links.take_down_link(actor=actor, link=link, **data)
        return Response(CodeLinkSerializer(taken).data)


def register(router: BaseRouter) -> None:
    router.register("code-links", CodeLinkViewSet, basename="code-links")
