"""Measure orders a second: stock checked under a lock, rows, ledger entry and notice, one transaction each.

Compares it in the same database with bare INSERTs of the same rows, also one transaction per order.
`./run bench checkout [--databases sqlite,postgres] [--orders 300] [--rounds 3]`
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from uuid import uuid4

from bench.lots import make_lots, measured

LOTS = 20


def measure(count: int, rounds: int) -> dict[str, float]:
    import django

    django.setup()
    from django.utils import timezone

    from orders.basket.actions.placing import place_orders
    from orders.basket.actions.wishes import Buyer, Wish
    from orders.models import Offer, Shop
    from orders.shops.enums import Delivery, Payment
    from products.models import Product

    user, lots = make_lots(LOTS)
    type(lots[0]).objects.update(quantity=1_000_000)
    product = Product.objects.get()
    type(product).objects.update(state="listed")
    type(product.producer).objects.update(verified_at=timezone.now())
    Shop.objects.create(producer=product.producer, delivery_answered_at=timezone.now())
    offer = Offer.objects.create(product=product, label="túi 500 g", content="0.5", unit="kg", price=25_000)
    proven = frozenset({"+84912345678"})
    buyer = Buyer(name="Người thử", phone="0912 345 678", place="Hà Nội", proven_phones=proven)
    wishes = {
        product.producer_id: Wish(
            {offer.pk: 2}, Delivery.SHIP, Payment.ON_DELIVERY, expected_prices={offer.pk: 25_000}
        )
    }
    placed, inserted = [], []
    for _round in range(rounds):
        begun = time.perf_counter()
        made = [place_orders(buyer=buyer, wishes=wishes) for _n in range(count)]
        placed.append(time.perf_counter() - begun)
        inserted.append(insert_again([purchase.pk for purchase in made]))
    return {
        "per_second": count / statistics.median(placed),
        "inserts_per_second": count / statistics.median(inserted),
    }


def insert_again(purchases: list[int]) -> float:
    """Return the seconds that bare INSERTs of the rows of `purchases` take, with new values in unique columns."""
    from django.db import connection, transaction

    from backend.ledger.models import Entry
    from members.models import Notice
    from orders.models import Order, OrderLine, OrderStep, Purchase

    def statement(model) -> tuple[str, list]:
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        names = ", ".join(f'"{field.column}"' for field in fields)
        table, marks = model._meta.db_table, ", ".join(["%s"] * len(fields))
        return f'INSERT INTO "{table}" ({names}) VALUES ({marks}) RETURNING id', fields

    def values(row, fields, **fresh) -> list:
        return [
            field.get_db_prep_save(fresh.get(field.attname, getattr(row, field.attname)), connection)
            for field in fields
        ]

    made = {model: statement(model) for model in (Purchase, Order, OrderLine, OrderStep, Entry, Notice)}
    orders = list(Order.objects.filter(purchase__in=purchases).select_related("purchase").order_by("pk"))
    entries = {entry.subject: entry for entry in Entry.objects.filter(kind="order.placed")}
    notices = {notice.key: notice for notice in Notice.objects.filter(kind="order.placed")}
    rows = [
        (
            order,
            order.lines.get(),
            order.steps.get(),
            entries[f"order:{order.ref}"],
            notices[f"order:{order.number}:placed"],
        )
        for order in orders
    ]
    begun = time.perf_counter()
    for order, line, step, entry, notice in rows:
        with transaction.atomic(), connection.cursor() as cursor:

            def insert(row, cursor=cursor, **fresh) -> int:
                sql, fields = made[type(row)]
                cursor.execute(sql, values(row, fields, **fresh))
                return cursor.fetchone()[0]

            purchase_id = insert(order.purchase, ref=uuid4())
            order_id = insert(order, purchase_id=purchase_id, ref=uuid4(), number=uuid4().hex[:12])
            insert(line, order_id=order_id)
            insert(step, order_id=order_id)
            insert(entry)
            insert(notice, key=uuid4().hex)
    return time.perf_counter() - begun


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench checkout", description=__doc__)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--orders", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(argv)
    if options.measure:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
        print(json.dumps(measure(options.orders, options.rounds)))
        return
    print("\n### checkout: an order of one line, each in a transaction of its own, one after the other\n")
    print(
        "| database | orders a second | bare INSERTs of its rows, orders a second | ratio |\n|---|---|---|---|"
    )
    for kind in options.databases.split(","):
        it = measured("bench.checkout", kind, f"--orders={options.orders}", f"--rounds={options.rounds}")
        bare = it["inserts_per_second"]
        print(f"| {kind} | {it['per_second']:,.0f} | {bare:,.0f} | {it['per_second'] / bare:.3f} |")
    print("\nLoad of the machine afterwards, over a minute: " + f"{os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main(sys.argv[1:])
