"""Cartons and pallets of a producer, and their GS1 numbers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from products.models import Producer
from traceability.containers.actions.pallets import put_on_pallet, take_off_pallet
from traceability.containers.actions.prefixes import set_company_prefix
from traceability.containers.forms import PalletForm, PrefixForm
from traceability.containers.presenters import ContainersPage, named
from traceability.containers.rules import may_set_prefix
from traceability.models import CompanyPrefix, Container

MOST_LISTED = 100


def producer_of(request: ActorRequest, pk: int) -> Producer:
    """Return a producer that the user runs or oversees; otherwise raise Http404."""
    return get_object_or_404(Producer.objects.handled_by(request.actor.member), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def containers(request: ActorRequest, producer_id: int) -> HttpResponse:
    """List the producer's latest pallets, and packed cartons on no pallet; put cartons on a pallet."""
    producer = producer_of(request, producer_id)
    rows = list(
        Container.objects.filter(producer=producer)
        .prefetch_related("contents__lot__product", "children__contents__lot")
        .order_by("-pk")[: MOST_LISTED * 2]
    )
    pallets = [row for row in rows if row.is_pallet]
    cartons = [row for row in rows if not row.is_pallet and row.parent_id is None and row.contents.all()][
        :MOST_LISTED
    ]
    form = PalletForm(
        request.POST if request.method == "POST" else None,
        cartons=named(cartons),
        pallets=pallets,
    )
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["cartons"])
        with refuse_in_form(form):
            pallet = put_on_pallet(
                actor=request.actor,
                producer=producer,
                cartons=[row for row in cartons if str(row.pk) in chosen],
                pallet=next((row for row in pallets if str(row.pk) == form.cleaned_data["pallet"]), None),
            )
            messages.success(request, _("Đã xếp lên pallet %(number)s.") % {"number": pallet})
            return redirect("traceability:containers", producer.pk)
    context = {
        "producer": producer,
        "page": ContainersPage(producer, request.actor.member, pallets=pallets, cartons=cartons),
        "form": form,
        "prefix": CompanyPrefix.objects.filter(producer=producer).first(),
    }
    return render(
        request,
        "traceability/containers/containers.html",
        context,
        status=400 if form.errors else 200,
    )


@login_required
@require_POST
@idempotent
def take_off(request: ActorRequest, producer_id: int, pallet_id: int) -> HttpResponse:
    """Take one carton (POST field `carton`), or all, off the pallet."""
    producer = producer_of(request, producer_id)
    pallet = get_object_or_404(Container, producer=producer, is_pallet=True, pk=pallet_id)
    cartons = None
    if number := request.POST.get("carton"):
        cartons = [row for row in pallet.children.all() if str(row.pk) == number]
    with refuse_in_message(request):
        take_off_pallet(actor=request.actor, pallet=pallet, cartons=cartons)
        messages.success(request, _("Đã lấy xuống khỏi pallet."))
    return redirect("traceability:containers", producer.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def prefix(request: ActorRequest, producer_id: int) -> HttpResponse:
    """Show and set the GS1 prefix and GLN of a producer."""
    producer = producer_of(request, producer_id)
    if not may_set_prefix(request.actor.member, producer):
        return render(request, "404.html", status=404)
    row = CompanyPrefix.objects.filter(producer=producer).first()
    form = PrefixForm(
        request.POST if request.method == "POST" else None,
        initial={"prefix": row.prefix, "gln": row.gln} if row else {},
    )
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            set_company_prefix(actor=request.actor, producer=producer, **form.cleaned_data)
            messages.success(request, _("Đã lưu mã GS1."))
            return redirect("traceability:containers", producer.pk)
    return render(
        request,
        "traceability/containers/prefix.html",
        {"producer": producer, "form": form, "row": row},
        status=400 if form.errors else 200,
    )
