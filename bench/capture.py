"""Measure how many events a second capture stores: validated, hashed and with ledger entries, in one transaction.

Compares it on PostgreSQL with a bare COPY of the same rows into a table like that of the documents.
The second column leaves out the database's time, and hardly depends on other load on the machine.
`./run bench capture [--databases postgres] [--events 10000] [--rounds 3]`
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

LOTS = 100


def measure(count: int, rounds: int) -> dict[str, float]:
    import django

    django.setup()
    from django.db import connection

    from members.acting import Actor
    from traceability.capture import capture_events
    from traceability.epcis.bodies import lot_class
    from traceability.labels.actions.codes import code_for
    from traceability.models import EpcisEvent

    user, lots = make_lots(LOTS)
    code = code_for(lots[0].product)
    classes = [lot_class(code, lot.code) for lot in lots]
    context = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

    def document() -> list[dict]:
        return [
            {
                "type": "ObjectEvent",
                "eventID": f"urn:uuid:{uuid4()}",
                "eventTime": "2026-01-20T08:30:00.000+07:00",
                "eventTimeZoneOffset": "+07:00",
                "action": "OBSERVE",
                "bizStep": "shipping",
                "disposition": "in_transit",
                "readPoint": {"id": "https://id.gs1.org/414/4012345000115"},
                "quantityList": [{"epcClass": classes[n % LOTS], "quantity": 1.5, "uom": "KGM"}],
                "bizTransactionList": [{"type": "po", "bizTransaction": f"urn:x:po:{n}"}],
            }
            for n in range(count)
        ]

    spent, worked, copied = [], [], []
    for _round in range(rounds):
        events = document()
        begun, began = time.perf_counter(), time.process_time()
        report = capture_events(actor=Actor.of(user), events=events, context=context)
        spent.append(time.perf_counter() - begun)
        worked.append(time.process_time() - began)
        assert report.job.captured_count == count, report.job.errors[:1]
        if connection.vendor == "postgresql":
            copied.append(copy_again(EpcisEvent, count))
    return {
        "per_second": count / statistics.median(spent),
        "per_cpu_second": count / statistics.median(worked),
        "copy_per_second": count / statistics.median(copied) if copied else 0,
    }


def copy_again(model, count: int) -> float:
    """Return the seconds that COPY takes for the rows of the last `count` documents, into a table without indexes."""
    from django.db import connection, transaction

    names = [field.column for field in model._meta.concrete_fields]
    rows = list(
        model.objects.order_by("-entry_id").values_list(*[f.attname for f in model._meta.concrete_fields])[
            :count
        ]
    )
    columns = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS bench_copy AS SELECT * FROM {model._meta.db_table} WITH NO DATA"
        )
        begun = time.perf_counter()
        with transaction.atomic(), cursor.copy(f"COPY bench_copy ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([bytes(value) if isinstance(value, memoryview) else value for value in row])
        return time.perf_counter() - begun


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench capture", description=__doc__)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--databases", default="postgres")
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(argv)
    if options.measure:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
        print(json.dumps(measure(options.events, options.rounds)))
        return
    print(f"\n### capture: documents of {options.events:,} events (aim: 2,000 a second)\n")
    print(
        "| database | events a second | a second of our processor time | bare COPY, rows a second | ratio |\n|---|---|---|---|---|"
    )
    for kind in options.databases.split(","):
        it = measured("bench.capture", kind, f"--events={options.events}", f"--rounds={options.rounds}")
        copy = it["copy_per_second"]
        print(
            f"| {kind} | {it['per_second']:,.0f} | {it['per_cpu_second']:,.0f} | {f'{copy:,.0f}' if copy else '–'} "
            f"| {f'{it["per_second"] / copy:.3f}' if copy else '–'} |"
        )
    print("\nLoad of the machine afterwards, over a minute: " + f"{os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main(sys.argv[1:])
