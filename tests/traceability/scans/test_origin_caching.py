"""How long the page of a lot may be cached, its address, and that no cache hides a recall."""

import gzip
import re

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from members.acting import Actor
from tests.factories.products import ListedProductFactory, ProducerFactory, make_user
from tests.people import LAN
from traceability.gs1.digital_link import parse_path
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.models import LabelRun, Lot
from traceability.recalls.actions.recalls import end_recall, recall_lot
from traceability.scans.origin import pages
from traceability.scans.origin.lookup import codec, look_up

pytestmark = pytest.mark.databases

GTIN = "09521234543213"
HTML = {"HTTP_ACCEPT": "text/html", "HTTP_ACCEPT_ENCODING": "gzip"}
LOT = f"/01/{GTIN}/10/MH2611-1"


@pytest.fixture(autouse=True)
def no_cached_pages():
    pages.forget_pages()


@pytest.fixture
def lot(db) -> Lot:
    return make_lot()


def make_lot() -> Lot:
    product = ListedProductFactory(producer=ProducerFactory(name="HTX Mận Bó Bun"), name="Mận hậu", gtin=GTIN)
    lot = Lot.objects.create(
        product=product, code="MH2611-1", quantity=50, unit="kg", harvested_date=timezone.localdate()
    )
    LabelRun.objects.create(
        lot=lot, code=code_for(product), count=20, layout="a4-65", key_version=codec().current, origin="",
        state=RunState.READY,
    )  # fmt: skip
    return lot


def label_of(lot: Lot, counter: int = 1) -> str:
    return f"/01/{GTIN}/21/{codec().encode(lot.label_runs.get().pk, counter)[:16]}"


def text(response) -> str:
    data = response.content
    return (gzip.decompress(data) if response.headers.get("Content-Encoding") == "gzip" else data).decode()


def test_every_label_names_the_lots_own_address(client, lot, settings):
    address = settings.PUBLIC_ORIGIN + LOT
    for path in (LOT, label_of(lot), LOT.lower().replace("/10/", "/10/") + "?fbclid=1", f"/01/{GTIN}"):
        page = text(client.get(path, **HTML))
        assert f'<link rel="canonical" href="{address}">' in page
        assert f'<meta property="og:url" content="{address}">' in page
        about = re.search(r'<meta property="og:description" content="([^"]*)">', page)[1]
        assert about.startswith("Mận hậu của HTX Mận Bó Bun, ")
        assert "/21/" not in page.partition("</head>")[0]


def test_lot_page_is_answered_with_304_when_the_etag_matches(client, lot):
    first = client.get(LOT, **HTML)
    etag = first.headers["ETag"]
    assert etag.startswith('W/"')
    assert client.get(LOT, HTTP_ACCEPT="text/html").headers["ETag"] == etag
    for given in (etag, f'"x", {etag}', etag.removeprefix("W/"), "*"):
        again = client.get(LOT, HTTP_IF_NONE_MATCH=given, **HTML)
        assert (again.status_code, again.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary", "Content-Security-Policy"):
            assert again.headers[name] == first.headers[name]
    assert client.get(LOT, HTTP_IF_NONE_MATCH='"another"', **HTML).status_code == 200
    assert client.post(LOT, HTTP_IF_NONE_MATCH=etag, **HTML).status_code == 200
    assert client.get(f"{LOT}?lang=en", **HTML).headers["ETag"] != etag
    assert client.get(f"/01/{GTIN}", **HTML).headers["ETag"] != etag, "the note at its top differs"


def test_recall_and_its_end_change_what_a_cache_has_to_ask_for(client, lot):
    lan, officer = make_user(LAN.full_name), make_user("Cầm Thị Thu", officer_of=lot.product.producer.branch)
    lot.product.producer.people.create(user=lan)
    etag = client.get(LOT, **HTML).headers["ETag"]
    recall_lot(actor=Actor.of(lan), lot=lot, reason="Có mẻ bị mốc")
    recalled = client.get(LOT, HTTP_IF_NONE_MATCH=etag, **HTML)
    assert recalled.status_code == 200
    assert "verdict v-recalled" in text(recalled)
    etag = recalled.headers["ETag"]
    end_recall(actor=Actor.of(officer), recall=lot.recalls.get())
    ended = client.get(LOT, HTTP_IF_NONE_MATCH=etag, **HTML)
    assert ended.status_code == 200 and "verdict v-recalled" not in text(ended)


def test_nobody_may_keep_a_lot_page_for_more_than_a_second(client, lot):
    """nginx counts whole seconds, so the header names the second; also of a 304."""
    with time_machine.travel(1_800_000_000.9, tick=False):
        page = client.get(LOT, **HTML)
        known = client.get(LOT, HTTP_IF_NONE_MATCH=page.headers["ETag"], **HTML)
        linkset = client.get(LOT, HTTP_ACCEPT="application/linkset+json")
        led_on = client.get(LOT, HTTP_ACCEPT="*/*")
    assert [each.status_code for each in (page, known, linkset, led_on)] == [200, 304, 200, 307]
    for each in (page, known, linkset, led_on):
        assert each.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"
        assert each.headers["X-Accel-Expires"] == "@1800000000"


def test_label_page_is_never_cached_nor_answered_304(client, lot):
    path = label_of(lot)
    response = client.get(path, HTTP_IF_NONE_MATCH="*", **HTML)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers and "X-Accel-Expires" not in response.headers


@pytest.mark.parametrize("path", [LOT, "label"])
def test_length_is_sent_for_get_and_head(client, lot, path):
    path = label_of(lot) if path == "label" else path
    for accept in ("gzip", ""):
        response = client.get(path, HTTP_ACCEPT="text/html", HTTP_ACCEPT_ENCODING=accept)
        assert response.headers["Content-Length"] == str(len(response.content))


@pytest.mark.crash
def test_scan_is_answered_after_the_database_dropped_the_connection(real_db, client):
    """The open connection is not checked beforehand: a failed request is sent again."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to lose")
    lot = make_lot()
    path = label_of(lot)
    assert client.get(path, **HTML).status_code == 200
    code = parse_path(path)
    look_up(code)
    for _round in range(2):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
        import psycopg  # noqa: PLC0415

        with psycopg.connect(real_db.url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", [pid])
        assert look_up(code).lot_id == lot.pk
        assert client.get(path, **HTML).status_code == 200
