"""Other people's security tools against a demo on loopback: sqlmap, wapiti, sslyze, Observatory's scoring, csp_evaluator.

Each tool also runs against a planted fault, to show that it can find one. A tool that is missing is named as missing.
The tools are no requirement of Piêu. They come into a folder of their own:

    python3 -m venv T && T/bin/pip install sqlmap wapiti3 sslyze && npm install --ignore-scripts --prefix T csp_evaluator
    ./run bench doors --tools T

The demo is made in a temporary folder, or kept in --demo for the next run. What a scan posts stays in it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from bench.harness import PIEU, Server, gunicorn, machine, manage
from bench.probes import Result, Tools
from bench.probes.headers import Page, evaluate_policies, observatory
from bench.probes.injection import Scan, run_sqlmap, run_wapiti
from bench.probes.planted import WEAK_POLICY, planted_site
from bench.probes.tls import WEAK_TLS, run_sslyze
from bench.probes.visited import Site, Visitor, add_api, opened_by, visit

PARTS = ("headers", "tls", "sqlmap", "wapiti")
LOG_FORMAT = "%(s)s %(m)s %(U)s?%(q)s"
OFFICER = "thu"
WHO = ("strangers", "an officer", "an officer's token")


@dataclass(frozen=True)
class Demo:
    """A database with the demo, and the environment of its servers."""

    url: str
    env: dict[str, str]

    @classmethod
    @contextmanager
    def made(cls, folder: Path) -> Iterator[Demo]:
        """Use the demo in `folder`, or make it there first."""
        folder.mkdir(parents=True, exist_ok=True)
        database = folder / "pieu.sqlite3"
        url = f"sqlite:///{database}"
        env = {
            "PIEU_VAR": str(folder),
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
        }
        # No request of a scan is refused for its number: a limit would hide what is behind it.
        env |= {"API_RATE_ANON": "100000/min", "API_RATE_USER": "100000/min"}
        if not database.exists():
            unfinished = folder / "unfinished.sqlite3"
            unfinished.unlink(missing_ok=True)
            manage(f"sqlite:///{unfinished}", "migrate", "--verbosity", "0", **env)
            manage(f"sqlite:///{unfinished}", "load_demo", **env)
            unfinished.rename(database)
        manage(url, "collectstatic", "--noinput", "--verbosity", "0", **env)
        yield cls(url, env | {"DATABASE_URL": url})

    @contextmanager
    def served(self, log: Path, **more: str) -> Iterator[Server]:
        """Serve it, and log each request to `log` as its status, method and target."""
        options = f"--access-logfile {log} --access-logformat '{LOG_FORMAT}'"
        with gunicorn(PIEU, self.env | {"GUNICORN_CMD_ARGS": options} | more, threads=4) as server:
            yield server


def production() -> dict[str, str]:
    """Return the settings of a real site, with keys of this run."""
    keys = {name: f"1:{os.urandom(32).hex()}" for name in ("LABEL_KEYS", "BADGE_KEYS", "LOG_KEYS")}
    return keys | {
        "PIEU_ENV": "production",
        "SECRET_KEY": os.urandom(48).hex(),
        "PUBLIC_ORIGIN": "https://127.0.0.1",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SMS_BACKEND": "http",
        "SMS_HTTP_URL": "https://127.0.0.1:1/sms",
        "SMS_HTTP_TOKEN": "none",
    }


def set_up_django(demo: Demo) -> None:
    """The pages of a walk are told apart by their routes."""
    os.environ |= demo.env | {"DJANGO_SETTINGS_MODULE": "backend.settings"}
    import django

    django.setup()


def walked(visitor: Visitor, *, most: int) -> Site:
    """Return the pages that the visitor sees, and the lists of the API. A token opens no pages."""
    from django.urls import reverse

    site = Site() if visitor.token else visit(visitor, most=most)
    with urllib.request.urlopen(f"{visitor.url}{reverse('api:schema')}?format=json", timeout=600) as answer:
        add_api(site, answer.read().decode())
    return site


def visitors_of(server: Server) -> dict[str, Visitor]:
    """Return who looks, by name: nobody, an officer who has signed in, and a program with all scopes of the officer."""
    from backend.demo.data.people import PEOPLE, PIN
    from members.acting import Actor
    from members.signing_in.actions.tokens import LIVES, create_token
    from members.signing_in.enums import Scope
    from members.signing_in.logins import find_by_login

    officer = Visitor(server.url)
    person = next(each for each in PEOPLE if each.key == OFFICER)
    officer.log_in(person.phone or person.card, PIN)
    user = find_by_login(person.phone or person.card)
    assert user is not None
    actor, name = Actor.of(user), "bench doors"
    token = create_token(actor=actor, secret=PIN, name=name, scopes=[*Scope], days=LIVES[0])
    return dict(zip(WHO, (Visitor(server.url), officer, Visitor(server.url, token)), strict=True))


def fetched(base: str, paths: Sequence[str]) -> list[Page]:
    """Return the answers at `paths` that are pages, whatever certificate is shown."""
    import ssl

    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    pages = []
    for path in paths:
        request = urllib.request.Request(base + path, headers={"Accept": "text/html"})
        try:
            with urllib.request.urlopen(request, timeout=60, context=context) as answer:
                found = Page(path, tuple((name.lower(), value) for name, value in answer.headers.items()))
        except urllib.error.HTTPError as error:
            with error:
                found = Page(path, tuple((name.lower(), value) for name, value in error.headers.items()))
        if found.one("content-type").startswith("text/html"):
            pages.append(found)
    return pages


def header_results(
    demo: Demo, tools: Tools, folder: Path, paths: Sequence[str], parts: Sequence[str]
) -> Iterator[Result]:
    """Serve the demo as a real site behind nginx with TLS, and look at its headers and its TLS."""
    from tests.nginx import NGINX, nginx_before

    if NGINX is None:
        yield Result("TLS and headers behind nginx", "nginx", missing="nginx is not installed")
        return
    with ExitStack() as stack:
        server = stack.enter_context(demo.served(folder / "production.log", **production()))
        served = SimpleNamespace(url=server.url, env=demo.env)
        secure = stack.enter_context(nginx_before(served, _new(folder / "nginx")))
        if "headers" in parts:
            pages = fetched(secure, paths)
            planted_url = stack.enter_context(planted_site())
            (planted,) = fetched(planted_url, ["/"])
            yield observatory(pages, planted)
            yield evaluate_policies(tools, pages, WEAK_POLICY)
        if "tls" in parts:
            weak = stack.enter_context(nginx_before(served, _new(folder / "weak"), instead=WEAK_TLS))
            yield run_sslyze(tools, secure.removeprefix("https://"), weak.removeprefix("https://"), folder)


def _new(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def results(demo: Demo, tools: Tools, folder: Path, given: argparse.Namespace) -> Iterator[Result]:
    log, is_scanned = folder / "requests.log", bool({"sqlmap", "wapiti"} & {*given.parts})
    with demo.served(log) as server:
        public = visit(Visitor(server.url), most=given.pages)
        visitors = visitors_of(server) if is_scanned else {}
        for name, visitor in visitors.items():
            if given.only and name not in given.only:
                continue
            own = _new(folder / name.replace(" ", "-"))
            scan = Scan(tools, name, own, header=visitor.header, seconds=given.seconds)
            addresses = opened_by(visitor, walked(visitor, most=given.pages), most=given.addresses)
            if "sqlmap" in given.parts:
                yield run_sqlmap(scan, addresses)
            if "wapiti" in given.parts:
                # Its crawl follows links of pages; the lists of the API have none.
                place, starts = ("/api/", addresses) if visitor.token else ("/", ())
                yield run_wapiti(scan, server.url + place, log, starts)
        if is_scanned:
            yield answers_of(log)
    if {"headers", "tls"} & {*given.parts}:
        yield from header_results(demo, tools, folder, sorted(public.paths.values()), given.parts)


def answers_of(log: Path) -> Result:
    """Return how many of all requests were answered by an error of the server."""
    lines = log.read_text("utf-8", "replace").splitlines()
    broken = sorted({line for line in lines if line.startswith("5")})
    return Result(
        "No answer is a server error (5xx)",
        "the server's log",
        len(lines),
        "requests",
        tuple(broken),
        "read from the log",
    )


def table(found: Sequence[Result]) -> str:
    lines = ["| what | tool | tried | held | found | planted faults |", "|---|---|---|---|---|---|"]
    for each in found:
        if each.missing:
            lines.append(f"| {each.what} | {each.tool} | not run: {each.missing} | | | |")
        else:
            lines.append(
                f"| {each.what} | {each.tool} | {each.tried:,} {each.unit} | {each.held:,} | {len(each.found)} | {each.planted} |"
            )
    details = [f"- {each.tool}: {line}" for each in found for line in each.found]
    return "\n".join([*lines, *(["", "Found:", "", *details] if details else [])])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tools", type=Path, help="folder with bin/ and node_modules/ of the tools")
    parser.add_argument("--demo", type=Path, help="folder in which the demo is kept")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--only", nargs="+", choices=WHO, help="scan as these alone")
    parser.add_argument("--pages", type=int, default=150, help="most pages that each walk opens")
    parser.add_argument("--addresses", type=int, default=25, help="most addresses for sqlmap, of each walk")
    parser.add_argument("--seconds", type=int, default=600, help="limit of each scan")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pieu-doors-") as name:
        folder = Path(name)
        with Demo.made(given.demo or folder / "demo") as demo:
            set_up_django(demo)
            found = []
            for each in results(demo, Tools(given.tools), folder, given):
                print(table([each]).splitlines()[2], file=sys.stderr, flush=True)
                found.append(each)
    print(table(found))
    print(f"\n{machine()}.")
    if any("MISSED" in each.planted for each in found):
        sys.exit("A tool did not find its planted fault.")


if __name__ == "__main__":
    main()
