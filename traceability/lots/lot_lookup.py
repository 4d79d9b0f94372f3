"""Find the lot of a page, and the products of a lot's code."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.shortcuts import get_object_or_404

from members.acting import ActorRequest
from traceability.lots.rules import may_see_history
from traceability.models import Lot, LotAlias

MOST_PRODUCTS = 24


def lot_of(request: ActorRequest, lot_id: int) -> Lot:
    """Return a lot whose history the user may see; otherwise raise Http404."""
    member = request.actor.member
    lot = get_object_or_404(
        Lot.objects.visible_to(member).select_related("product__producer__branch"), pk=lot_id
    )
    if not may_see_history(member, lot):
        lot = get_object_or_404(Lot.objects.none())
    return lot


def products_of_lot(*, code: str) -> set[int]:
    """Return the ids of the products that have a lot with a public page and this present or former code."""
    former = LotAlias.objects.filter(code=code)
    lots = Lot.objects.visible_to(AnonymousUser()).filter(Q(code=code) | Q(pk__in=former.values("lot")))
    return set(lots.order_by().values_list("product_id", flat=True)[:MOST_PRODUCTS])
