"""Serve pictures, recordings, films and papers of lessons to people who may see them, with range requests."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from backend.common.media import serve
from courses.media.media_files import ENDINGS
from courses.media.rules import may_see_asset
from courses.models import Asset
from members.acting import ActorRequest


@require_safe
def media_file(request: ActorRequest, asset_id: UUID, file: str) -> HttpResponseBase:
    """Return one file of an asset. Raises Http404 if it is missing or the user may not see it."""
    asset = Asset.objects.filter(pk=asset_id).first()
    if asset is None or not (asset.is_public or may_see_asset(request.user, asset)):
        raise Http404
    for variant in asset.variants:
        if file == f"{variant['sha256'][:16]}.{ENDINGS[variant['content_type']]}":
            return serve(
                request, variant["name"], content_type=variant["content_type"], is_public=asset.is_public
            )
    raise Http404
