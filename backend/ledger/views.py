"""The public log over HTTP: C2SP tlog-tiles for programs, a page for people.

Only the witnesses' page needs a session.
"""

from __future__ import annotations

import gzip
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.bodies import NotRaw, raw_body
from backend.common.idempotency import idempotent
from backend.common.limits import SharedLimit
from backend.common.network import client_address, network_of
from backend.ledger import checkpoints, tiles
from backend.ledger.forms import NoteForm
from backend.ledger.kept_checkpoints import code_of, compact_note
from backend.ledger.keys import log_keys, time_key
from backend.ledger.models import Checkpoint, CheckpointSignature
from backend.ledger.witnesses import MAX_TEXT, CosignatureRefused, keep_note, witnesses
from backend.theme.reading import for_reading

# A checkpoint is replaced every minute, a tile never.
A_FEW_SECONDS = "public, max-age=3"
FOR_GOOD = "public, max-age=31536000, immutable"
# A witness signs once a minute at most; each try costs some milliseconds of arithmetic.
cosignatures_a_minute = SharedLimit("cosignatures", 60)


def _open(response: HttpResponse, cache: str) -> HttpResponse:
    """Set the response's caching, and allow pages of other origins to read it: they may watch the log."""
    response["Cache-Control"] = cache
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Return the newest checkpoint as a signed note with all signatures."""
    latest = _latest()
    return _open(
        HttpResponse(checkpoints.note_of(latest), content_type="text/plain; charset=utf-8"), A_FEW_SECONDS
    )


@require_safe
def tile(request: HttpRequest, level: int, path: str) -> HttpResponse:
    try:
        index, width = tiles.parse_index(path)
        content = tiles.tile(level, index, width, _latest().size)
    except tiles.NoTile:
        raise Http404 from None
    return _open(HttpResponse(content, content_type="application/octet-stream"), FOR_GOOD)


@require_safe
def entries(request: HttpRequest, path: str) -> HttpResponse:
    try:
        index, width = tiles.parse_index(path)
        content = tiles.bundle(index, width, _latest().size)
    except tiles.NoTile:
        raise Http404 from None
    response = HttpResponse(content, content_type="application/octet-stream")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = gzip.compress(content, 6, mtime=0)
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return _open(response, FOR_GOOD)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Return the log's current keys, one per line, in the form that verify_pieu.py accepts."""
    return _open(
        HttpResponse(
            "".join(f"{key.text}\n" for key in log_keys()), content_type="text/plain; charset=utf-8"
        ),
        A_FEW_SECONDS,
    )


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """Return the Python script that checks a proof without Piêu."""
    return _script("verify_pieu.py")


@require_safe
def watcher(request: HttpRequest) -> HttpResponse:
    """Return the Python script that mirrors and watches the log."""
    return _script("watch_pieu.py")


def _script(name: str) -> HttpResponse:
    content = Path(__file__).with_name(name).read_bytes()
    response = HttpResponse(content, content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return _open(response, "public, max-age=3600")


@csrf_exempt
@require_POST
def add_cosignature(request: HttpRequest) -> HttpResponse:
    """Store a witness's cosignature. Needs no account: the signature identifies the witness.

    The body is a checkpoint of this log as a signed note (C2SP signed-note) with cosignature/v1 lines
    (tlog-cosignature). Returns 200 with the stored lines, also on repetition. Errors: 400 no note, 403 no
    valid line of a known witness, 404 no such checkpoint, 409 another root at that size, 413, 415 a form, 429.
    """
    if cosignatures_a_minute.is_over(network_of(client_address(request))):
        return _plain_text(_("Gửi nhiều quá. Xin đợi một phút."), 429)
    if int(request.META.get("CONTENT_LENGTH") or 0) > 2 * MAX_TEXT:
        return _plain_text(_("Dài quá."), 413)
    try:
        stored = keep_note(raw_body(request).decode())
    except UnicodeDecodeError:
        return _plain_text(_("Đây không phải điểm mốc có chữ ký."), 400)
    except (CosignatureRefused, NotRaw) as refused:
        return _plain_text(refused.message, refused.status_code)
    return _plain_text("\n".join(row.line for row in stored), 200)


def _plain_text(text: str, status: int) -> HttpResponse:
    response = HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    if status == 429:
        response["Retry-After"] = "60"
    return _open(response, "no-store")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def witness_page(request: HttpRequest) -> HttpResponse:
    """Show staff the witnesses and their last signatures, and a form for cosignatures that came by mail."""
    if not request.user.is_staff:
        raise Http404
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stored = keep_note(form.cleaned_data["note"])
            messages.success(
                request, _("Đã giữ chữ ký của %(names)s.") % {"names": ", ".join(row.name for row in stored)}
            )
            return redirect("ledger:witnesses")
        except CosignatureRefused as refused:
            form.add_error("note", refused.message)
    context = {
        "witnesses": witnesses(),
        "checkpoint": checkpoints.latest(),
        "form": form,
        "origin": settings.PUBLIC_ORIGIN,
    }
    return render(request, "ledger/witnesses.html", context, status=400 if form.errors else 200)


@for_reading
@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show the log: its purpose, its size, its signatures, and how to check it."""
    latest = checkpoints.latest()
    current = log_keys()
    own = {text for key in current for text in (key.text, time_key(key).text)}
    signatures = list(latest.signatures.order_by("id")) if latest else []
    earlier = (
        CheckpointSignature.objects.filter(key__startswith=f"{settings.LOG_NAME}+", signed_at=None)
        .exclude(key__in=own)
        .order_by()
        .values_list("key", flat=True)
        .distinct()
    )
    return render(
        request,
        "ledger/log.html",
        {
            "name": settings.LOG_NAME,
            "origin": settings.PUBLIC_ORIGIN,
            "checkpoint": latest,
            "note": checkpoints.note_of(latest) if latest else "",
            "code": mark_safe(code_of(compact_note(latest))) if latest else "",  # our own drawing
            "signed_at": max(
                (row.signed_at for row in signatures if row.signed_at and row.key in own), default=None
            ),
            "witnesses": [row for row in signatures if not row.key.startswith(f"{settings.LOG_NAME}+")],
            "keys": [key.text for key in current],
            "earlier": list(earlier),
        },
    )


def _latest() -> Checkpoint:
    latest = checkpoints.latest()
    if latest is None:
        raise Http404
    return latest
