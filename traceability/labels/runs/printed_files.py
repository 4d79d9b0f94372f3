"""Serve the PDF of an entry of the print ledger, for 24 hours after the print."""

from __future__ import annotations

from datetime import timedelta

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common import media
from backend.common.errors import DomainError
from traceability.labels.enums import RunState
from traceability.labels.runs import files
from traceability.labels.runs.sheets import is_whole, part_sheet
from traceability.models import LabelPrint

# Time for which an entry of the print ledger opens its file; later prints need another entry.
OPEN_FOR = timedelta(hours=24)


class SheetNotOpen(DomainError):
    """The print is more than 24 hours old, or its file is still being made."""

    status_code = 409


def is_open(taken: LabelPrint) -> bool:
    return taken.printed_at > timezone.now() - OPEN_FOR


def sheet_response(request: HttpRequest, taken: LabelPrint) -> HttpResponseBase:
    """Return the PDF of a print, with caching disabled. The caller checks the rights.

    A part of a run is rendered at once (traceability/labels/runs/sheets.py). Raises SheetNotOpen,
    LabelUnreadable.
    """
    row = taken.run
    if not is_open(taken):
        raise SheetNotOpen(_("Lần in này đã quá một ngày. Chị ghi một lần in mới."), code="print_stale")
    if row.state != RunState.READY or (is_whole(taken) and not files.is_there(row.pdf)):
        raise SheetNotOpen(_("Tem đang làm. Chị đợi một lát."), code="sheet_not_ready")
    name = f"tem-{row.lot.code}-dot-{row.pk}"
    if is_whole(taken):
        return media.serve(
            request,
            row.pdf,
            content_type="application/pdf",
            is_public=False,
            cache_control="private, no-store",
            download_as=f"{name}.pdf",
        )
    response = FileResponse(
        part_sheet(taken),
        content_type="application/pdf",
        as_attachment=True,
        filename=f"{name}-tem-{taken.first}-{taken.last}.pdf",
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
