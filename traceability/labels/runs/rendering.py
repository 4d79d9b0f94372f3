"""Render a run's sheet: claimed by one process, drawn to a temporary file, read back, moved to its place,
recorded.

If the process is killed at any moment, the row is still "being made", and the file is complete or absent. The
next process renders the same sheet, because the serials follow from the run's id alone. The row is written
last.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from uuid import UUID, uuid4

from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.common.errors import DomainError
from backend.common.heartbeats import is_silent
from backend.common.text import filled
from backend.common.units import format_number
from backend.ledger.actions import append_entry
from members.notices.actions.notices import notify
from traceability.drawing.content import LabelContent
from traceability.drawing.layouts import LAYOUTS, Arrangement, Layout
from traceability.drawing.run import RunPlan, RunSpec, render_run
from traceability.drawing.verify import verify_run
from traceability.labels.enums import CodeKind, RunState
from traceability.labels.runs import files
from traceability.models import LabelRun
from traceability.scans.origin.lookup import codec

logger = logging.getLogger(__name__)

BEAT_SECONDS = 2.0
# A worker silent for this long is dead. Longer than the longest wait for a lock on SQLite.
LOST_AFTER = timedelta(seconds=60)
# A sheet that kills its worker each time is given up.
MAX_ATTEMPTS = 5

RUN_LAYOUTS: dict[str, Layout] = {
    key: layout for key, layout in LAYOUTS.items() if layout.arrangement != Arrangement.POSTER
}


class _Superseded(Exception):
    """The run was cancelled, or another process renders it now. This process stops and leaves no files."""


@dataclass(frozen=True, slots=True)
class _Made:
    path: Path
    sha256: str
    verified: int


def spec_of(run: LabelRun) -> RunSpec:
    """Return everything that determines the sheet of `run`, from its row."""
    own = run.code.kind == CodeKind.OWN
    return RunSpec(
        layout=LAYOUTS[run.layout],
        content=LabelContent.from_json(run.content),
        codec=codec(),
        key_version=run.key_version,
        run=run.pk or 0,
        count=run.count,
        origin=run.origin,
        gtin=None if own else run.code.value,
        own_code=run.code.value if own else None,
        offset=(float(run.offset_x), float(run.offset_y)),
    )


def check_fits(run: LabelRun) -> RunPlan:
    """Return the plan of a run, saved or not.

    Raises LabelError (traceability.drawing.errors) if texts or code don't fit.
    """
    return RunPlan(spec_of(run))


def claimable(now: datetime) -> Q:
    """Return the condition for runs whose sheet waits for a worker.

    They are unclaimed, or their worker has been silent for LOST_AFTER. Ready runs whose deleted file is
    wanted again are included.
    """
    lost = is_silent("heartbeat_at", now, LOST_AFTER)
    waits = Q(state=RunState.QUEUED, claim=None) | (Q(state=RunState.RENDERING) & lost)
    remade = Q(state=RunState.READY, pdf="", heartbeat_at__isnull=False)
    return waits | (remade & Q(claim=None)) | (remade & lost)


def make_sheet(run_id: int, *, progress: Callable[[int, int], object] = lambda _done, _total: None) -> bool:
    """Render the sheet of a waiting run. Return True if it was published.

    Return False if there is nothing to do, another process does it, or rendering failed. Faults of the run or
    the disk are recorded in its row and sent to its member, not raised. A failing database and programming
    errors are raised. `progress` is called with the drawn and total number of labels.
    """
    claimed = _claim(run_id)
    if claimed is None:
        return False
    run, claim = claimed
    if run.attempts > MAX_ATTEMPTS:
        _fail(run, claim, _("Máy chủ bị ngắt nhiều lần khi làm đợt tem này. Chị báo người quản trị."))
        return False
    try:
        made = _draw_and_read(run, claim, progress)
        return _publish(run, claim, made)
    except _Superseded:
        files.discard(run.pk, claim)
        return False
    except DomainError as error:
        logger.error("Label run %s: %s (%s)", run.pk, error.message, error.code)
        files.discard(run.pk, claim)
        _fail(run, claim, error.message)
    except DatabaseError:
        # The row can't be written. It stays "being made" until the clock finds it.
        raise
    except OSError as error:
        logger.exception("Label run %s: the disk refused", run.pk)
        files.discard(run.pk, claim)
        _fail(run, claim, _disk_words(error))
    except Exception:
        files.discard(run.pk, claim)
        _fail(run, claim, _("Chưa làm được đợt tem này vì lỗi của phần mềm. Người quản trị đã được báo."))
        raise
    return False


def _claim(run_id: int) -> tuple[LabelRun, UUID] | None:
    """Claim the run for this process and start its heartbeat. Return None if it isn't waiting any more."""
    claim, now = uuid4(), timezone.now()
    mine = LabelRun.objects.filter(claimable(now), pk=run_id)
    # A ready run stays ready while its file is rendered again: its labels are on goods.
    taken = mine.filter(state=RunState.READY).update(
        claim=claim, heartbeat_at=now, done_count=0, attempts=F("attempts") + 1
    ) or mine.exclude(state=RunState.READY).update(
        state=RunState.RENDERING,
        claim=claim,
        heartbeat_at=now,
        done_count=0,
        error="",
        attempts=F("attempts") + 1,
    )
    if not taken:
        return None
    run = LabelRun.objects.select_related(
        "code", "lot__product__producer", "requested_by", "on_behalf_of"
    ).get(pk=run_id)
    return (run, claim) if run.claim == claim else None


def _held(run: LabelRun, claim: UUID) -> QuerySet[LabelRun]:
    return LabelRun.objects.filter(pk=run.pk, claim=claim)


class _Pulse:
    """A heartbeat that writes the sheet's progress to the run's row every few seconds.

    It raises _Superseded once the run no longer belongs to this process.
    """

    def __init__(self, run: LabelRun, claim: UUID, progress: Callable[[int, int], object]) -> None:
        self._run, self._claim, self._progress = run, claim, progress
        self._next = monotonic() + BEAT_SECONDS
        self.done = 0

    def drawn(self, done: int) -> None:
        self.done = done
        self._progress(done, self._run.count)
        self.beat()

    def beat(self, *_about: object) -> None:
        if monotonic() < self._next:
            return
        self.say()

    def say(self) -> None:
        self._next = monotonic() + BEAT_SECONDS
        held = _held(self._run, self._claim).update(heartbeat_at=timezone.now(), done_count=self.done)
        if not held:
            raise _Superseded


def _draw_and_read(run: LabelRun, claim: UUID, progress: Callable[[int, int], object]) -> _Made:
    spec = spec_of(run)
    plan = RunPlan(spec)
    pulse = _Pulse(run, claim, progress)
    path = files.temporary_path(run.pk, claim)
    with path.open("xb") as out:
        report = render_run(spec, out, pulse.drawn, plan=plan)
        out.flush()
        os.fsync(out.fileno())
    pulse.say()
    verified = verify_run(path, spec, pulse.beat, plan=plan)
    return _Made(path, report.sha256, verified)


def _publish(run: LabelRun, claim: UUID, made: _Made) -> bool:
    """Publish the file, then record it in the run's row if this process still has the claim.

    Return False if another process has taken the claim, or the run was cancelled; the file is then swept
    later.
    """
    name = files.publish(made.path, run.pk, made.sha256)
    with transaction.atomic():
        row = LabelRun.objects.select_for_update().filter(pk=run.pk, claim=claim).first()
        if row is None:
            # A process that took over writes the same bytes to the same name; a cancelled run's file is swept
            # later.
            return False
        now, was_ready = timezone.now(), row.state == RunState.READY
        # Shifted for a printer, or drawn by a newer program: the same labels, and the ledger records the new
        # file too.
        is_other = bool(row.pdf_sha256) and row.pdf_sha256 != made.sha256
        row.state, row.claim, row.error = RunState.READY, None, ""
        row.heartbeat_at = None
        row.done_count, row.verified_count = row.count, made.verified
        row.pdf, row.pdf_sha256, row.pdf_made_at = name, made.sha256, now
        row.ready_at = row.ready_at or now
        row.save(
            update_fields=[
                "state",
                "claim",
                "error",
                "heartbeat_at",
                "done_count",
                "verified_count",
                "pdf",
                "pdf_sha256",
                "pdf_made_at",
                "ready_at",
            ]
        )
        if not was_ready or is_other:
            append_entry(
                kind="labels.remade" if was_ready else "labels.ready",
                subject=f"run:{run.pk}",
                payload={"run": run.pk, "count": run.count, "sha256": made.sha256, "verified": made.verified},
                by=None,
            )
        if not was_ready:
            _notify(
                run,
                kind="labels.ready",
                title=_("Tem lô %(lot)s đã làm xong, in được rồi"),
                body=_("%(count)s tem, %(product)s. Chị mở ra để in."),
                key=f"labels.ready:{run.pk}",
            )
    return True


def _fail(run: LabelRun, claim: UUID, message: StrOrPromise) -> None:
    """Record in the row why there is no sheet, and notify the member.

    A ready run stays ready, without a file.
    """
    with transaction.atomic():
        row = LabelRun.objects.select_for_update().filter(pk=run.pk, claim=claim).first()
        if row is None:
            return
        if row.state != RunState.READY:
            row.state = RunState.FAILED
        row.error, row.claim, row.heartbeat_at = str(message)[:300], None, None
        row.save(update_fields=["state", "error", "claim", "heartbeat_at"])
        _notify(
            run,
            kind="labels.failed",
            title=_("Tem lô %(lot)s chưa làm được"),
            body=str(message).replace("%", "%%"),
            key=f"labels.failed:{run.pk}:{claim}",
        )


def _notify(run: LabelRun, *, kind: str, title: StrOrPromise, body: StrOrPromise, key: str) -> None:
    """Notify the run's member, and the officer who requested it.

    `title` and `body` may have the placeholders %(lot)s, %(count)s and %(product)s.
    """
    words = {
        "lot": run.lot.code,
        "count": format_number(run.count),
        "product": run.content.get("product_name", ""),
    }
    for user in {run.on_behalf_of, run.requested_by} - {None}:
        assert user is not None
        notify(
            user=user,
            kind=kind,
            title=filled(title, words),
            body=filled(body, words),
            url=reverse("traceability:run", args=[run.pk]),
            key=key,
        )


def _disk_words(error: OSError) -> StrOrPromise:
    if error.errno in files.FULL:
        return _("Máy chủ hết chỗ nên chưa làm được tem. Người quản trị cần dọn đĩa, rồi chị bấm Làm lại.")
    return _("Máy chủ chưa ghi được tệp in. Chị bấm Làm lại sau ít phút; nếu vẫn lỗi, báo người quản trị.")
