from __future__ import annotations

from typing import Any

from rest_framework import serializers

from orders.figures.moves import Basis
from orders.figures.thresholds import ClaimKind, Standing


class DongField(serializers.IntegerField):
    """An amount in đồng, negative for a refund; within the integers that JSON readers store exactly."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=-(2**53), max_value=2**53, **options)


class MonthRowSerializer(serializers.Serializer):
    month = serializers.CharField(help_text="2026-11")
    orders = serializers.IntegerField(min_value=0)
    received = DongField(help_text="đồng")


class AmountSerializer(serializers.Serializer):
    unit = serializers.CharField()
    quantity = serializers.DecimalField(max_digits=14, decimal_places=3)


class BestSerializer(serializers.Serializer):
    product = serializers.IntegerField()
    name = serializers.CharField()
    amounts = AmountSerializer(many=True)
    money = DongField(
        help_text="Amount ordered in đồng, paid or not, without delivery fees and without cancelled or returned orders"
    )


class RunningOutSerializer(serializers.Serializer):
    product = serializers.IntegerField()
    name = serializers.CharField()
    unit = serializers.CharField()
    left = serializers.DecimalField(max_digits=20, decimal_places=3)
    sold = serializers.DecimalField(max_digits=20, decimal_places=3, help_text="In the last 28 days")
    days = serializers.IntegerField(min_value=0, help_text="Days until it is sold out at that rate")


class MonthFiguresSerializer(serializers.Serializer):
    """A month's figures. Orders count by the day they were placed, money by the day it came, less refunds."""

    producer = serializers.IntegerField()
    month = serializers.CharField(help_text="2026-11")
    orders = serializers.IntegerField(min_value=0, help_text="Orders that were not cancelled or returned")
    orders_over = serializers.IntegerField(min_value=0, help_text="Cancelled or returned")
    received = DongField(help_text="đồng")
    scans = serializers.IntegerField(
        min_value=0, help_text="Scans of the producer's labels, at most one per phone and day"
    )
    orders_from_scans = serializers.IntegerField(
        min_value=0,
        help_text="Orders placed from a lot's page; orders by telephone after a scan aren't counted",
    )
    months = MonthRowSerializer(many=True)
    best = BestSerializer(many=True)
    running_out = RunningOutSerializer(many=True)


class ThresholdSerializer(serializers.Serializer):
    """A source's claim about a threshold. Without `confirmed_at` nobody checked it, and sources disagree."""

    id = serializers.CharField()
    dong = DongField(allow_null=True)
    document = serializers.CharField()
    article = serializers.CharField(allow_blank=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    read_in = serializers.CharField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    confirmed_in = serializers.CharField(allow_blank=True)


class TaxClaimSerializer(ThresholdSerializer):
    """A claim for the operator: `dong` of a calendar year."""

    kind = serializers.ChoiceField(choices=[kind.value for kind in ClaimKind])
    words = serializers.CharField()
    digest = serializers.CharField(
        help_text="SHA-256 of the claim's file; a changed text has to be confirmed again"
    )


def threshold(each: Standing) -> dict[str, Any]:
    claim, confirmed = each.claim, each.confirmed
    return {
        "id": claim.id,
        "dong": claim.dong,
        "document": claim.document,
        "article": claim.article,
        "valid_from": claim.valid_from,
        "valid_to": claim.valid_to,
        "read_in": claim.read_in,
        "confirmed_at": confirmed.at if confirmed else None,
        "confirmed_in": confirmed.seen_in if confirmed else "",
    }


def tax_claim(each: Standing) -> dict[str, Any]:
    claim = each.claim
    more = {"kind": claim.kind.value, "words": claim.words, "digest": claim.digest}
    return threshold(each) | more


class BookRowSerializer(serializers.Serializer):
    at = serializers.DateTimeField()
    order = serializers.CharField()
    kind = serializers.ChoiceField(choices=["paid", "packed", "refunded", "delivered", "returned"])
    words = serializers.CharField()
    amount = DongField(help_text="đồng; negative for refunds")
    is_cash = serializers.BooleanField()


class BookSerializer(serializers.Serializer):
    producer = serializers.IntegerField()
    period = serializers.CharField(help_text="2026-11, 2026-Q4 or 2026")
    basis = serializers.ChoiceField(choices=[basis.value for basis in Basis])
    cash = DongField()
    transfer = DongField(help_text="By transfer or card")
    total = DongField()
    year_total = DongField(help_text="Total of the calendar year up to now")
    thresholds = ThresholdSerializer(many=True)
    rows = BookRowSerializer(many=True)
