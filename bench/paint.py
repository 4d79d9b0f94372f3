"""How soon a buyer sees an origin page on slow 3G: largest text, photo, and what the first view weighs.

Debian's Chromium as a cheap phone of 360x640, its cache empty, 400 kbit/s, 2 s of latency a request and a processor six
times slower. Medians over fresh browsers. `./run bench paint [--times 3]`
"""

from __future__ import annotations

import argparse
import gzip
import os
import re
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bench.harness import PIEU, Server, database, gunicorn, machine, manage

LATENCY_MS, KBITS, CPU = 2000, 400, 6
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "vi-VN",
}
CHROMIUM = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
# Every candidate for the largest paint that the browser reports, text and picture separately.
WATCH = """window.paints = [];
new PerformanceObserver((list) => {
  for (const { startTime, size, url, element } of list.getEntries())
    window.paints.push({ at: startTime, size, url, words: (element?.innerText ?? "").slice(0, 40) });
}).observe({ type: "largest-contentful-paint", buffered: true });
window.shifts = 0;
window.shifted = [];
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) {
    window.shifts += shift.value;
    for (const { node } of shift.sources) window.shifted.push((node?.outerHTML ?? node?.data ?? "").slice(0, 60));
  }
}).observe({ type: "layout-shift", buffered: true });"""


@dataclass(frozen=True)
class View:
    """The measures of one first view. Times in seconds; sizes in bytes as transferred, headers included."""

    text: float
    words: str
    photo: float
    shifts: float
    shifted: list[str]
    page_bytes: int
    photo_bytes: int
    other_bytes: int
    requests: int


@contextmanager
def demo() -> Iterator[tuple[Server, str]]:
    """Run the demo on its own server; yield the server and the path of its label with a GTIN."""
    with tempfile.TemporaryDirectory(prefix="pieu-bench-") as var, database("sqlite") as url:
        env = {
            "DATABASE_URL": url,
            "PIEU_VAR": var,
            "MEDIA_ROOT": f"{var}/media",
            "STATIC_ROOT": f"{var}/static",
            "LOG_LEVEL": "ERROR",
            "PIEU_DEMO": "0",  # without the demo's ribbon, as a real page is
        }
        manage(url, "collectstatic", "--noinput", "--verbosity", "0", **env)
        manage(url, "load_demo", **env)
        manage(url, "make_photo_variants", **env)
        urls = re.findall(r"https?://\S+/01/\S+", manage(url, "show_demo", **env))
        with gunicorn(PIEU, os.environ | env) as server:
            yield server, urlsplit(urls[0]).path


def look(browser: Any, url: str, *, dark: bool = False) -> View:
    context = browser.new_context(**PHONE, color_scheme="dark" if dark else "light")
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.setCacheDisabled", {"cacheDisabled": True})
        throughput = KBITS * 1024 / 8
        line.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY_MS,
                "downloadThroughput": throughput,
                "uploadThroughput": throughput,
            },
        )
        line.send("Emulation.setCPUThrottlingRate", {"rate": CPU})
        kinds: dict[str, str] = {}
        sizes: dict[str, int] = {}
        line.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
        line.on(
            "Network.loadingFinished",
            lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])}),
        )
        page.goto(url, wait_until="load", timeout=60_000)
        page.wait_for_function("() => window.paints.some(({ url }) => url)", timeout=60_000)
        # The script has counted the scan and updated its line.
        page.wait_for_function("() => !document.querySelector('form[data-scan]')", timeout=60_000)
        paints = page.evaluate("() => window.paints")
        text = [paint for paint in paints if not paint["url"]][-1]
        photo = next(paint for paint in paints if paint["url"])
        of = {
            kind: sum(size for key, size in sizes.items() if kinds.get(key) == kind)
            for kind in kinds.values()
        }
        page_bytes, photo_bytes = of.pop("Document"), of.pop("Image", 0)
        return View(
            text=text["at"] / 1000,
            words=text["words"].replace("\n", " "),
            photo=photo["at"] / 1000,
            shifts=page.evaluate("() => window.shifts"),
            shifted=page.evaluate("() => [...new Set(window.shifted)]"),
            page_bytes=page_bytes,
            photo_bytes=photo_bytes,
            other_bytes=sum(of.values()),
            requests=len(sizes),
        )
    finally:
        context.close()


def weigh(url: str) -> tuple[int, int]:
    """Return the bytes of the page's HTML, CSS and icons, compressed as sent and plain."""
    request = urllib.request.Request(url, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        sent = answer.read()
    return len(sent), len(gzip.decompress(sent))


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(prog="./run bench paint", description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    with demo() as (server, path), sync_playwright() as play:
        url = server.url + path
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        look(browser, url)  # the server's first answer, and the browser's
        views = [look(browser, url) for _each in range(options.times)]
        version = browser.version
        browser.close()
        sent, plain = weigh(url)
    text = statistics.median(view.text for view in views)
    photo = statistics.median(view.photo for view in views)
    view = views[-1]
    print(
        "\n".join(
            [
                f"| origin page, {KBITS} kbit/s, {LATENCY_MS / 1000:.0f} s latency, {CPU}x CPU | seen | target |",
                "|---|---|---|",
                f"| largest text painted ({view.words}) | {text:.2f} s | 2.5 s |",
                f"| photo painted | {photo:.2f} s | 5 s |",
                f"| layout shift{''.join(f', {node}' for node in view.shifted)} | {max(v.shifts for v in views):.3f} | 0 |",
                f"| HTML, CSS and icons, compressed | {sent:,} bytes ({plain:,} plain) | 14,000 |",
                f"| photo, with its headers | {view.photo_bytes:,} bytes | 25,000 |",
                f"| the rest, with headers: the script that counts the scan | {view.other_bytes:,} bytes | |",
                f"| requests until the page is loaded | {view.requests} | |",
                "",
                f"{machine()}, Chromium {version}; median of {options.times}: "
                + ", ".join(f"{v.text:.2f} / {v.photo:.2f} s" for v in views)
                + ".",
            ]
        )
    )


if __name__ == "__main__":
    main()
