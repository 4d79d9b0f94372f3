"""Measure the memory of web, worker and clock with the demo, after 2,000 requests of different pages.

`./run bench memory [--requests 2000]`. PSS counts each shared page once, divided among the processes that share it (Linux).
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bench.harness import ROOT, _until_ended, free_port, machine

MOST_PAGES = 150
SERVING = ("web", "worker", "clock")
# MB of PSS of SERVING after the requests.
TARGET = 450
LINK = re.compile(r'(?:href|src)="([^"#]+)"')


def pss(pid: int) -> int:
    """Return the proportional set size of a process in kB."""
    found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert found
    return int(found[1])


def below(leader: int) -> dict[int, str]:
    """Return {pid: name} of `leader` and all processes that descend from it."""
    parents, names = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            names[int(folder.name)] = (folder / "comm").read_text().strip()
        except OSError:
            continue
    found, wanted = {}, {leader}
    while wanted:
        found |= {pid: names[pid] for pid in wanted}
        wanted = {pid for pid, parent in parents.items() if parent in wanted}
    return found


def parts(supervisor: int) -> tuple[dict[str, int], int]:
    """Return the proportional set size of each part in kB, and the number of processes."""
    sizes = {"supervisor": 0, "web": 0, "worker": 0, "clock": 0}
    found = below(supervisor)
    for pid, name in found.items():
        sizes[next((part for part in sizes if name.startswith(f"pieu-{part}")), "supervisor")] += pss(pid)
    return sizes, len(found)


def pages(origin: str) -> list[str]:
    """Return addresses of public pages, reached by links from home."""
    found, waiting = ["/"], deque(["/"])
    while waiting and len(found) < MOST_PAGES:
        body = get(origin + waiting.popleft())
        for link in LINK.findall(body):
            parts = urlsplit(urljoin(origin + "/", unescape(link)))
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            if (
                parts.netloc == urlsplit(origin).netloc
                and path not in found
                and not path.startswith("/static/")
            ):
                found.append(path)
                waiting.append(path)
    return found[:MOST_PAGES]


def get(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        with error:
            return ""


def wait(address: str, process: subprocess.Popen) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise SystemExit("serve ended")
        try:
            urllib.request.urlopen(address, timeout=10).close()
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit(f"{address} does not answer")


def table(idle: dict[str, int], after: dict[str, int]) -> Iterator[str]:
    """Yield the lines of a table: each part before and after the requests, and the sum that has a target."""
    yield "| MB of PSS | before the requests | after | target |"
    yield "|---|---|---|---|"
    for part, size in after.items():
        yield f"| {part} | {idle[part] / 1024:.0f} | {size / 1024:.0f} | |"
    together = sum(after[part] for part in SERVING) / 1024
    verdict = "ok" if together <= TARGET else "**missed**"
    before = sum(idle[part] for part in SERVING) / 1024
    yield f"| web, worker and clock | {before:.0f} | {together:.0f} | {TARGET}: {verdict} |"
    yield f"| with the supervisor | {sum(idle.values()) / 1024:.0f} | {sum(after.values()) / 1024:.0f} | |"


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="./run bench memory", description=__doc__)
    parser.add_argument("--requests", type=int, default=2000)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="pieu-bench-") as var:
        origin = f"http://127.0.0.1:{(port := free_port())}"
        env = os.environ | {
            "PORT": str(port),
            "PIEU_ENV": "demo",
            "PIEU_VAR": var,
            "MEDIA_ROOT": f"{var}/media",
            "STATIC_ROOT": f"{var}/static",
            "LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "manage.py", "serve", "--migrate", "--demo"]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=quiet, stderr=quiet)
        with _until_ended(process):
            wait(f"{origin}/healthz?all=1", process)
            idle, _count = parts(process.pid)
            paths = pages(origin)
            for number in range(options.requests):
                get(origin + paths[number % len(paths)])
            after, count = parts(process.pid)
    print(f"\n{options.requests:,} requests of {len(paths)} addresses, {count} processes\n")
    print("\n".join(table(idle, after)))
    print(f"\n{machine()}.")


if __name__ == "__main__":
    main(sys.argv[1:])
