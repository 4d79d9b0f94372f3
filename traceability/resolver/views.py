"""Links of a product's codes: a page for the producer's people, and for officers, who may take one down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form, refuse_in_message
from backend.common.text import to_id
from members.acting import ActorRequest
from members.models import User
from products.models import Product
from traceability.models import CodeLink, Lot
from traceability.resolver.actions import add_link, change_link, remove_link, take_down_link
from traceability.resolver.forms import LinkForm, TakeDownForm
from traceability.resolver.rules import may_add_link, may_see_links, may_take_down_link

MOST_ENDED = 50


@login_required
@require_safe
def index(request: ActorRequest, product_id: int) -> HttpResponse:
    """List present, future and past links of the codes of a product and its lots.

    With ?lo= list only the links of the product itself and of that lot.
    """
    member = request.actor.member
    product = _product(member, product_id)
    lot = _lot(product, request.GET.get("lo"))
    links = (
        CodeLink.objects.visible_to(member)
        .filter(product=product)
        .select_related("lot", "product__producer__branch")
    )
    if lot:
        links = links.filter(Q(lot=None) | Q(lot=lot))
    standing = list(links.standing().order_by("link_type", "id"))
    today = timezone.localdate()
    context = {
        "product": product,
        "lot": lot,
        "rows": [
            {
                "link": link,
                "is_active": link.is_active_on(today),
                "is_over": bool(link.until_date and link.until_date < today),
            }
            for link in standing
        ],
        "ended": list(links.filter(ended_at__isnull=False).order_by("-ended_at")[:MOST_ENDED]),
        "may_add": may_add_link(member, product),
        "may_take_down": bool(standing) and may_take_down_link(member, standing[0]),
    }
    return render(request, "traceability/resolver/links.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def add(request: ActorRequest, product_id: int) -> HttpResponse:
    actor = request.actor
    product = _product(actor.member, product_id)
    if not may_add_link(actor.member, product):
        return render(request, "404.html", status=404)
    lot = _lot(product, request.GET.get("lo"))
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            link = add_link(actor=actor, product=product, lot=lot, **form.cleaned_data)
            messages.success(request, _("Đã thêm: %(title)s.") % {"title": link.title})
            return redirect("traceability:links", product.pk)
    return _form(request, form, product, lot, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def edit(request: ActorRequest, product_id: int, link_id: int) -> HttpResponse:
    actor = request.actor
    link = _link(actor.member, product_id, link_id)
    if not may_add_link(actor.member, link.product):
        return render(request, "404.html", status=404)
    form = LinkForm(request.POST) if request.method == "POST" else LinkForm.of(link)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            changed = change_link(actor=actor, link=link, changes=form.cleaned_data)
            messages.success(request, _("Đã sửa: %(title)s.") % {"title": changed.title})
            return redirect("traceability:links", product_id)
    return _form(request, form, link.product, link.lot, link)


@login_required
@require_POST
@idempotent
def remove(request: ActorRequest, product_id: int, link_id: int) -> HttpResponse:
    with refuse_in_message(request):
        link = remove_link(actor=request.actor, link=_link(request.actor.member, product_id, link_id))
        messages.success(request, _("Đã bỏ: %(title)s.") % {"title": link.title})
    return redirect("traceability:links", product_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def take_down(request: ActorRequest, product_id: int, link_id: int) -> HttpResponse:
    """Take a link down as an officer, with a reason that the producer reads."""
    actor = request.actor
    link = _link(actor.member, product_id, link_id)
    if not may_take_down_link(actor.member, link):
        return render(request, "404.html", status=404)
    form = TakeDownForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            take_down_link(actor=actor, link=link, **form.cleaned_data)
            messages.success(request, _("Đã gỡ: %(title)s.") % {"title": link.title})
            return redirect("traceability:links", product_id)
    context = {"form": form, "link": link, "product": link.product}
    return render(
        request, "traceability/resolver/take_down.html", context, status=400 if form.errors else 200
    )


def _product(user: User, product_id: int) -> Product:
    """Return the product if the user may see all its links.

    Otherwise raise Http404, so that nobody learns that the product exists.
    """
    rows = Product.objects.visible_to(user).select_related("producer__branch")
    product = get_object_or_404(rows, pk=product_id)
    return product if may_see_links(user, product) else get_object_or_404(Product.objects.none())


def _link(user: User, product_id: int, link_id: int) -> CodeLink:
    product = _product(user, product_id)
    rows = CodeLink.objects.visible_to(user).select_related("product__producer__branch", "lot")
    return get_object_or_404(rows, pk=link_id, product=product)


def _lot(product: Product, raw: str | None) -> Lot | None:
    wanted = to_id(raw)
    return product.lots.filter(pk=wanted).first() if wanted is not None else None


def _form(
    request: ActorRequest, form: LinkForm, product: Product, lot: Lot | None, link: CodeLink | None
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "product": product, "lot": lot, "link": link}
    return render(
        request, "traceability/resolver/link_form.html", context, status=400 if form.errors else 200
    )
