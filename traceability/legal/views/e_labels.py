"""E-labels of several products at once: choose, preview, switch, switch back; and print all of them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import qr
from backend.common.idempotency import idempotent
from backend.common.pagination import paginate
from backend.common.text import to_id
from backend.law.citing.presenters import CitedLaw, cited_law
from members.acting import ActorRequest
from members.models import User
from products.models import Product
from products.products.enums import ProductState
from traceability.gs1.digital_link import build_uri
from traceability.labels.actions.codes import known_code
from traceability.labels.enums import CodeKind
from traceability.legal.actions.e_label_switches import (
    MOST,
    Outcome,
    TooMany,
    What,
    preview_e_labels,
    switch_e_labels,
)
from traceability.models import ELabel
from traceability.scans.origin.content import content_without_lot
from traceability.scans.origin.facts import consumer_rows, facts_without_lot

ON_A_PAGE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def switches(request: ActorRequest) -> HttpResponse:
    """Show products to choose from, preview the result for each, then switch their e-labels.

    After switching, show the result and a way to undo it.
    """
    member = request.actor.member
    if request.method == "POST":
        chosen = _chosen(member, request.POST.getlist("products"))
        is_on = request.POST.get("on") == "1"
        try:
            if request.POST.get("confirmed") != "1":
                outcomes = preview_e_labels(actor=request.actor, products=chosen, is_on=is_on)
                context = {
                    "is_on": is_on,
                    "outcomes": outcomes,
                    **_sorted(outcomes),
                    "cited": _cited(outcomes),
                }
                return render(request, "traceability/legal/e_labels_preview.html", context)
            return redirect(
                _result_url(switch_e_labels(actor=request.actor, products=chosen, is_on=is_on), is_on)
            )
        except TooMany as error:
            return _list(request, error=error.message, status=400)
    return _list(request)


def _list(request: ActorRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    member, is_on = request.actor.member, request.GET.get("on") == "1"
    switched = _chosen(member, request.GET.get("doi", "").split(","), is_strict=False)
    refused = _chosen(member, request.GET.get("con", "").split(","), is_strict=False)
    left = preview_e_labels(actor=request.actor, products=refused, is_on=is_on) if refused else []
    context = {
        "cited": _cited(left),
        "page": paginate(request, _switchable(member), per_page=ON_A_PAGE),
        "error": error,
        "is_on": is_on,
        "switched": switched,
        "refused": [outcome for outcome in left if outcome.what == What.REFUSED],
        "has_any_on": ELabel.objects.filter(product__in=_switchable(member), until=None).exists(),
    }
    return render(request, "traceability/legal/e_labels.html", context, status=status)


@login_required
@require_safe
def paper(request: ActorRequest) -> HttpResponse:
    """Show a page to print with the e-labels of the producer's products: the content that all packs share.

    Lot and days are not on it, because each pack has its own.
    """
    rows = _switchable(request.actor.member).filter(is_on=True)
    of_each_lot = {
        _("Hình ảnh"),
        _("Số lô"),
        _("Ngày thu hoạch"),
        _("Ngày sản xuất (NSX)"),
        _("Hạn sử dụng (HSD)"),
    }
    page = paginate(request, rows, per_page=MOST)
    labels = []
    for product in page.rows:
        content = content_without_lot(product)
        facts = facts_without_lot(product, content)
        product_rows = [(name, value) for name, value in consumer_rows(facts) if name not in of_each_lot]
        labels.append({"name": content.name, "rows": product_rows, "code": _drawn(product)})
    return render(request, "traceability/legal/e_labels_paper.html", {"labels": labels, "page": page})


def _cited(outcomes: list[Outcome]) -> list[CitedLaw]:
    """Return the law that refuses some of the products, and who has read it."""
    return cited_law(gap.rule.source for outcome in outcomes for gap in outcome.gaps)


def _drawn(product: Product) -> str:
    code = known_code(product)
    if code is None:
        return ""
    own = code.kind == CodeKind.OWN
    uri = build_uri(
        settings.PUBLIC_ORIGIN, gtin=None if own else code.value, own_code=code.value if own else None
    )
    return mark_safe(qr.svg(uri))  # our own drawing


def _switchable(member: User) -> QuerySet[Any]:
    """Return the products that `member` runs and that are listed or have an active e-label, by name."""
    on = Exists(ELabel.objects.filter(product=OuterRef("pk"), until=None))
    rows = (
        Product.objects.run_by(member).annotate(is_on=on).filter(Q(state=ProductState.LISTED) | Q(is_on=True))
    )
    return rows.select_related("producer__unit__parent").order_by("name", "pk")


def _chosen(member: User, given: list[str], *, is_strict: bool = True) -> list[Product]:
    """Return the selected products.

    Another producer's product raises Http404; with `is_strict` False it is left out.
    """
    ids = [pk for text in given[: MOST + 1] if (pk := to_id(text))]
    found = {product.pk: product for product in _switchable(member).filter(pk__in=ids)}
    if is_strict and found.keys() != {*ids}:
        raise Http404
    return [found[pk] for pk in dict.fromkeys(ids) if pk in found]


def _sorted(outcomes: list[Outcome]) -> dict[str, list[Outcome]]:
    return {what.value: [outcome for outcome in outcomes if outcome.what == what] for what in What}


def _result_url(outcomes: list[Outcome], is_on: bool) -> str:
    """Return the URL of the list that shows the outcomes: the products that were switched or refused."""
    query = {"on": "1" if is_on else "0"}
    for name, what in (("doi", What.SWITCHED), ("con", What.REFUSED)):
        if ids := [str(outcome.product.pk) for outcome in outcomes if outcome.what == what]:
            query[name] = ",".join(ids)
    return f"{reverse('traceability:switch-e-labels')}?{urlencode(query)}"
