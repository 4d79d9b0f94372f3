"""`./run bench faults`: break the database, the disk, Redis, the clock and processes, and count what held.

The checks are the tests of tests/faults and those of the orders' kills; here they run as often as makes a campaign.
SQLite first, then PostgreSQL, of which the check starts a cluster of its own. Takes most of an hour.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

from bench.harness import ROOT, machine

# Title, files of tests, and databases.
CHECKS = {
    "postgresql": ("PostgreSQL restarted and killed", ["test_postgresql_dies.py"], ["postgresql"]),
    "disk": ("Disk full, for var and for media", ["test_full_disk.py"], ["sqlite"]),
    "redis": ("Redis absent, silent, slow, restarted", ["test_redis.py"], ["sqlite"]),
    "clock": ("Clock a day ahead and a day behind", ["test_clock_jumps.py"], ["sqlite", "postgresql"]),
    "races": ("Six processes at the same moment", ["test_races.py"], ["sqlite", "postgresql"]),
    "steps": ("kill -9 at every step", ["test_killed_at_steps.py"], ["sqlite", "postgresql"]),
}


@dataclass
class Sum:
    """The cases of one check over all its tests. planted: checks against a planted fault; found: those that found it."""

    tried: int = 0
    missed: int = 0
    planted: int = 0
    found: int = 0
    skipped: int = 0
    broken: list[str] = field(default_factory=list)

    def read(self, report: Path) -> None:
        for case in ElementTree.parse(report).iter("testcase"):
            about = {each.get("name"): int(each.get("value") or 0) for each in case.iter("property")}
            self.tried += about.get("tried", 0)
            self.missed += about.get("missed", 0)
            if "planted" in about:
                self.planted += 1
                self.found += about["found"] > 0
            self.skipped += case.find("skipped") is not None
            if case.find("failure") is not None or case.find("error") is not None:
                self.broken.append(str(case.get("name")))


def run(files: list[str], database: str, few: bool) -> Sum:
    """Run the tests over `database` and return their counts."""
    found = Sum()
    environment = os.environ | ({} if few else {"FAULTS_IN_FULL": "1"})
    environment.pop("DATABASE_URL", None)
    if database == "postgresql":
        server = os.environ.get("PIEU_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")
        environment["DATABASE_URL"] = f"{server}/pieu_bench_{Path(files[0]).stem}"
    with tempfile.TemporaryDirectory(prefix="pieu-faults-") as folder:
        report = Path(folder, "report.xml")
        command = [
            sys.executable,
            "-m",
            "pytest",
            *[f"tests/faults/{name}" for name in files],
            "-n",
            "0",
            "-q",
        ]
        options = ["-m", "crash or load", "--tb=short", f"--junitxml={report}", "-o", "junit_family=xunit1"]
        done = subprocess.run(
            [*command, *options], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False
        )
        if report.exists():
            found.read(report)
        if done.returncode:
            print(done.stdout[-6_000:], file=sys.stderr)
            found.broken = found.broken or ["pytest"]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run bench faults", description=__doc__)
    parser.add_argument("checks", nargs="*", metavar="CHECK", help="of: " + ", ".join(CHECKS))
    parser.add_argument("--databases", default="sqlite,postgresql", help="sqlite, postgresql or both")
    parser.add_argument("--few", action="store_true", help="as few rounds as in the gate")
    given = parser.parse_args()
    if unknown := set(given.checks) - set(CHECKS):
        parser.error(f"no such check: {', '.join(sorted(unknown))}")
    print("| Check | Database | Tried | Held | Missed | Planted faults found |")
    print("|---|---|---|---|---|---|")
    is_whole = True
    for name, (title, files, databases) in CHECKS.items():
        if given.checks and name not in given.checks:
            continue
        for database in databases:
            if database not in given.databases.split(","):
                continue
            sums = run(files, database, given.few)
            words = f"{sums.found} of {sums.planted}" + (f", {sums.skipped} skipped" if sums.skipped else "")
            held = sums.tried - sums.missed
            print(f"| {title} | {database} | {sums.tried} | {held} | {sums.missed} | {words} |", flush=True)
            is_whole &= not sums.broken
    print(f"\n{machine()}.")
    if not is_whole:
        sys.exit(1)


if __name__ == "__main__":
    main()
