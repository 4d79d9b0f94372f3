"""Measure the time to make an inspector's bundle of many lots: contents, index, hashes, proof and ZIP. `./run bench bundle [--lots 1000]`

Uses SQLite. Each lot has a harvest, a shipping and a published page, all in the signed log.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lots", type=int, default=1000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "backend.settings",
            "PIEU_ENV": "demo",
            "PIEU_VAR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        }
        measure(arguments.lots)


def measure(count: int) -> None:
    import django

    django.setup()
    import datetime as dt

    from django.conf import settings
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from backend.ledger.checkpoints import extend_log
    from backend.ledger.sequencing import sequence_all
    from members.acting import Actor
    from members.models import User
    from products.models import Producer
    from traceability.events.actions import LotPart, record_event
    from traceability.inspection.bundle import Bundle, read_bundle, write_bundle
    from traceability.inspection.contents import contents_of
    from traceability.models import Lot
    from traceability.scans.origin.facts import build_facts, publish

    call_command("migrate", verbosity=0)
    call_command("load_demo", verbosity=0)
    producer = Producer.objects.filter(people__until=None, products__state="listed").order_by("pk")[0]
    product = producer.products.filter(state="listed").order_by("pk")[0]
    user = User.objects.filter(producer_roles__producer=producer, producer_roles__until=None).order_by("pk")[
        0
    ]
    now = timezone.now()
    with transaction.atomic():
        lots = [
            Lot.objects.create(
                product=product, code=f"BENCH-{number}", quantity=100, unit="kg", place=producer.unit
            )
            for number in range(count)
        ]
        for lot in lots:
            for kind, hours, amount in (("harvesting", 9, 20), ("shipping", 2, 20)):
                record_event(
                    actor=Actor.of(user),
                    kind=kind,
                    event_time=now - dt.timedelta(hours=hours),
                    lots=[LotPart(lot, quantity=amount, unit="kg")],
                    note="Chợ Mộc Châu" if kind == "shipping" else "",
                )
            whole = Lot.objects.select_related(
                "place", "product__producer__unit__parent", "product__producer__branch"
            )
            whole = whole.get(pk=lot.pk)
            publish(whole, build_facts(whole))
    sequence_all()
    extend_log()
    made_at = now.isoformat(timespec="milliseconds")
    started = time.perf_counter()
    contents = contents_of(lots, made_at=made_at)
    gathered = time.perf_counter()
    body = write_bundle(Bundle(made_at, settings.PUBLIC_ORIGIN, contents))
    written = time.perf_counter()
    bundle = read_bundle(body)
    done = time.perf_counter()
    proved = len(bundle.answer.entries) if bundle.answer else 0
    print(
        f"{count:,} lots, {len(contents['su-kien.jsonld']['epcisBody']['eventList']):,} events, {proved:,} entries proved"
    )
    print(
        f"gathered {gathered - started:.2f} s, index and ZIP {written - gathered:.2f} s, together {written - started:.2f} s"
    )
    print(f"read in and checked {done - written:.2f} s; {len(body):,} bytes")


if __name__ == "__main__":
    main()
