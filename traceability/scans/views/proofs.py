"""The proof of a lot's page: as a page, and as a file."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from backend.theme.reading import for_reading
from traceability.labels.enums import RunState
from traceability.models import Lot
from traceability.scans.origin.addresses import origin_path
from traceability.scans.origin.content import product_content
from traceability.scans.origin.proof import proof_of_lot

# A minute later the log may have grown; the old file stays valid.
A_MINUTE = "public, max-age=60"


def _public_lot(lot_id: int) -> Lot:
    """Return a lot with a public page: its labels are out, or its product was listed."""
    lot = get_object_or_404(Lot.objects.select_related("product__producer"), pk=lot_id)
    if lot.product.slug is None and not lot.label_runs.filter(state=RunState.READY).exists():
        raise Http404
    return lot


@for_reading
@require_safe
def proof(request: HttpRequest, lot_id: int) -> HttpResponse:
    lot = _public_lot(lot_id)
    return render(
        request,
        "traceability/scans/origin/proof.html",
        {
            "lot": lot,
            "path": origin_path(lot),
            "product_name": product_content(lot).name,
            "proof": proof_of_lot(lot),
        },
    )


@require_safe
def proof_file(request: HttpRequest, lot_id: int) -> HttpResponse:
    """Serve the proof as JSON; 404 until a signed checkpoint covers an entry of the lot."""
    found = proof_of_lot(_public_lot(lot_id))
    if not found.entries:
        raise Http404
    response = HttpResponse(
        json.dumps(found.document(), ensure_ascii=False, indent=1), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="bang-chung-{found.lot.code}.json"'
    response["Cache-Control"] = A_MINUTE
    return response
