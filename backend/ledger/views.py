"""The log over HTTP: C2SP tlog-tiles for programs, a page for people. Nothing here needs a session."""

from __future__ import annotations

import gzip
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from backend.ledger import checkpoints, tiles, verify_pieu
from backend.ledger.keys import log_keys, time_key
from backend.ledger.models import Checkpoint, CheckpointSignature

# A checkpoint is replaced every minute, a tile never.
A_FEW_SECONDS = "public, max-age=3"
FOR_GOOD = "public, max-age=31536000, immutable"


def _open(response: HttpResponse, cache: str) -> HttpResponse:
    """Pages elsewhere may watch the log, too."""
    response["Cache-Control"] = cache
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint with all signatures."""
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
    """The keys that sign today, one a line, as verify_pieu.py takes them."""
    return _open(
        HttpResponse(
            "".join(f"{key.text}\n" for key in log_keys()), content_type="text/plain; charset=utf-8"
        ),
        A_FEW_SECONDS,
    )


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The script that checks a proof without Piêu."""
    response = HttpResponse(
        Path(verify_pieu.__file__).read_bytes(), content_type="text/x-python; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="verify_pieu.py"'
    return _open(response, "public, max-age=3600")


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What the log is, how far it goes, who signed it, and how anybody checks it."""
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
