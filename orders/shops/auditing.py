"""What ledger entries state of shops and offers (backend.ledger.row_states)."""

from backend.ledger.row_values import Stated
from orders.models import DeliveryArea, Offer, PriceBreak, SalesStop, Shop

STATED = (
    Stated(
        Shop,
        subject=lambda shop: f"producer:{shop.producer.ref}",
        related=("producer",),
        stated=(
            "producer",
            "delivers",
            "delivery_fee",
            "delivery_days",
            "free_from",
            "delivers_elsewhere",
            "delivery_answered_at",
            "takes_cash",
            "has_pickup",
            "paused_until",
            "stopped_from",
        ),
        pinned=("bank", "account", "holder", "delivery_words", "pickup_words"),
    ),
    Stated(
        DeliveryArea,
        subject=lambda area: f"producer:{area.shop.producer.ref}",
        related=("shop__producer",),
        stated=("shop", "unit", "fee", "free_from", "days"),
    ),
    Stated(
        SalesStop,
        subject=lambda stop: f"producer:{stop.producer.ref}",
        related=("producer",),
        stated=("producer", "authority", "told_at", "stops_at", "lifted_at"),
        people=("by", "lifted_by"),
        pinned=("reason", "lift_reason"),
    ),
    Stated(
        Offer,
        subject=lambda offer: f"product:{offer.product_id}",
        stated=(
            "product",
            "label",
            "content",
            "unit",
            "price",
            "min_count",
            "is_by_amount",
            "is_weighed",
            "ready_date",
            "promised",
            "season_months",
            "is_open",
            "created_at",
        ),
    ),
    Stated(
        PriceBreak,
        subject=lambda step: f"product:{step.offer.product_id}",
        related=("offer",),
        stated=("offer", "from_count", "price"),
    ),
)
