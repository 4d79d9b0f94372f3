"""The nginx and systemd files of deploy/, tested as far as possible on one machine."""

from __future__ import annotations

import contextlib
import http.client
import json
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from members.acting import Actor
from tests.factories.products import ListedProductFactory, PhotoFactory, make_user
from tests.live import ROOT
from tests.nginx import NGINX, nginx_before
from tests.people import LAN
from traceability.capture import MAX_BYTES
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.models import LabelRun, Lot
from traceability.recalls.actions.recalls import recall_lot
from traceability.scans.origin.lookup import codec

pytestmark = [
    pytest.mark.everything,
    pytest.mark.e2e,
    pytest.mark.skipif(NGINX is None, reason="needs nginx (apt install nginx-light)"),
]
GTIN = "09521234543213"


def trusting() -> ssl.SSLContext:
    """The certificate is our own."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def body(url: str, accept: str = "text/html", **headers: str) -> bytes:
    request = urllib.request.Request(url, headers={"Accept": accept, **headers})
    with urllib.request.urlopen(request, context=trusting(), timeout=20) as response:
        return response.read()


def get(url: str, **headers: str):
    """Return status and headers."""
    request = urllib.request.Request(url, headers={"Accept": "text/html", **headers})
    try:
        with urllib.request.urlopen(request, context=trusting(), timeout=20) as response:
            return response.status, response.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers


def test_nginx_caches_lot_pages_hides_no_recall_and_never_caches_labels(live_project, tmp_path_factory):
    product = ListedProductFactory(gtin=GTIN)
    lot = Lot.objects.create(
        product=product, code="MH2611-1", quantity=50, unit="kg", harvested_date=timezone.localdate()
    )
    lan = make_user(LAN.full_name)
    product.producer.people.create(user=lan)
    run = LabelRun.objects.create(
        lot=lot,
        code=code_for(product),
        count=5,
        layout="a4-65",
        key_version=codec().current,
        origin=live_project.url,
        state=RunState.READY,
    )
    with nginx_before(live_project, tmp_path_factory.mktemp("nginx")) as url:
        page = f"{url}/01/{GTIN}/10/MH2611-1"
        # However a browser writes its Accept header, there is one copy; compressed and plain are two.
        answers = [
            get(page, **{"Accept-Encoding": encoding, "Accept": accept})
            for encoding, accept in [
                ("gzip", "text/html,*/*;q=0.8"),
                ("gzip, br", "text/html"),
                ("identity", "text/html"),
                ("identity", "text/html;q=0.9"),
            ]
        ]
        # A second may have passed: then Django was asked whether the copy is still valid.
        answers_seen = [
            (status, headers["X-Cache"].replace("REVALIDATED", "HIT"), headers["Content-Encoding"])
            for status, headers in answers
        ]
        assert answers_seen == [
            (200, "MISS", "gzip"),
            (200, "HIT", "gzip"),
            (200, "MISS", None),
            (200, "HIT", None),
        ]
        etag = answers[0][1]["ETag"]
        assert get(page, **{"If-None-Match": etag, "Accept-Encoding": "gzip"})[0] == 304
        label = f"{url}/01/{GTIN}/21/{codec().encode(run.pk, 1)[:16]}"
        assert [get(label)[1]["X-Cache"] for _ in range(2)] == ["MISS", "MISS"]
        # The target is passed on unchanged: an encoded slash is part of the lot's name, and there is no such lot.
        unknown = "Sổ không có lô này".encode()
        assert unknown not in body(f"{url}/01/{GTIN}/10/MH2611%2D1")
        assert unknown in body(f"{url}/01/{GTIN}/10/MH2611%2F1")
        # A page in a language that its reader chose is in no copy, and the copy is no answer to that reader.
        english = b'<html lang="en"'
        for _again in range(2):
            assert english in body(page, Cookie="django_language=en") and english in body(f"{page}?lang=en")
            assert english not in body(page, Cookie="django_language=vi") and english not in body(page)
        # A cached page is revalidated, and answered without a body while it is valid.
        assert until(lambda: get(page, **{"Accept-Encoding": "gzip"})[1]["X-Cache"] == "REVALIDATED")
        # A recall shows although the page was cached.
        recall_lot(actor=Actor.of(lan), lot=lot, reason="Có mẻ bị mốc")
        assert until(lambda: get(page, **{"Accept-Encoding": "gzip"})[1]["ETag"] != etag)
        assert b"verdict v-recalled" in body(page)
        # And while Piêu is down, no cached page is shown: it may be out of date.
        live_project.kill("web")
        assert until(lambda: get(page)[0] == 502)
        assert get(f"{url}/healthz")[0] == 502


def test_recall_shows_behind_nginx_a_second_later(live_project, tmp_path_factory):
    """One second after a recall was recorded, no cached copy hides it: page, linkset or label."""
    product = ListedProductFactory(gtin=GTIN)
    lan = make_user(LAN.full_name)
    product.producer.people.create(user=lan)
    code_for(product)
    lots = [Lot.objects.create(product=product, code=f"MH2611-{n}", quantity=50, unit="kg") for n in range(4)]
    with nginx_before(live_project, tmp_path_factory.mktemp("nginx")) as url:
        for lot in lots:
            page = f"{url}/01/{GTIN}/10/{lot.code}"
            assert b"verdict v-recalled" not in body(page)
            # At the beginning of a second, when a copy lives longest.
            time.sleep(1 - time.time() % 1)
            assert b"verdict v-recalled" not in body(page)
            assert b"recallStatus" not in body(page, "application/linkset+json")
            recall_lot(actor=Actor.of(lan), lot=lot, reason="Có mẻ bị mốc")
            time.sleep(1)
            assert b"verdict v-recalled" in body(page)
            assert b"recallStatus" in body(page, "application/linkset+json")


def test_nginx_sends_private_files_to_this_site_only_and_offers_no_weak_cipher(
    live_project, tmp_path_factory
):
    lan = make_user(LAN.full_name)
    folder = Path(live_project.env["MEDIA_ROOT"])
    folder.mkdir(exist_ok=True)
    (folder / "x.webp").write_bytes(b"RIFF")
    variants = {"320.webp": {"path": "x.webp", "width": 320, "height": 240, "bytes": 4}}
    public, private = (
        PhotoFactory(is_public=is_public, uploaded_by=lan, variants=variants) for is_public in (True, False)
    )
    browser = Client()
    browser.force_login(lan)
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    live_project.stop("web")
    live_project.env["MEDIA_ACCEL_PREFIX"] = "/_media/"
    live_project.start("web")
    with nginx_before(live_project, tmp_path_factory.mktemp("nginx")) as url:
        for photo, expected in ((public, "cross-origin"), (private, "same-origin")):
            status, headers = get(f"{url}/anh/{photo.key}/320.webp", Cookie=cookie)
            assert (status, headers.get_all("Cross-Origin-Resource-Policy")) == (200, [expected])
            assert headers.get_all("Content-Security-Policy") == ["default-src 'none'; sandbox"]
        weak = trusting()
        weak.maximum_version = ssl.TLSVersion.TLSv1_2
        for ciphers in ("AES128-SHA", "AES256-GCM-SHA384", "ECDHE-RSA-AES128-SHA"):
            weak.set_ciphers(f"{ciphers}:@SECLEVEL=0")
            with (
                pytest.raises(ssl.SSLError),
                socket.create_connection(("127.0.0.1", urlsplit(url).port)) as line,
            ):
                weak.wrap_socket(line)


SHORT = "7K3F9QX2M4TB8"


def test_the_access_log_contains_no_secret_address(live_project, tmp_path_factory):
    """The address of an order lets its reader withdraw it or write its review, and more people than that read the log."""
    folder = tmp_path_factory.mktemp("nginx")
    secret = str(uuid4())
    with nginx_before(live_project, folder) as url:
        for path in (
            f"/don/{secret}/",
            f"/api/v1/orders/by-ref/{secret}/",
            f"/webhooks/ngan-hang/{secret}/",
            f"/t/{SHORT}",
            "/healthz",
        ):
            get(f"{url}{path}")
        assert until(lambda: "/healthz" in (folder / "pieu.log").read_text())
        logged = (folder / "pieu.log").read_text()
    assert secret not in logged and "/webhooks/" not in logged and SHORT not in logged


def test_nginx_limits_pages_and_not_static_files_of_a_shared_address(live_project, tmp_path_factory):
    """A class on one hall's Wi-Fi: static files of a page aren't counted."""
    sheet = next(Path(live_project.env["STATIC_ROOT"]).rglob("*.css"))
    with nginx_before(live_project, tmp_path_factory.mktemp("nginx")) as url, ThreadPoolExecutor(16) as pool:
        address = f"{url}/static/{sheet.relative_to(live_project.env['STATIC_ROOT'])}"
        assert {status for status, _ in pool.map(get, [address] * 400)} == {200}
        answers = list(pool.map(get, [f"{url}/healthz"] * 600))
        assert {status for status, _ in answers[:100]} == {200} and 429 in {status for status, _ in answers}
        headers_429 = next(headers for status, headers in answers if status == 429)
        assert headers_429["Retry-After"] == "5" and headers_429["Content-Type"] == "text/html; charset=utf-8"


def fetch_page(url: str, **headers: str) -> tuple[int, str]:
    """Return status and page of an answer that may be a refusal."""
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers={"Accept": "text/html", **headers}),
            context=trusting(),
            timeout=20,
        ) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_too_long_an_address_and_too_many_cookies_are_answered_in_vietnamese(live_project, tmp_path_factory):
    with nginx_before(live_project, tmp_path_factory.mktemp("nginx")) as url:
        # At the limit of nginx: Piêu's page, not gunicorn's line.
        for site in (url, live_project.url):
            status, page = fetch_page(f"{site}/khong-co/{'a' * 6000}")
            assert status == 404 and '<html lang="vi"' in page and "Request Line" not in page, site
        status, page = fetch_page(f"{url}/01/{GTIN}/10/{'a' * 20_000}")
        assert status == 414 and "<h1>Địa chỉ dài quá</h1>" in page
        status, page = fetch_page(f"{url}/", Cookie="a=" + "b" * 40_000)
        assert status == 431 and "<h1>Trình duyệt gửi quá nhiều</h1>" in page


def test_a_capture_of_50_mb_is_refused_behind_nginx_with_the_standards_error(live_project, tmp_path_factory):
    with nginx_before(live_project, tmp_path_factory.mktemp("nginx")) as url:
        connection = http.client.HTTPSConnection(url.removeprefix("https://"), context=trusting(), timeout=20)
        connection.putrequest("POST", "/epcis/capture")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(50_000_000))
        connection.endheaders()
        # Refused by its declared length: the server doesn't wait for the rest.
        with contextlib.closing(connection), connection.getresponse() as answer:
            data = json.loads(answer.read())
            assert (answer.status, answer.headers.get_content_type()) == (413, "application/problem+json")
    assert (data["type"], data["status"]) == ("epcisException:CaptureLimitExceededException", 413)
    assert f"{MAX_BYTES // 1024 // 1024} MB" in data["detail"]


def until(is_so, seconds: float = 20) -> bool:
    """Ask again until the result is as expected."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.2)
    return False


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_understands_the_units(tmp_path):
    for unit in (ROOT / "deploy/systemd").glob("pieu*"):
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/pieu/.venv/bin/python", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(map(str, tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
