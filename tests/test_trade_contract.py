"""The contract between the trades of an app (tests/trade_contract.py): what it accepts and what it reports."""

from __future__ import annotations

from tests.trade_contract import breaches, trades_of

ORDER = ["basket", "shops"]  # basket may use shops


def test_imports_along_the_order_and_from_outside_are_no_breach():
    imports = [
        ("orders.basket.actions", "orders.shops.models"),
        ("orders.basket.views", "orders.basket.forms"),
        ("orders.urls", "orders.basket.views"),
        ("orders.basket.actions", "products.rules"),
    ]
    assert breaches("orders", ORDER, imports) == (set(), set())


def test_another_trades_door_is_a_breach_in_either_direction():
    imports = [
        ("orders.basket.views", "orders.shops.views.shop"),
        ("orders.shops.forms", "orders.basket.forms"),
        ("orders.basket.api", "orders.shops.api"),
    ]
    assert breaches("orders", ORDER, imports) == ({f"{one} -> {other}" for one, other in imports}, set())


def test_imports_against_the_order_are_counted_for_each_pair():
    imports = [
        ("orders.shops.actions", "orders.basket.basket"),
        ("orders.shops.rules", "orders.basket.models"),
    ]
    assert breaches("orders", ORDER, imports) == (set(), {"shops -> basket = 2"})


def test_trades_are_the_folders_that_hold_modules():
    modules = [
        "orders",
        "orders.admin",
        "orders.shops",
        "orders.shops.models",
        "orders.migrations.0001_x",
        "members.people.rules",
    ]
    assert trades_of("orders", modules) == {"shops"}
