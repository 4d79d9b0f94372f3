"""The file of a print: the run's own stored sheet, or a part of it rendered at once."""

from __future__ import annotations

from dataclasses import replace
from tempfile import TemporaryFile
from typing import IO

from traceability.drawing.run import RunPlan, RunSpec, render_run
from traceability.drawing.verify import verify_run
from traceability.labels.runs.rendering import spec_of
from traceability.labels.runs.serials import uncovered
from traceability.models import LabelPrint


def is_whole(taken: LabelPrint) -> bool:
    """Return whether a print includes every label of its run, so that the run's own sheet can be used.

    False if labels were void when it was printed.
    """
    return (taken.first, taken.last) == (1, taken.run.count) and not _voids_at(taken)


def part_spec(taken: LabelPrint) -> RunSpec:
    """Return the spec of a print's sheet: its labels that were not void when it was printed.

    The sheet has no gaps for void labels.
    """
    return replace(
        spec_of(taken.run), first=taken.first, count=taken.last - taken.first + 1, voids=_voids_at(taken)
    )


def labels_of(taken: LabelPrint) -> int:
    """Return the number of labels that a print puts on paper."""
    return sum(last - first + 1 for first, last in uncovered(taken.first, taken.last, _voids_at(taken)))


def part_sheet(taken: LabelPrint) -> IO[bytes]:
    """Render and verify the sheet of a print; return it as an open temporary file, which the caller closes.

    About 15,000 labels are made per second. Raises LabelUnreadable.
    """
    spec = part_spec(taken)
    plan = RunPlan(spec)
    out: IO[bytes] = TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        render_run(spec, out, plan=plan)  # type: ignore[arg-type]
        out.seek(0)
        verify_run(out, spec, plan=plan)  # type: ignore[arg-type]
        out.seek(0)
    except BaseException:
        out.close()
        raise
    return out


def _voids_at(taken: LabelPrint) -> tuple[tuple[int, int], ...]:
    rows = taken.run.voids.filter(
        voided_at__lte=taken.printed_at, first__lte=taken.last, last__gte=taken.first
    )
    return tuple(rows.order_by("pk").values_list("first", "last"))
