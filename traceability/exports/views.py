"""Exports: the fields of each profile, its schema, and the file of a lot. They are files; nothing is sent."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from backend.common.submitting import refuse_in_message
from members.acting import ActorRequest
from traceability.exports.files import PROFILES, export_of
from traceability.exports.profile import Profile
from traceability.lots.rules import may_see_history
from traceability.models import Lot


def _profile(name: str) -> Profile:
    if name not in PROFILES:
        raise Http404
    return PROFILES[name]


@require_safe
def index(request: ActorRequest) -> HttpResponse:
    return render(request, "traceability/exports/exports.html", {"profiles": PROFILES.values()})


@require_safe
def schema(request: ActorRequest, name: str) -> HttpResponse:
    profile = _profile(name)
    with override("vi"):
        document = profile.schema()
    response = _json(document)
    response.headers["Content-Type"] = "application/schema+json"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@login_required
@require_safe
def export(request: ActorRequest, lot_id: int, name: str) -> HttpResponse:
    """Serve the export file to users who may see the lot's history.

    If required data is missing, redirect to the lot's legal page with a message.
    """
    profile = _profile(name)
    member = request.actor.member
    lot = get_object_or_404(
        Lot.objects.visible_to(member).select_related(
            "place", "product__producer__unit__parent", "product__producer__branch"
        ),
        pk=lot_id,
    )
    if not may_see_history(member, lot):
        raise Http404
    with refuse_in_message(request) as submission:
        document = export_of(profile, lot, made_at=timezone.now())
    if not submission.is_done:
        return redirect("traceability:legal", lot.pk)
    response = _json(document)
    response.headers["Content-Disposition"] = f'attachment; filename="{profile.name}-{lot.code}.json"'
    return response


def _json(document: dict[str, Any]) -> HttpResponse:
    return HttpResponse(json.dumps(document, ensure_ascii=False, indent=1), content_type="application/json")
