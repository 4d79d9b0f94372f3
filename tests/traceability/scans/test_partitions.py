"""Scans are in monthly partitions on PostgreSQL, also scans older than their partition; SQLite has one table."""

from __future__ import annotations

import threading
from datetime import date
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from backend.common import clock
from backend.common.partitions import ensure_partition, unclaimed_months
from traceability.keys import this_month
from traceability.models import Scan
from traceability.scans.enums import Verdict
from traceability.scans.registration import make_partitions

pytestmark = pytest.mark.databases

TABLE = "traceability_scan"


def scan(month: date) -> Scan:
    return Scan.objects.create(month=month, lot_id=1, device=b"0" * 16, verdict=Verdict.VALID)


def places() -> dict[date, str]:
    """Return the table that contains each month's scans, from the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT month, tableoid::regclass::text FROM {TABLE}")
        return dict(cursor.fetchall())


@pytest.mark.django_db
def test_scans_have_a_partition_a_month_also_those_that_came_before_it():
    old, new = date(2025, 1, 1), this_month()
    stored = {scan(old).id, scan(old).id, scan(new).id}
    if connection.vendor != "postgresql":
        assert (make_partitions(), unclaimed_months(TABLE)) == (0, [])
        assert set(Scan.objects.values_list("id", flat=True)) == stored
        return
    assert places() == {old: f"{TABLE}_default", new: f"{TABLE}_default"}
    assert make_partitions() == 4  # the old month, this one and two more
    assert places() == {old: f"{TABLE}_2025_01", new: f"{TABLE}_{new:%Y_%m}"}
    assert (make_partitions(), unclaimed_months(TABLE)) == (0, [])
    stored.add(scan(new).id)
    assert places()[new] == f"{TABLE}_{new:%Y_%m}"
    assert set(Scan.objects.values_list("id", flat=True)) == stored


@pytest.mark.django_db
def test_partition_of_a_month_has_the_indexes_of_the_table():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no partitions")
    ensure_partition(TABLE, date(2025, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_index WHERE indrelid = %s::regclass),"
            " (SELECT count(*) FROM pg_index JOIN pg_inherits ON inhrelid = indexrelid WHERE indrelid = %s::regclass)",
            [TABLE, f"{TABLE}_2025_01"],
        )
        wanted, attached = cursor.fetchone()
    assert wanted == attached > 2


def test_partitions_are_made_as_soon_as_a_clock_first_runs():
    job = next(job for job in clock.jobs() if job.work is make_partitions)
    assert job.at is None


@pytest.mark.crash
def test_no_scan_is_lost_while_its_partition_is_made(real_db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no partitions")
    month, ids = date(2025, 1, 1), [uuid4() for _ in range(400)]
    begun = threading.Barrier(3)

    def write(rows: list) -> None:
        with psycopg.connect(real_db.url, autocommit=True) as own:
            begun.wait()
            for id in rows:
                own.execute(
                    f"INSERT INTO {TABLE} (month, id, lot_id, device, is_repeat, verdict, scanned_at)"
                    " VALUES (%s, %s, 1, '', false, 'valid', now())",
                    [month, id],
                )

    writers = [threading.Thread(target=write, args=[ids[at::2]]) for at in range(2)]
    for writer in writers:
        writer.start()
    begun.wait()
    assert ensure_partition(TABLE, month)
    for writer in writers:
        writer.join()
    assert set(Scan.objects.values_list("id", flat=True)) == set(ids)
    assert places() == {month: f"{TABLE}_2025_01"}
