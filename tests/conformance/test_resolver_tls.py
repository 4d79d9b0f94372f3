"""The same rules over HTTP and TLS: nginx with its own certificate before the served project."""

from __future__ import annotations

import http.client
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from members.acting import Actor
from tests.conformance.resolver_checks import CHECKS, Answer, Resolver
from tests.conformance.test_resolver import GTIN, fill, fill_held
from tests.live import LiveProject, free_port
from tests.nginx import NGINX, nginx_before
from tests.test_deploy import trusting, until
from traceability.models import Lot
from traceability.recalls.actions.recalls import recall_lot

pytestmark = [
    pytest.mark.everything,
    pytest.mark.e2e,
    pytest.mark.skipif(NGINX is None, reason="needs nginx (apt install nginx-light)"),
]


def ask(method: str, url: str, body: bytes | None = None, **headers: str) -> Answer:
    """Send one request on its own connection without following redirects. Repeat it when nginx limits the rate."""
    while (answer := ask_once(method, url, body, **headers)).status == 429:
        time.sleep(0.5)
    return answer


def ask_once(method: str, url: str, body: bytes | None = None, **headers: str) -> Answer:
    parts = urlsplit(url)
    context = trusting()
    context.set_alpn_protocols(["http/1.1"])
    connection = http.client.HTTPSConnection(parts.hostname, parts.port, context=context, timeout=120)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(
            method, target, body, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response = connection.getresponse()
        header_values = {name.lower(): value for name, value in response.getheaders()}
        return Answer(
            response.status, {**header_values, ":version": f"{response.version / 10}"}, response.read()
        )
    finally:
        connection.close()


@contextmanager
def served_project(real_db, collected_static, tmp_path, folder):
    """The project and nginx before it, with the address that its codes carry."""
    port = free_port()
    origin = f"https://127.0.0.1:{port}"
    with (
        LiveProject.started(
            real_db,
            static_root=collected_static,
            folder=tmp_path / "live",
            parts=("web",),
            PUBLIC_ORIGIN=origin,
        ) as project,
        nginx_before(project, folder, secure=port) as url,
    ):
        settings.PUBLIC_ORIGIN = origin
        assert url == origin
        yield project, origin


@contextmanager
def served(real_db, collected_static, tmp_path, folder):
    with served_project(real_db, collected_static, tmp_path, folder) as (_project, origin):
        yield origin


def test_resolver_conforms_over_tls(real_db, collected_static, tmp_path, tmp_path_factory, conformance_json):
    with served(real_db, collected_static, tmp_path, tmp_path_factory.mktemp("nginx")) as origin:
        paths = {**fill(), **fill(gtin=None)}
        lot = Lot.objects.get(product__gtin=GTIN)
        paths |= fill_held(lot)
        for round_of in ("sound", "recalled"):
            if round_of == "recalled":
                lan = lot.product.producer.people.get().user
                recall_lot(actor=Actor.of(lan), lot=lot, reason="Mốc")
                # A shared cache may store an answer for one second.
                assert until(
                    lambda: (
                        "recallStatus" in ask("GET", f"{origin}{paths['lot']}?linkType=linkset").body.decode()
                    )
                )
            for path in paths.values():
                resolver = Resolver(
                    origin, origin + path, ask, lambda name: conformance_json("gs1-resolver", name)
                )
                for check in CHECKS.values():
                    check(resolver)


def test_shared_cache_separates_the_answers_of_clients(real_db, collected_static, tmp_path, tmp_path_factory):
    with served(real_db, collected_static, tmp_path, tmp_path_factory.mktemp("nginx")) as origin:
        lot = origin + fill()["lot"]
        browser = {"accept": "text/html,*/*;q=0.8"}
        for _again in range(2):
            assert ask("GET", lot, **browser, accept_language="en").status == 200
            assert ask("GET", lot, accept="*/*").status == 307
            assert (
                ask("GET", lot, accept="*/*", accept_language="en").headers["location"].endswith("?lang=en")
            )
            assert (
                ask("GET", lot, accept="*/*", accept_language="vi").headers["location"].endswith("MH2611-1")
            )
            linkset = ask("GET", lot, accept="application/linkset+json")
            assert linkset.headers["content-type"] == "application/linkset+json"
            assert ask("GET", lot, accept="text/html;q=0.1,application/linkset+json").json() == linkset.json()
            jam = ask("GET", f"{lot}?linkType=gs1:recipeInfo", **browser, accept_language="en")
            assert jam.headers["location"].endswith("/jam")
            assert ask("GET", lot.replace("/01/", "/xem/01/"), accept="*/*").status == 200
            assert ask("GET", f"{origin}/00/006141411234567891", accept="*/*").status == 400
            assert ask("GET", f"{origin}/00/006141411234567890", **browser).status == 404
        assert ask("GET", lot, **browser).headers["x-cache"] in {"HIT", "REVALIDATED", "EXPIRED"}
        head = ask("HEAD", lot, accept="*/*")
        assert (head.status, head.body) == (307, b"")
        assert ask("POST", lot, **browser).status in (200, 411)
