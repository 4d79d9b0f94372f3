"""Posters: one code for a whole lot."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import hold_refusal
from members.acting import ActorRequest
from traceability.gs1.digital_link import host_of
from traceability.labels.actions import refusal_for
from traceability.labels.actions.codes import code_for, known_code
from traceability.labels.runs.content import content_for, is_local
from traceability.labels.runs.posters import POSTER_FORMS, poster_file, poster_uri
from traceability.labels.views.labels import find_lot


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def poster(request: ActorRequest, lot_id: int) -> HttpResponse:
    """Show the code of a lot's poster, what it opens, and its three files. 409 if the lot gets no labels now.

    POST creates the product's code if it has none.
    """
    lot = find_lot(request.actor.member, lot_id)
    refusal = refusal_for(lot)
    if request.method == "POST" and not refusal:
        code_for(lot.product)
        return redirect("traceability:poster", lot.pk)
    code = known_code(lot.product)
    origin = settings.PUBLIC_ORIGIN
    context = {
        "lot": lot,
        "refusal": refusal,
        "code": code,
        "uri": poster_uri(lot, code, origin=origin) if code and not refusal else "",
        "host": host_of(origin),
        "is_local": is_local(origin),
    }
    return render(request, "traceability/labels/poster.html", context, status=409 if refusal else 200)


@login_required
@require_safe
def download(request: ActorRequest, lot_id: int, form: str) -> HttpResponse:
    """Serve the poster as an A4 page (pdf), or its code as a picture (png, svg).

    404 if the product has no code, or the lot gets no labels now.
    """
    lot = find_lot(request.actor.member, lot_id)
    code = known_code(lot.product)
    if form not in POSTER_FORMS or code is None or refusal_for(lot):
        raise Http404
    origin = settings.PUBLIC_ORIGIN
    uri = poster_uri(lot, code, origin=origin)
    with hold_refusal() as submission:
        data = poster_file(form, uri, content_for(lot, origin=origin))
    if submission.refusal:
        context = {"lot": lot, "refusal": submission.refusal}
        return render(request, "traceability/labels/poster.html", context, status=409)
    response = HttpResponse(data, content_type=POSTER_FORMS[form])
    response["Cache-Control"] = "private, max-age=300"
    # Its page shows it as a picture; opened directly, it is saved as a file.
    response["Content-Disposition"] = f'attachment; filename="ma-{lot.code}.{form}"'
    return response
