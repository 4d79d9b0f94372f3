"""A shop for the people of tests/people.py: Lan sells plums, and Hoa, a stranger, sells fish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.utils import timezone

from backend.common.limits import SharedLimit
from orders.basket import limits
from orders.basket.actions.placing import place_orders
from orders.basket.actions.wishes import Buyer, Wish
from orders.models import Offer, Order
from orders.shops.enums import Delivery, Payment
from products.models import Producer
from tests.factories.shops import make_shop_row
from tests.factories.traceability import LotFactory
from tests.keyed import KeyedClient
from tests.live import LiveProject
from tests.shared_rows import begins_with, made
from tests.traceability.conftest import make_world

BUYER = Buyer(
    name="Nguyễn Thu Hà",
    phone="0912 345 678",
    place="phường Cầu Giấy, Hà Nội",
    landmark="12 ngõ 5",
    proven_phones=frozenset({"+84912345678"}),
)


# One test may send the API as many requests as a whole province.
RATES = {"API_RATE_USER": "100000/min", "API_RATE_ANON": "100000/min"}


@pytest.fixture
def busy_project(real_db, collected_static, tmp_path) -> Iterator[LiveProject]:
    """Start a live project without rate limits at its API."""
    with LiveProject.started(
        real_db, static_root=collected_static, folder=tmp_path / "live", **RATES
    ) as project:
        yield project


@pytest.fixture
def mortal_project(real_db, collected_static, tmp_path) -> Iterator[LiveProject]:
    """Start a busy_project whose server processes die at the point that a request names (tests/orders/dying.py) and restart."""
    with LiveProject.started(
        real_db,
        static_root=collected_static,
        folder=tmp_path / "live",
        app="tests.orders.dying",
        GUNICORN_CMD_ARGS="--preload",
        **RATES,
    ) as project:
        yield project


@pytest.fixture
def client() -> KeyedClient:
    return KeyedClient()


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Reset the limits, so that the orders of earlier tests don't count."""
    cache.clear()
    for limit in vars(limits).values():
        if isinstance(limit, SharedLimit):
            limit._window = 0


def make_shop(bags: int = 20) -> SimpleNamespace:
    """Return traceability's test world with both producers verified, one lot of plums and a bag of 500 g of them on sale.

    Both answered the delivery question; `unset_delivery` takes the answers back.
    """
    world = make_world()
    Producer.objects.update(verified_at=timezone.now() - dt.timedelta(days=1))
    world.producer.refresh_from_db()
    world.lot = LotFactory(product=world.product, code="MAN-1", quantity=Decimal(bags) / 2)
    world.fish_lot = LotFactory(product=world.other_product, code="CA-1", quantity=50)
    world.bag = Offer.objects.create(
        product=world.product, label="túi 500 g", content=Decimal("0.5"), unit="kg", price=25_000
    )
    world.fish = Offer.objects.create(
        product=world.other_product, label="kg", content=1, unit="kg", price=90_000, is_weighed=True
    )
    make_shop_row(
        world.producer, bank="970418", account="1234567890", holder="LO THI LAN", delivery_fee=30_000
    )
    make_shop_row(world.other_product.producer)
    return world


@begins_with(make_shop)
@pytest.fixture
def shop(db) -> SimpleNamespace:
    return made(make_shop)


def wish(
    counts: dict[Offer, int], delivery: Delivery = Delivery.SHIP, payment=Payment.ON_DELIVERY, **more
) -> Wish:
    return Wish(
        counts={offer.pk: count for offer, count in counts.items()},
        delivery=delivery,
        payment=payment,
        **more,
    )


def order_of(shop: SimpleNamespace, count: int = 4, offer: Offer | None = None, **more) -> Order:
    """Return an order that a buyer placed on the page."""
    offer = offer or shop.bag
    actor = more.pop("actor", None)
    buyer = more.pop("buyer", BUYER)
    wishes = {offer.product.producer_id: wish({offer: count}, **more)}
    return place_orders(buyer=buyer, wishes=wishes, actor=actor).orders.get()
