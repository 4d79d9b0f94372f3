"""Measure precision and recall of the rules that detect copied labels, on simulated scans.

Genuine labels: one or two buyers scan a pack within a few days; one label in 200 is a specimen at a stall, which passers-by scan
for two weeks. Copied labels: one label is photographed and put on many packs, sold over three weeks in some communes. One buyer
in five states a place. The rules are those of the pages (traceability/scans/copies.py). `./run bench copies [--labels 20000]`

warned: buyers read "perhaps copied"; listed: the producer's people are asked to check the label.
"""

from __future__ import annotations

import argparse
import os
import random
from collections import defaultdict
from dataclasses import dataclass

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

import django

django.setup()

from traceability.scans.copies import Counts, hints, signs  # noqa: E402

DAYS = 21
LOCATION_SHARE = 0.2
SPECIMENS = 1 / 200
COMMUNES = 75
# A small hamlet's copies, a market's, a trader's.
COPIES = (5, 20, 50, 200)
RATES = (0.001, 0.01, 0.05)


@dataclass(frozen=True, slots=True)
class Scan:
    day: int
    device: int
    commune: int | None


def counts(history: list[Scan]) -> Counts:
    """Return the counts as the tallies have them: each device once a day, and the stated communes."""
    devices: dict[int, set[int]] = defaultdict(set)
    communes: dict[int, set[int]] = defaultdict(set)
    for scan in history:
        devices[scan.day].add(scan.device)
        if scan.commune is not None:
            communes[scan.day].add(scan.commune)
    return Counts(
        scans=sum(len(found) for found in devices.values()),
        busiest_day_devices=max((len(found) for found in devices.values()), default=0),
        busiest_day_communes=max((len(found) for found in communes.values()), default=0),
        communes=len(set().union(*communes.values())),
    )


def buyer(dice: random.Random, commune: int, device: int, last_day: int = DAYS) -> list[Scan]:
    """Return the scans of one buyer of one pack: six in ten scan it, a third of those again on another day."""
    if dice.random() > 0.6:
        return []
    stated = commune if dice.random() < LOCATION_SHARE else None
    day = dice.randrange(last_day)
    again = [Scan(dice.randrange(last_day), device, None)] if dice.random() < 1 / 3 else []
    return [Scan(day, device, stated), *again]


def genuine(dice: random.Random) -> list[Scan]:
    home = dice.randrange(COMMUNES)
    if dice.random() < SPECIMENS:
        passers = [dice.randrange(0, 7) for _day in range(14)]
        return [
            Scan(day, day * 100 + number, home if dice.random() < LOCATION_SHARE else None)
            for day, many in enumerate(passers)
            for number in range(many)
        ]
    return [scan for person in range(dice.choice((1, 1, 2))) for scan in buyer(dice, home, person)]


def copied(dice: random.Random, copies: int) -> list[Scan]:
    places = [dice.randrange(COMMUNES) for _place in range(max(1, min(10, copies // 5)))]
    return [scan for number in range(copies) for scan in buyer(dice, dice.choice(places), number)]


def measure(labels: int, rate: float, copies: int, seed: int = 2026) -> list[tuple[float | None, float]]:
    """Return (precision, recall) of the warning and of the list, over `labels` labels of which `rate` were copied `copies` times."""
    dice = random.Random(f"{seed}-{rate}-{copies}")
    bad = max(1, round(labels * rate))
    were_copied = [counts(copied(dice, copies)) for _label in range(bad)]
    were_not = [counts(genuine(dice)) for _label in range(labels - bad)]
    figures: list[tuple[float | None, float]] = []
    for rule in (signs, hints):
        caught, alarms = (sum(bool(rule(each)) for each in group) for group in (were_copied, were_not))
        figures.append((caught / (caught + alarms) if caught + alarms else None, caught / bad))
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=20_000)
    arguments = parser.parse_args()
    print(f"{arguments.labels:,} labels, {DAYS} days; a share of them copied so many times each")
    print(
        f"{'copied':>8} {'copies':>7} {'warned: precision':>17} {'recall':>7} {'listed: precision':>18} {'recall':>7}"
    )
    for rate in RATES:
        for copies in COPIES:
            (warning, warning_recall), (listing, listing_recall) = measure(arguments.labels, rate, copies)
            precisions = ["none" if value is None else f"{value:.2f}" for value in (warning, listing)]
            print(
                f"{rate:>8.1%} {copies:>7} {precisions[0]:>17} {warning_recall:>7.2f} {precisions[1]:>18} {listing_recall:>7.2f}"
            )


if __name__ == "__main__":
    main()
