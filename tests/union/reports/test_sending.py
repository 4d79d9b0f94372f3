"""Figures go to a DHIS2-shaped receiver in a process of its own, which refuses rows, everything, or is slow or away."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from backend.ledger.models import Entry
from tests.union.reports.conftest import typed
from union.reports.actions.reports import save_report
from union.reports.models import ReportPeriod
from union.reports.sending import send_values
from union.reports.tasks import send_report_values

pytestmark = [pytest.mark.django_db, pytest.mark.databases, pytest.mark.slow]
PEER = Path(__file__).with_name("dhis2_peer.py")


@contextmanager
def peer(mode: str, settings) -> Iterator[subprocess.Popen]:
    with subprocess.Popen([sys.executable, PEER, mode], stdout=subprocess.PIPE, text=True) as process:
        try:
            settings.WEBHOOKS_ALLOW_LOCAL = True
            settings.REPORTS_DHIS2_URL = f"http://127.0.0.1:{process.stdout.readline().strip()}"
            settings.REPORTS_DHIS2_TOKEN = "d2pat"
            yield process
        finally:
            process.kill()


@pytest.fixture
def period(office) -> ReportPeriod:
    for name, actor in (("near", office.by.van), ("far", office.by.xa)):
        values = typed(hoi_vien="5", buoi_hop="1")
        save_report(actor=actor, report=getattr(office.report, name), typed=values, sends=True)
    return office.period


@pytest.mark.parametrize(
    ("mode", "accepted", "refused", "error", "is_later"),
    [("whole", 4, [], "", False), ("slow", 4, [], "", False), ("locked", 0, [], "Data set is locked", False),
     ("rows", 2, [("04000", "buoi_hop", "E7619"), ("04246", "buoi_hop", "E7619")], "", False),
     ("away", 0, [], "HTTP 503", True), ("page", 0, [], "HTTP 200", False)],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_the_receiver_took_is_told_by_row(period, settings, mode, accepted, refused, error, is_later):
    with peer(mode, settings) as process:
        outcome = send_values(period)
        sent = json.loads(process.stdout.readline())
    assert (outcome.accepted, outcome.error, outcome.is_later) == (accepted, error, is_later)
    assert sorted(outcome.refused) == sorted(refused)
    assert (sent["token"], sent["period"], len(sent["dataValues"])) == ("ApiToken d2pat", "202611", 4)
    assert sent["path"].startswith("/api/dataValueSets?dataElementIdScheme=CODE&orgUnitIdScheme=CODE")
    entry = Entry.objects.get(kind="report.values_sent")
    payload = json.loads(entry.body)["payload"]
    assert (payload["accepted"], payload["refused"], payload["error"]) == (accepted, len(refused), error)


def test_nothing_is_sent_without_an_address(period, settings):
    settings.REPORTS_DHIS2_URL = ""
    assert send_report_values.call(period_id=period.pk) == 0
    assert not Entry.objects.filter(kind="report.values_sent").exists()


def test_values_that_arrive_in_parts_are_all_counted(period, settings):
    with peer("rows", settings):
        outcome = send_values(period, most=3)
    assert (outcome.accepted, len(outcome.refused)) == (2, 2)
