"""Lighthouse on a phone: six pages, four scores, and what each page loses points for.

Serves the demo by gunicorn as an operator does, without the demo's ribbon, so that robots.txt lets robots in (PIEU_DEMO=0).
The basket holds three goods. Scores are medians, each of a fresh browser. Needs Lighthouse 12, which runs on
Node 20 (`npm install --ignore-scripts lighthouse@12` in a folder of its own), and Chromium. Run it on a quiet machine.
`./run bench lighthouse --program FOLDER/node_modules/.bin/lighthouse [--times 3] [--pages basket,scan]`
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from bench.harness import machine
from bench.paint import demo

CHROMIUM = "/usr/bin/chromium"
CATEGORIES = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
TIMES = (
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
)
_GOODS = re.compile(r'href="(/products/[\w-]+/)"')
_ADD = re.compile(r'action="(/gio-hang/them/\d+/)"(.*?)</form>', re.S)
_COURSE = re.compile(r'href="(/hoc/[\w-]+/[\w-]+/)"')


class Visitor:
    """A browser's cookies without the browser: what a guest does before the page that is measured."""

    def __init__(self, origin: str) -> None:
        self.origin, self.cookies = origin, CookieJar()
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies)).open

    def read(self, path: str, form: dict[str, str] | None = None) -> str:
        headers = {"Accept": "text/html", "Referer": self.origin + path}
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(self.origin + path, data, headers)
        with closing(self.open(request, timeout=60)) as answer:
            return str(answer.read().decode())

    def fill_basket(self, products: Sequence[str], goods: int = 3) -> None:
        """Put `goods` of the products into the basket, passing over those that can't be ordered."""
        for path in products:
            form = _ADD.search(self.read(path))
            if form is None:
                continue
            hidden = dict(re.findall(r'name="(\w+)"\s+value="([^"]*)"', form[2]))
            self.read(form[1], {**hidden, "count": "1"})
            goods -= 1
            if not goods:
                return
        raise SystemExit("The demo has too few goods that can be ordered.")

    @property
    def header(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)


def pages(origin: str, label: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, path and Cookie header of each page."""
    visitor = Visitor(origin)
    goods = list(dict.fromkeys(_GOODS.findall(visitor.read("/products/"))))
    course = next(
        path for path in re.findall(r'href="(/hoc/[\w-]+/)"', visitor.read("/hoc/")) if path != "/hoc/"
    )
    lesson = next(path for path in _COURSE.findall(visitor.read(course)))
    yield "home", "/", ""
    yield "list", "/products/", ""
    yield "product", goods[0], ""
    # A lot's address, as posters show it. A pack's own has a serial, and stays out of indexes on purpose.
    yield "scan", label.partition("/21/")[0], ""
    yield "scan of a pack", label, ""
    visitor.fill_basket(goods)
    yield "basket", "/gio-hang/", visitor.header
    yield "lesson", lesson, ""


def measure(program: str, url: str, cookie: str) -> dict[str, Any]:
    """Return Lighthouse's report of one load."""
    with tempfile.TemporaryDirectory(prefix="pieu-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        command = [
            *(program, url, "--quiet", "--output=json", f"--output-path={report}"),
            f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless --no-sandbox --disable-gpu",
        ]
        if cookie:
            command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
        env = {"CHROME_PATH": CHROMIUM} | os.environ
        subprocess.run(command, env=env, check=True, timeout=300, stdout=subprocess.DEVNULL)
        return dict(json.loads(report.read_text("utf-8")))


def scores(report: dict[str, Any]) -> dict[str, int]:
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def faults(report: dict[str, Any]) -> list[str]:
    """Return the audits that cost points: those of performance with their times, of the others by name."""
    found = []
    for name, category in report["categories"].items():
        for ref in category["auditRefs"]:
            audit = report["audits"][ref["id"]]
            if (
                ref["weight"]
                and audit["score"] is not None
                and audit["score"] < (0.9 if name == "performance" else 1)
            ):
                shown = audit.get("displayValue", "").replace("\xa0", " ")
                found.append(f"{audit['id']}{' ' + shown if shown else ''}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="./run bench lighthouse",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--program", default="lighthouse", help="Lighthouse 12; default: the one on the path")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--pages", default="", help="names with commas; default: all")
    options = parser.parse_args()
    wanted = set(options.pages.split(",")) - {""}
    version = ""
    rows = []
    with demo() as (server, label):
        for name, path, cookie in pages(server.url, label):
            if wanted and name not in wanted:
                continue
            reports = [measure(options.program, server.url + path, cookie) for _each in range(options.times)]
            version = reports[0]["lighthouseVersion"]
            median = {key: statistics.median(scores(report)[key] for report in reports) for key in CATEGORIES}
            times = [
                statistics.median(report["audits"][key]["numericValue"] for report in reports)
                for key in TIMES
            ]
            lost = sorted({fault for report in reports for fault in faults(report)})
            rows.append(
                f"| {name} | {' | '.join(f'{value:.0f}' for value in median.values())} | {times[0] / 1000:.1f} s | "
                f"{times[1] / 1000:.1f} s | {times[2]:.0f} ms | {times[3]:.3f} | {', '.join(lost) or '–'} |"
            )
    print(
        "\n".join(
            [
                "| page | performance | accessibility | best practices | SEO | first paint | largest paint | blocked | shift | loses points for |",
                "|---|---|---|---|---|---|---|---|---|---|",
                f"| target | {' | '.join(str(value) for value in CATEGORIES.values())} | | | | 0 | |",
                *rows,
                "",
                f"Lighthouse {version}, its mobile preset; median of {options.times}. {machine()}.",
            ]
        )
    )


if __name__ == "__main__":
    main()
