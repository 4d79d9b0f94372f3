"""What the public log costs: hashes and time for one more leaf in a short and in a tall tree, sequencing beside bare inserts, proofs.

Entries of the size of an event are written in bulk, then sequenced as the clock does. 10 million leaves are not made: their bytes
and seconds are extrapolated from the measured growth.

`./run bench log [--leaves 1000000] [--database sqlite|postgres] [--singles 200]`
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from bench.harness import ROOT, database, machine

SHORT, PLANNED = 1_000, 10_000_000
BODY = (
    '{"by":null,"kind":"event","onBehalfOf":null,"payload":{"action":"ADD","bizStep":"commissioning","eventID":"urn:uuid:'
    '%032d","eventTime":"2026-11-25T07:00:00.000+07:00","eventTimeZoneOffset":"+07:00","quantityList":[{"epcClass":'
    '"https://id.gs1.org/01/09521234543213/10/MHM2611-1","quantity":"20.5","uom":"KGM"}],"readPoint":{"id":'
    '"https://pieu.example.vn/xa/3979"},"type":"ObjectEvent"},"recordedAt":"2026-11-25T00:00:00.000+00:00","subject":"x"}'
)


def measure(leaves: int, singles: int) -> None:
    """Measure the log in a process of its own, over the benchmark's database."""
    import django

    django.setup()
    from django.db import connection, transaction
    from django.utils import timezone

    from backend.ledger import merkle, sequencing
    from backend.ledger.models import Entry
    from backend.ledger.proofs import Tree

    counted = {"hashes": 0}

    def counting(function: Callable[..., bytes]) -> Callable[..., bytes]:
        def count(*args: bytes) -> bytes:
            counted["hashes"] += 1
            return function(*args)

        return count

    merkle.node_hash = counting(merkle.node_hash)
    sequencing.leaf_hash = counting(sequencing.leaf_hash)
    written = 0

    def write(count: int) -> float:
        """Insert `count` bare entries in batches of 1,000. Return the seconds."""
        nonlocal written
        now = timezone.now()
        began = time.perf_counter()
        for first in range(written, written + count, 1000):
            bodies = [BODY % number for number in range(first, min(first + 1000, written + count))]
            with transaction.atomic():
                Entry.objects.bulk_create(
                    [
                        Entry(
                            kind="event",
                            subject="x",
                            body=body,
                            leaf_hash=merkle.leaf_hash(body.encode()),
                            recorded_at=now,
                        )
                        for body in bodies
                    ]
                )
        written += count
        return time.perf_counter() - began

    def size() -> int:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_database_size(current_database())")
                return cursor.fetchone()[0]
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
            return cursor.fetchone()[0]

    def fill(upto: int) -> tuple[float, float, int]:
        """Fill the log up to `upto` leaves.

        Return seconds of writing, seconds of sequencing, and the log's bytes.
        """
        writing, wanted = 0.0, upto - written
        while written < upto:
            writing += write(min(50_000, upto - written))
        before = size()
        began = time.perf_counter()
        sequencing.sequence_all()
        seconds = time.perf_counter() - began
        print(f"{upto:,} leaves ({wanted:,} more)", file=sys.stderr)
        return writing, seconds, size() - before

    def one_more() -> tuple[float, float, int]:
        """Add single leaves. Return median milliseconds, mean hashes and most hashes per leaf."""
        took, hashes = [], []
        for _each in range(singles):
            write(1)
            counted["hashes"] = 0
            began = time.perf_counter()
            sequencing.sequence()
            took.append(time.perf_counter() - began)
            hashes.append(counted["hashes"])
        return statistics.median(took) * 1000, statistics.mean(hashes), max(hashes)

    def proofs() -> tuple[float, float]:
        """Return the median milliseconds of an inclusion proof and of a consistency proof."""
        top = sequencing.head().size
        chance = random.Random(1)
        included, continued = [], []
        for _each in range(100):
            began = time.perf_counter()
            Tree().inclusion(chance.randrange(top), top)
            included.append(time.perf_counter() - began)
            began = time.perf_counter()
            Tree().consistency(chance.randrange(1, top), top)
            continued.append(time.perf_counter() - began)
        return statistics.median(included) * 1000, statistics.median(continued) * 1000

    fill(SHORT)
    short, short_proofs = one_more(), proofs()
    counted["hashes"] = 0
    begun = sequencing.head().size
    writing, seconds, taken = fill(leaves)
    more = leaves - begun
    bulk_hashes = counted["hashes"] / more
    tall, tall_proofs = one_more(), proofs()
    print(f"""
| one more leaf, alone | in {SHORT:,} leaves | in {leaves:,} | ratio |
|---|---|---|---|
| hashes, on average (at most) | {short[1]:.1f} ({short[2]}) | {tall[1]:.1f} ({tall[2]}) | {tall[1] / short[1]:.2f} |
| milliseconds, median | {short[0]:.2f} | {tall[0]:.2f} | {tall[0] / short[0]:.2f} |
| inclusion proof, milliseconds | {short_proofs[0]:.2f} | {tall_proofs[0]:.2f} | {tall_proofs[0] / short_proofs[0]:.2f} |
| consistency proof, milliseconds | {short_proofs[1]:.2f} | {tall_proofs[1]:.2f} | {tall_proofs[1] / short_proofs[1]:.2f} |

| {more:,} leaves in batches of {sequencing.BATCH:,} | |
|---|---|
| entries written in bulk, a second | {more / writing:,.0f} |
| leaves sequenced, a second | {more / seconds:,.0f} |
| ratio of sequencing to bare inserts | {writing / seconds:.2f} |
| hashes a leaf | {bulk_hashes:.2f} |
| bytes a leaf takes beside its entry | {taken / more:,.0f} |

Reckoned from this growth, not measured: {PLANNED:,} leaves take {taken / more * PLANNED / 2**30:.1f} GiB beside their entries
and {seconds / more * PLANNED / 3600:.1f} hours of sequencing if all are sequenced at once.""")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--leaves", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--singles", type=int, default=200, help="leaves that are added one at a time")
    options = parser.parse_args()
    with database(options.database) as url:
        # A process of its own, whose settings name this database.
        inside = f"from bench.log import measure; measure({options.leaves}, {options.singles})"
        command = [sys.executable, "-c", inside]
        env = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "backend.settings"}
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as process:
            # Printed here, where --into hears it.
            for line in process.stdout or ():
                print(line, end="", flush=True)
    print(f"\n{machine()}; {options.database}.")
    sys.exit(process.returncode)


if __name__ == "__main__":
    main()
