"""Benchmarks run; what they say is printed and never asserted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.load
NAMES = sorted(
    path.stem
    for path in (Path(settings.BASE_DIR) / "bench").glob("*.py")
    if path.stem not in ("__init__", "harness", "hello_wsgi", "lots")
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
def test_every_benchmark_can_be_asked_what_it_takes(name):
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


def test_the_log_is_measured_to_the_end():
    done = bench("log", "--leaves", "1500", "--singles", "3")
    assert done.returncode == 0, done.stderr
    assert "hashes a leaf" in done.stdout and "not measured" in done.stdout
