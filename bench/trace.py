"""Measure tracing through 10,000 lots in both directions: all lots made from one, and all lots it is made from.

Compares it with the same walk in Python over all edges, fetched once. `./run bench trace [--databases sqlite,postgres] [--lots 10000]`
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from uuid import uuid4

from bench.lots import make_lots, measured


def measure(count: int, rounds: int) -> dict[str, float]:
    import django

    django.setup()
    from traceability.genealogy.traversal import ancestor_ids, descendant_ids
    from traceability.models import LotEdge

    _user, lots = make_lots(count)
    ids = [lot.pk for lot in lots]
    chance = random.Random(7)
    edges = []
    # Each lot is made from one to three of the fifty before it: everything hangs together, two hundred steps deep.
    for place in range(1, count):
        for source in set(chance.choices(ids[max(0, place - 50) : place], k=chance.randint(1, 3))):
            event = uuid4()
            edges.append(
                LotEdge(source_id=source, target_id=ids[place], input_event=event, output_event=event)
            )
    LotEdge.objects.bulk_create(edges, batch_size=2000)

    def by_hand(start: int, here: int) -> set[int]:
        there: dict[int, list[int]] = {}
        for pair in LotEdge.objects.values_list("source_id", "target_id"):
            there.setdefault(pair[here], []).append(pair[1 - here])
        found: set[int] = set()
        wave = [start]
        while wave:
            wave = [
                next_
                for one in wave
                for next_ in there.get(one, ())
                if next_ not in found and not found.add(next_)
            ]
        return found

    assert descendant_ids([ids[0]]) == by_hand(ids[0], 0) and ancestor_ids([ids[-1]]) == by_hand(ids[-1], 1)
    reached = len(descendant_ids([ids[0]])), len(ancestor_ids([ids[-1]]))

    def timed(work) -> float:
        spent = []
        for _round in range(rounds):
            begun = time.perf_counter()
            work()
            spent.append((time.perf_counter() - begun) * 1000)
        return statistics.median(spent)

    both = timed(lambda: (descendant_ids([ids[0]]), ancestor_ids([ids[-1]])))
    hand = timed(lambda: (by_hand(ids[0], 0), by_hand(ids[-1], 1)))
    return {"edges": len(edges), "down": reached[0], "up": reached[1], "both_ms": both, "hand_ms": hand}


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench trace", description=__doc__)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--lots", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args(argv)
    if options.measure:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
        print(json.dumps(measure(options.lots, options.rounds)))
        return
    print(f"\n### trace: both ways through {options.lots:,} lots (aim: under 200 ms)\n")
    print(
        "| database | edges | lots reached down, up | both ways | by hand in Python | ratio |\n|---|---|---|---|---|---|"
    )
    for kind in options.databases.split(","):
        it = measured("bench.trace", kind, f"--lots={options.lots}", f"--rounds={options.rounds}")
        print(
            f"| {kind} | {it['edges']:,} | {it['down']:,}, {it['up']:,} | {it['both_ms']:.0f} ms "
            f"| {it['hand_ms']:.0f} ms | {it['hand_ms'] / it['both_ms']:.2f} |"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
