"""Several processes write and sequence at once and are killed at any line: no gap, no double, nothing left out."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time

import pytest

from backend.ledger.auditing import Report, audit
from backend.ledger.checkpoints import extend_log
from backend.ledger.models import Checkpoint, Entry, Leaf, Pending, TreeHead
from backend.ledger.sequencing import sequence_all
from tests.live import ROOT, project_env

pytestmark = pytest.mark.crash

WRITER = """
import random, sys, time
import django; django.setup()
from django.db import transaction
from backend.ledger.actions import append_entry
print("ready", flush=True)
for number in range(10**6):
    # Held open for a moment, so that ids are committed in another order than they were given out.
    with transaction.atomic():
        append_entry(kind="lot.opened", subject=f"lot:{number}", payload={"n": number}, by=None)
        time.sleep(random.uniform(0, 0.003))
        if number % 7 == 3:
            transaction.set_rollback(True)
    time.sleep(0.002)
"""
SEQUENCER = """
import sys
import django; django.setup()
from backend.ledger.checkpoints import LogError, extend_log
from backend.ledger.sequencing import sequence
print("ready", flush=True)
while True:
    sequence(limit=3)
    if "sign" in sys.argv:
        extend_log()
"""


@pytest.fixture
def started(real_db, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    env = project_env(
        PIEU_ENV="demo",
        PIEU_VAR=str(settings.VAR_DIR),
        DATABASE_URL=real_db.url,
        SECRET_KEY=settings.SECRET_KEY,
        LABEL_KEYS=os.environ["LABEL_KEYS"],
        BADGE_KEYS=os.environ["BADGE_KEYS"],
        LOG_KEYS=os.environ["LOG_KEYS"],
        LOG_NAME=settings.LOG_NAME,
        LOG_LEVEL="ERROR",
    )
    running: list[subprocess.Popen] = []

    def start(program: str, *arguments: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments], cwd=ROOT, env=env, stdout=subprocess.PIPE
        )
        running.append(process)
        assert process.stdout.readline() == b"ready\n"
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


def test_killed_sequencers_leave_neither_gap_nor_double(started):
    chance = random.Random(int.from_bytes(os.urandom(4)))
    writers = [started(WRITER), started(WRITER)]
    for round_ in range(3):
        pair = [started(SEQUENCER, "sign"), started(SEQUENCER)]
        time.sleep(chance.uniform(0.3, 1.2))
        for process in pair:
            process.kill()
            process.wait()
        if round_ == 1:
            writers.pop().kill()
    for process in writers:
        process.kill()
        process.wait()
    sequence_all()
    checkpoint = extend_log()
    entries = set(Entry.objects.values_list("pk", flat=True))
    leaves = list(Leaf.objects.order_by("index").values_list("index", "entry_id"))
    assert len(entries) > 20
    assert [index for index, _entry in leaves] == list(range(len(entries)))
    assert {entry for _index, entry in leaves} == entries
    assert Pending.objects.count() == 0
    assert checkpoint.size == len(entries)
    assert TreeHead.objects.count() > 3 and Checkpoint.objects.count() >= 1
    # The entries tell of lots that nobody opened.
    assert [found for found in audit(Report()) if "the lot is gone" not in found.what] == []
