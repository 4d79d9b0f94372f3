"""Benchmarks run to the end. Times are printed and never asserted; the other printed numbers are recomputed."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from bench import copies, memory
from bench.__main__ import LAST, written_into
from bench.harness import machine

pytestmark = pytest.mark.load
NAMES = sorted(
    path.stem
    for path in (Path(settings.BASE_DIR) / "bench").glob("*.py")
    if path.stem not in ("__init__", "__main__", "harness", "hello_wsgi", "lots")
)


def bench(name: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *options],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=600,
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_benchmark_shows_its_usage(name):
    done = bench(name, "--help")
    assert (done.returncode, "usage:" in done.stdout) == (0, True), done.stderr


def test_labels_are_measured_to_the_end():
    done = bench("labels", "--rounds", "1", "--labels", "130", "--plain", "20", "--memory", "1000")
    assert done.returncode == 0, done.stderr
    assert "python-qrcode + reportlab" in done.stdout and "Peak memory" in done.stdout


def test_reading_of_digital_links_is_measured_to_the_end():
    done = bench("resolver", "--databases", "", "--reads", "500")
    assert done.returncode == 0, done.stderr
    assert "GTIN and serial, as a label" in done.stdout and "all of them" in done.stdout


def test_output_replaces_the_last_run_of_its_own_section(tmp_path):
    docs = tmp_path / "benchmarks.md"
    before = (Path(settings.BASE_DIR) / "docs" / "benchmarks.md").read_text("utf-8")
    docs.write_text(before, "utf-8")
    for reads in ("500", "600"):
        done = subprocess.run(
            [sys.executable, "-m", "bench", "resolver", "--databases", "", "--reads", reads, "--into", str(docs)],
            cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        now = docs.read_text("utf-8")
        assert sections(now)["resolver"].count(LAST) == 1
        after = sections(now)
        assert done.stdout.strip() in after["resolver"] and machine().partition(", ")[2] in after["resolver"]
        assert after["resolver"].startswith(sections(before)["resolver"].partition(LAST)[0].rstrip())
        assert {name: text for name, text in after.items() if name != "resolver"} == {
            name: text for name, text in sections(before).items() if name != "resolver"
        }
    stored = docs.read_text("utf-8")
    refused = subprocess.run(
        [sys.executable, "-m", "bench", "resolver", "--into", str(docs), "--colour"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert (refused.returncode, docs.read_text("utf-8")) == (2, stored)


def test_a_benchmark_without_a_section_gets_one_at_the_end():
    written = written_into("# Figures\n\n## labels\n\nWords.\n", "scan", "| a | b |\n")
    assert written.startswith(f"# Figures\n\n## labels\n\nWords.\n\n## scan\n\n{LAST}\n\n| a | b |\n\n")
    assert written.endswith(f"{machine().partition(', ')[2]}.\n")


def sections(text: str) -> dict[str, str]:
    return {
        part.partition("\n")[0]: part.partition("\n")[2].strip() for part in f"\n{text}".split("\n## ")[1:]
    }


@pytest.mark.everything
def test_the_log_is_measured_to_the_end():
    done = bench("log", "--leaves", "1500", "--singles", "3")
    assert done.returncode == 0, done.stderr
    assert "hashes a leaf" in done.stdout and "not measured" in done.stdout


def rows_of(done: subprocess.CompletedProcess[str]) -> list[list[str]]:
    """The cells of the table that a benchmark printed, without its head."""
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_trace_reaches_the_same_lots_as_a_plain_walk():
    done = bench("trace", "--databases", "sqlite", "--lots", "60", "--rounds", "1")
    (row,) = rows_of(done)
    # The benchmark's own random numbers: each lot is made from one to three of the fifty before it.
    chance, pairs = random.Random(7), set()
    for place in range(1, 60):
        before = list(range(max(0, place - 50), place))
        pairs |= {(source, place) for source in chance.choices(before, k=chance.randint(1, 3))}
    down, up = {0}, {59}
    for _step in range(60):
        down |= {target for source, target in pairs if source in down}
        up |= {source for source, target in pairs if target in up}
    assert row[:3] == ["sqlite", str(len(pairs)), f"{len(down) - 1}, {len(up) - 1}"]
    assert float(row[5]) > 0, "how often the walk by hand takes as long"


def test_capture_is_compared_with_a_bare_copy():
    kind = "postgres" if connection.vendor == "postgresql" else "sqlite"
    done = bench("capture", "--databases", kind, "--events", "20", "--rounds", "1")
    (row,) = rows_of(done)
    events, worked = (float(cell.replace(",", "")) for cell in row[1:3])
    assert row[0] == kind and events > 0 and worked > 0
    if kind == "sqlite":
        assert row[3:] == ["–", "–"], "only PostgreSQL has a COPY to compare with"
        return
    copied = float(row[3].replace(",", ""))
    # Both figures are printed without their fractions.
    assert float(row[4]) == pytest.approx(events / copied, rel=0.02, abs=0.001)


def test_caught_copies_equal_a_count_label_by_label():
    done = bench("copies", "--labels", "200")
    assert done.returncode == 0, done.stderr
    printed = {tuple(line.split()[:2]): line.split()[2:] for line in done.stdout.splitlines()[2:]}
    assert len(printed) == len(copies.RATES) * len(copies.COPIES)
    for rate in copies.RATES:
        for number in copies.COPIES:
            dice, bad = random.Random(f"2026-{rate}-{number}"), max(1, round(200 * rate))
            copied = [copies.copied(dice, number) for _label in range(bad)]
            genuine = [copies.genuine(dice) for _label in range(200 - bad)]
            shares = []
            for is_caught in (is_reported, is_listed):
                caught, alarms = sum(map(is_caught, copied)), sum(map(is_caught, genuine))
                shares += [
                    f"{caught / (caught + alarms):.2f}" if caught + alarms else "none",
                    f"{caught / bad:.2f}",
                ]
            assert printed[f"{rate:.1%}", str(number)] == shares, (rate, number)


def is_reported(history: list[copies.Scan]) -> bool:
    """Count with the limits of the settings, scan by scan."""
    devices = {(scan.day, scan.device) for scan in history}
    return (
        len(devices) > settings.COPY_SCANS
        or any(
            sum(day == scan.day for day, _device in devices) > settings.COPY_DEVICES_A_DAY for scan in history
        )
        or any(
            len({one.commune for one in history if one.day == scan.day and one.commune is not None})
            > settings.COPY_COMMUNES_A_DAY
            for scan in history
        )
    )


def is_listed(history: list[copies.Scan]) -> bool:
    communes = {scan.commune for scan in history if scan.commune is not None}
    devices = {(scan.day, scan.device) for scan in history}
    return (
        is_reported(history)
        or len(communes) > settings.COPY_COMMUNES
        or len(devices) > settings.COPY_SCANS_LISTED
    )


def test_memory_is_judged_by_its_target_without_the_supervisor():
    idle = {"supervisor": 43 * 1024, "web": 155 * 1024, "worker": 71 * 1024, "clock": 55 * 1024}
    after = {"supervisor": 48 * 1024, "web": 272 * 1024, "worker": 107 * 1024, "clock": 71 * 1024}
    *_parts, together, everything = memory.table(idle, after)
    assert together == "| web, worker and clock | 281 | 450 | 450: ok |"
    assert everything == "| with the supervisor | 324 | 498 | |"
    *_parts, together, _everything = memory.table(idle, after | {"clock": 72 * 1024})
    assert together == "| web, worker and clock | 281 | 451 | 450: **missed** |"
