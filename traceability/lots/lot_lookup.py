"""Find the lot of a page."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from members.acting import ActorRequest
from traceability.lots.rules import may_see_history
from traceability.models import Lot


def lot_of(request: ActorRequest, lot_id: int) -> Lot:
    """Return a lot whose history the user may see; otherwise raise Http404."""
    member = request.actor.member
    lot = get_object_or_404(
        Lot.objects.visible_to(member).select_related("product__producer__branch"), pk=lot_id
    )
    if not may_see_history(member, lot):
        lot = get_object_or_404(Lot.objects.none())
    return lot
