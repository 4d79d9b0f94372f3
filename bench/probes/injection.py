"""sqlmap and wapiti over lists, searches and filters."""

from __future__ import annotations

import csv
import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench.probes import Result, Tools, seen
from bench.probes.planted import planted_site

SQLMAP, WAPITI = "sqlmap", "wapiti"
# Errors, booleans and UNION: payloads that wait would only measure this machine.
SQLMAP_OPTIONS = (
    "--batch", "--flush-session", "--disable-coloring", "--technique=BEU", "--dbms=SQLite", "--level=1", "--risk=1",
    "--threads=1", "--timeout=60", "--retries=0", "--skip-waf", "--ignore-code=*",
)  # fmt: skip
PLANTED_SECONDS = 300
# No module that asks a server outside.
WAPITI_OPTIONS = (
    "-m", "sql,xss,file,exec,crlf,redirect", "--scope", "folder", "-d", "3", "--max-links-per-page", "12",
    "--max-files-per-dir", "4", "--max-parameters", "12", "-f", "json", "--flush-session",
    "--no-bugreport", "--verbose", "0", "--endpoint", "http://127.0.0.1:9/", "--dns-endpoint", "localhost",
)  # fmt: skip
# What wapiti adds to a report of its own accord is counted by bench/probes/headers.py, after published rules.
ABOUT_HEADERS = (
    "Content Security Policy",
    "Cookie",
    "HTTP Secure Headers",
    "Secure Flag",
    "HttpOnly",
    "Fingerprint",
    "Encrypted",
)


@dataclass(frozen=True)
class Scan:
    """One scan: as whom, and its limits.

    header: name and value of the header of somebody who is signed in, a cookie or a token. The planted site wants it, too.
    seconds: it ends then, whatever is left.
    """

    tools: Tools
    name: str
    folder: Path
    header: tuple[str, str] | None = None
    seconds: int = 600


def run_sqlmap(scan: Scan, addresses: Sequence[str]) -> Result:
    """Test every parameter of `addresses`."""
    what = f"SQL injection, {scan.name}"
    program = scan.tools.program(SQLMAP)
    if program is None:
        return Result(what, SQLMAP, missing="sqlmap is not installed")
    with planted_site(scan.header) as url:
        folder = scan.folder / "sqlmap-planted"
        planted = _sqlmap(program, [f"{url}/?q=tea"], folder, header=scan.header, seconds=PLANTED_SECONDS)[0]
    found, tried, is_whole = _sqlmap(
        program, addresses, scan.folder / "sqlmap", header=scan.header, seconds=scan.seconds
    )
    more = "" if is_whole else ", stopped at its limit"
    return Result(
        f"{what} ({len(addresses)} addresses{more})",
        SQLMAP,
        tried,
        "requests",
        tuple(found),
        seen(bool(planted)),
    )


def _sqlmap(
    program: str, addresses: Sequence[str], folder: Path, *, header: tuple[str, str] | None, seconds: int
) -> tuple[list[str], int, bool]:
    """Return what is injectable, the number of requests, and whether it came to its end."""
    folder.mkdir(parents=True)
    (folder / "addresses.txt").write_text("\n".join(addresses) + "\n")
    command = [
        program,
        "-m",
        str(folder / "addresses.txt"),
        *SQLMAP_OPTIONS,
        "--output-dir",
        str(folder / "out"),
        "-t",
        str(folder / "traffic.txt"),
    ]
    if header:
        # Its cookies stay as they are: the session of the person who looks.
        command += ["-H", f"{header[0]}: {header[1]}", "--drop-set-cookie"]
    is_whole = _run(command, folder, seconds)
    found = []
    for report in sorted((folder / "out").glob("results-*.csv")):
        with report.open(newline="") as file:
            found += [
                f"{row['Target URL']} {row['Parameter']}: {row['Technique(s)']}"
                for row in csv.DictReader(file)
                if row["Technique(s)"]
            ]
    traffic = folder / "traffic.txt"
    tried = traffic.read_text("utf-8", "replace").count("\nHTTP request [#") + 1 if traffic.exists() else 0
    return found, tried, is_whole


def run_wapiti(scan: Scan, url: str, log: Path, addresses: Sequence[str] = ()) -> Result:
    """Crawl and attack `url`. `log`: the web server's own log of requests, which counts them.

    addresses: where the crawl begins besides `url`, for lists that no page links to.
    """
    what = f"SQL, XSS, files, commands, CRLF, redirects, {scan.name}"
    program = scan.tools.program(WAPITI)
    if program is None:
        return Result(what, WAPITI, missing="wapiti is not installed")
    before = _lines(log)
    found = _wapiti(program, [url, *addresses], scan.folder / "wapiti", scan=scan, seconds=scan.seconds)
    tried = _lines(log) - before
    kinds = ("SQL Injection", "Reflected Cross Site Scripting")
    with planted_site(scan.header) as planted_url:
        rows = _wapiti(
            program, [f"{planted_url}/"], scan.folder / "wapiti-planted", scan=scan, seconds=PLANTED_SECONDS
        )
    planted = (
        f"{sum(any(row.startswith(kind) for row in rows or ()) for kind in kinds)} of {len(kinds)} found"
    )
    if found is None:
        return Result(
            what,
            WAPITI,
            missing=f"ended at its limit after {tried:,} requests, without a report; planted: {planted}",
        )
    return Result(what, WAPITI, tried, "requests", tuple(found), planted)


def _wapiti(program: str, urls: Sequence[str], folder: Path, *, scan: Scan, seconds: int) -> list[str] | None:
    """Return what wapiti reports, or None if it made no report. A third of the time is for its crawl, the rest for its modules."""
    folder.mkdir(parents=True)
    url, *starts = urls
    report = folder / "report.json"
    limits = ("--max-scan-time", str(seconds // 3), "--max-attack-time", str(seconds // 9))
    command = [
        program,
        "-u",
        url,
        *WAPITI_OPTIONS,
        *limits,
        "-o",
        str(report),
        "--store-session",
        str(folder),
    ]
    for start in starts:
        command += ["-s", start]
    if scan.header:
        name, value = scan.header
        # It must not sign itself out.
        command += ["-x", url.rstrip("/") + "/tai-khoan/*"]
        if name == "Cookie":
            command += ["-c", str(_cookie_file(folder, url, value))]
        else:
            command += ["-H", f"{name}: {value}"]
    _run(command, folder, seconds * 2)
    if not report.exists():
        return None
    said = json.loads(report.read_text())
    return [
        f"{kind}: {each['method']} {each['path']} {each['parameter']} {each['info']}"
        for group in ("vulnerabilities", "anomalies")
        for kind, rows in said[group].items()
        for each in rows
        if not kind.startswith(ABOUT_HEADERS)
    ]


def _cookie_file(folder: Path, url: str, header: str) -> Path:
    """Write the cookies of a header for wapiti, which sends none that come as a header or with its option -C."""
    cookies = {
        name: {"value": value, "expires": None, "secure": False, "port": None, "version": 0}
        for name, _is, value in (cookie.partition("=") for cookie in header.split("; "))
    }
    file = folder / "cookies.json"
    file.write_text(json.dumps({urlsplit(url).hostname: {"/": cookies}}))
    return file


def _lines(log: Path) -> int:
    return sum(1 for _ in log.open("rb")) if log.exists() else 0


def _run(command: list[str], folder: Path, seconds: int) -> bool:
    """Run a tool, its output in out.txt. Return False if it was ended after `seconds`."""
    began = time.monotonic()
    with (folder / "out.txt").open("wb") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=folder
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            return False
    return time.monotonic() - began < seconds
