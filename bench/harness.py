"""Compare web servers in one run, so that other load on the machine affects all of them.

    with database("sqlite") as url, gunicorn(HELLO, {}) as hello, gunicorn(PIEU, {"DATABASE_URL": url}) as pieu:
        fill(url)
        report = compare(
            Target("hello", hello, [Request("/")]),
            [Target("product list", pieu, [Request("/products/")])],
        )
        print(report)

The first target is the anchor; the others are reported as ratios to it, the median over rounds in which all take turns.
wrk drives where it is installed (apt install wrk), else a slower client of our own, which the report says, because it
then is the client that is measured. CPU per request, read from the kernel, is the figure that neighbours hardly touch.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import platform
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import django
import gunicorn as gunicorn_package

from tests.apps import installed_packages

ROOT = Path(__file__).resolve().parent.parent
HELLO = "bench.hello_wsgi:application"
PIEU = "backend.wsgi:application"
# In a path, body or header of a request: replaced by 32 hexadecimal digits that no other request has.
UNIQUE = "@UNIQUE@"

LUA = r"""
local requests, at, count, seed = {}, 0, 0, ""
function setup(thread) math.randomseed(os.time()) end
function init(args)
  for line in io.lines(args[1]) do requests[#requests + 1] = line end
  math.randomseed(tonumber(args[2])); at = math.random(#requests)
  seed = string.format("%08x%08x", math.random(0, 0x7fffffff), math.random(0, 0x7fffffff))
end
function request()
  at = at % #requests + 1; count = count + 1
  local line = requests[at]
  if line:find("@UNIQUE@", 1, true) then
    line = line:gsub("@UNIQUE@", seed .. string.format("%016x", count))
  end
  local method, path, headers, body = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
  local fields = {}
  for name, value in headers:gmatch("([^:|]+):([^|]*)|") do fields[name] = value end
  return wrk.format(method, path, fields, body ~= "" and body or nil)
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\nJSON {"requests": %d, "seconds": %f, "bad": %d, "broken": %d, "p50_ms": %f, "p99_ms": %f}\n',
    summary.requests, summary.duration / 1e6, e.status, e.connect + e.read + e.write + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True)
class Request:
    """A request; `headers` and `body` must contain no tab, line break or |."""

    path: str
    method: str = "GET"
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def line(self) -> str:
        headers = "".join(f"{name}:{value}|" for name, value in self.headers.items())
        return f"{self.method}\t{self.path}\t{headers}\t{self.body}\n"


@dataclass(frozen=True)
class Server:
    """A running server. `pid` is its parent process; its CPU time includes the children's."""

    url: str
    pid: int


@dataclass(frozen=True)
class Target:
    """A list of requests to a server, sent in turn from a random start."""

    name: str
    server: Server
    requests: Sequence[Request]


@dataclass(frozen=True)
class Sample:
    requests: int
    seconds: float
    bad: int
    broken: int
    p50_ms: float
    p99_ms: float
    cpu_us: float = 0

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


@dataclass
class Report:
    """`ratios[name]`: requests a second as a share of the anchor's, the median over the rounds."""

    anchor: str
    samples: dict[str, list[Sample]]
    client: str

    def ratios(self) -> dict[str, float]:
        base = self.samples[self.anchor]
        return {
            name: statistics.median(
                ours.per_second / its.per_second for ours, its in zip(taken, base, strict=True)
            )
            for name, taken in self.samples.items()
        }

    def __str__(self) -> str:
        ratios = self.ratios()
        lines = [
            "| what | ratio | requests/s (least, most) | CPU µs/request | p50 ms | p99 ms | errors |",
            "|---|---|---|---|---|---|---|",
        ]
        for name, taken in self.samples.items():
            rates = sorted(sample.per_second for sample in taken)
            lines.append(
                f"| {name} | {ratios[name]:.3f} | {statistics.median(rates):,.0f} ({rates[0]:,.0f}, {rates[-1]:,.0f})"
                f" | {statistics.median(s.cpu_us for s in taken):,.0f}"
                f" | {statistics.median(s.p50_ms for s in taken):.2f}"
                f" | {statistics.median(s.p99_ms for s in taken):.2f}"
                f" | {sum(s.bad + s.broken for s in taken)} |"
            )
        return "\n".join([*lines, "", f"{machine()}; {len(taken)} rounds, client: {self.client}."])


def compare(
    anchor: Target, others: Sequence[Target], *, rounds: int = 5, seconds: float = 4, connections: int = 32
) -> Report:
    """Measure all targets in turn, `rounds` times in random order, after a short warm-up."""
    targets = [anchor, *others]
    samples: dict[str, list[Sample]] = {target.name: [] for target in targets}
    for target in targets:
        drive(target, seconds=1, connections=connections)
    for number in range(rounds):
        for target in targets[number % len(targets) :] + targets[: number % len(targets)]:
            sample = drive(target, seconds=seconds, connections=connections)
            samples[target.name].append(sample)
            print(f"{number + 1}/{rounds} {target.name}: {sample.per_second:,.0f}/s", file=sys.stderr)
    return Report(anchor.name, samples, "wrk" if shutil.which("wrk") else "Python (understates fast servers)")


def drive(target: Target, *, seconds: float, connections: int) -> Sample:
    """Measure one sample. Raises RuntimeError if every response is an error."""
    with tempfile.TemporaryDirectory(prefix="pieu-bench-") as folder:
        listed = Path(folder, "requests")
        listed.write_text("".join(request.line() for request in target.requests))
        if shutil.which("wrk"):
            script = Path(folder, "drive.lua")
            script.write_text(LUA)
            command = [
                *(
                    "wrk",
                    "-t1",
                    f"-c{connections}",
                    f"-d{max(1, round(seconds))}s",
                    "--timeout",
                    "20s",
                    "-s",
                    str(script),
                ),
                *(target.server.url, "--", str(listed), str(random.getrandbits(30))),
            ]
        else:
            command = [
                *(sys.executable, "-m", "bench.harness", target.server.url, str(listed)),
                *("--seconds", str(seconds), "--connections", str(connections)),
            ]
        before = cpu_seconds(target.server.pid)
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        used = cpu_seconds(target.server.pid) - before
    found = [line for line in done.stdout.splitlines() if line.startswith("JSON ")]
    if not found:
        raise RuntimeError(f"{target.name}: the client failed:\n{done.stdout}{done.stderr}")
    sample = Sample(**json.loads(found[-1].removeprefix("JSON ")))
    if sample.bad + sample.broken >= max(sample.requests, 1):
        raise RuntimeError(f"{target.name}: nothing but errors ({sample})")
    return Sample(**{**asdict(sample), "cpu_us": used / max(sample.requests, 1) * 1e6})


# --- Servers ----------------------------------------------------------------------------------------------------


@contextmanager
def gunicorn(app: str, env: dict[str, str], *, workers: int = 2, threads: int = 1) -> Iterator[Server]:
    """Start gunicorn with deploy/gunicorn.conf.py, and wait until it responds."""
    port = free_port()
    environment = os.environ | {"WEB_WORKERS": str(workers), "WEB_THREADS": str(threads)} | env
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "-b", f"127.0.0.1:{port}", app],
        cwd=ROOT,
        env=environment,
        start_new_session=True,
    )
    with _until_ended(process):
        url = f"http://127.0.0.1:{port}"
        wait_until_up(url, process)
        yield Server(url, process.pid)


@contextmanager
def nginx(server_block: str, *, http_block: str = "", folder: Path | None = None) -> Iterator[Server]:
    """Start an nginx with two workers and no logs; adds `listen` to `server_block`."""
    program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
    if program is None:
        raise RuntimeError("nginx is missing: apt install nginx-light")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="pieu-nginx-") as own:
        base = folder or Path(own)
        Path(base, "nginx.conf").write_text(
            f"""worker_processes 2; daemon off; pid {base}/nginx.pid; error_log {base}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {base}/body; proxy_temp_path {base}/proxy; fastcgi_temp_path {base}/f;
  uwsgi_temp_path {base}/u; scgi_temp_path {base}/s;
  {http_block}
  server {{ listen 127.0.0.1:{port} backlog=2048; {server_block} }}
}}"""
        )
        if os.geteuid() == 0:
            # Its workers run as nobody, and have to reach their folder.
            for path in (base, *base.rglob("*")):
                shutil.chown(path, "nobody")
        process = subprocess.Popen(
            [program, "-c", f"{base}/nginx.conf", "-p", str(base)], start_new_session=True
        )
        with _until_ended(process):
            url = f"http://127.0.0.1:{port}"
            wait_until_up(url, process)
            yield Server(url, process.pid)


@contextmanager
def database(kind: str = "sqlite") -> Iterator[str]:
    """Yield the DATABASE_URL of a new, migrated database: "sqlite" or "postgres" (PIEU_BENCH_POSTGRES names the server).

    Migrating takes half a minute of CPU, so it is done once for each state of the code. Later calls copy the
    result from var/ or from the database pieu_bench_kept_<state>.
    """
    name, state = f"pieu_bench_{uuid4().hex[:8]}", _code_state()
    if kind == "sqlite":
        stored = ROOT / "var" / f"bench-{state}.sqlite3"
        with tempfile.TemporaryDirectory(prefix="pieu-bench-") as folder:
            path = Path(folder, f"{name}.sqlite3")
            if stored.exists():
                shutil.copyfile(stored, path)
            else:
                manage(f"sqlite:///{path}", "migrate", "--verbosity", "0")
                _keep(path, stored)
            yield f"sqlite:///{path}"
        return
    import psycopg  # not needed for SQLite
    from psycopg import sql

    server = os.environ.get("PIEU_BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        found = connection.execute(
            r"SELECT datname FROM pg_database WHERE datname LIKE 'pieu\_bench\_kept\_%'"
        ).fetchall()
        old, template = [each for (each,) in found], f"pieu_bench_kept_{state}"
        ours, theirs = sql.Identifier(name), sql.Identifier(template)
        try:
            if template in old:
                connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(ours, theirs))
            else:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(ours))
                manage(f"{server}/{name}", "migrate", "--verbosity", "0")
                with suppress(psycopg.Error):  # another benchmark was quicker, or copies it just now
                    for each in old:
                        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(each)))
                    connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(theirs, ours))
            yield f"{server}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(ours))


def _keep(migrated: Path, stored: Path) -> None:
    """Store a copy of the migrated database atomically, and delete those of earlier states."""
    stored.parent.mkdir(exist_ok=True)
    for old in stored.parent.glob("bench-*.sqlite3"):
        old.unlink(missing_ok=True)
    made = stored.with_suffix(f".{uuid4().hex[:8]}")
    with closing(sqlite3.connect(migrated)) as source, closing(sqlite3.connect(made)) as target:
        source.backup(target)
    made.rename(stored)


def _code_state() -> str:
    """Return a hash of all files that affect migrating."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for app in installed_packages():
        for path in sorted((ROOT / app).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def manage(database_url: str, *args: str, **env: str) -> str:
    """Run manage.py with a benchmark's database, and return its output."""
    return subprocess.run(
        [sys.executable, "manage.py", *args],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_url} | env,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect, as to HTTPS, is an answer, too."""

    def redirect_request(self, *_: object) -> None:
        return None


def wait_until_up(url: str, process: subprocess.Popen, seconds: float = 180) -> None:
    opener, deadline = urllib.request.build_opener(_NoRedirect), time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            opener.open(url, timeout=60).close()
        except urllib.error.HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{url} does not answer")


@contextmanager
def _until_ended(process: subprocess.Popen) -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


# --- The machine ------------------------------------------------------------------------------------------------


def cpu_seconds(leader: int) -> float:
    """Return the user and system time of a process and its children, including finished ones (Linux)."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(path.parts[2]) == leader:
            total += sum(map(int, fields[11:15])) / ticks
        elif int(fields[1]) == leader:
            total += sum(map(int, fields[11:13])) / ticks
    return total


def machine() -> str:
    """Return one line with processor, memory, versions and day."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in _read("/proc/cpuinfo").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = next(
        (int(line.split()[1]) for line in _read("/proc/meminfo").splitlines() if line.startswith("MemTotal")),
        0,
    )
    return (
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores of {model}, {memory / 2**20:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"Django {django.get_version()}, gunicorn {gunicorn_package.__version__}, SQLite {sqlite3.sqlite_version}"
    )


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""


# --- The client for want of wrk ---------------------------------------------------------------------------------


async def _client(url: str, lines: list[str], seconds: float, connections: int) -> Sample:
    parts = urlsplit(url)
    took: list[float] = []
    bad = broken = 0
    start = time.perf_counter()

    async def one(offset: int) -> None:
        nonlocal bad, broken
        number = offset
        while time.perf_counter() - start < seconds:
            method, path, headers, body = (
                lines[number % len(lines)].rstrip("\n").replace(UNIQUE, uuid4().hex).split("\t")
            )
            number += connections
            extra = (
                "".join(f"{h}\r\n" for h in headers.split("|") if h)
                + f"Content-Length: {len(body.encode())}\r\n"
            )
            began = time.perf_counter()
            try:
                reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
                writer.write(
                    f"{method} {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n{extra}\r\n{body}".encode()
                )
                answer = await reader.read(-1)
                writer.close()
            except OSError:
                broken += 1
                continue
            took.append(time.perf_counter() - began)
            bad += answer[9:10] not in (b"2", b"3")

    await asyncio.gather(*(one(random.randrange(len(lines))) for _ in range(connections)))
    took.sort()
    return Sample(
        requests=len(took),
        seconds=time.perf_counter() - start,
        bad=bad,
        broken=broken,
        p50_ms=took[len(took) // 2] * 1e3 if took else 0,
        p99_ms=took[len(took) * 99 // 100] * 1e3 if took else 0,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("requests", type=Path)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--connections", type=int, required=True)
    given = parser.parse_args()
    lines = given.requests.read_text().splitlines(keepends=True)
    sample = asdict(asyncio.run(_client(given.url, lines, given.seconds, given.connections)))
    sample.pop("cpu_us")
    print("JSON " + json.dumps(sample))


if __name__ == "__main__":
    main()
