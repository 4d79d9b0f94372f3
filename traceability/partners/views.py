"""Đối tác: partners whose software may send or query events of a producer's lots.

The page also shows the member's own partner code.
"""

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
from products.models import Producer, Product
from traceability.models import EpcisGrant
from traceability.partners.actions import end_grant, grant_partner
from traceability.partners.forms import GrantForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def partners(request: ActorRequest) -> HttpResponse:
    member = request.actor.member
    producer = Producer.objects.filter(people__user=member, people__until=None).order_by("pk").first()
    products = (
        Product.objects.filter(producer=producer).order_by("name") if producer else Product.objects.none()
    )
    form = GrantForm(request.POST or None, products=[(one.pk, one.name) for one in products])
    if request.method == "POST" and producer is not None and form.is_valid():
        data = form.cleaned_data
        with refuse_in_form(form):
            grant_partner(
                actor=request.actor,
                producer=producer,
                partner_code=data["partner_code"],
                may_capture=data["may_capture"],
                may_query=data["may_query"],
                product=products.get(pk=data["product"]) if data["product"] else None,
            )
            messages.success(request, _("Đối tác đã được phép."))
            return redirect("traceability:partners")
    grants = EpcisGrant.objects.visible_to(member).select_related("producer", "partner", "product")
    context = {
        "form": form,
        "producer": producer,
        "grants": [grant for grant in grants if grant.partner_id != member.pk],
        "given_to_me": [
            grant for grant in grants if grant.partner_id == member.pk and grant.ended_at is None
        ],
        "code": member.ref,
    }
    return render(request, "traceability/partners/partners.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@idempotent
def end(request: ActorRequest, grant_id: int) -> HttpResponse:
    grant = get_object_or_404(EpcisGrant.objects.visible_to(request.actor.member), pk=grant_id)
    with refuse_in_message(request):
        end_grant(actor=request.actor, grant=grant)
        messages.success(request, _("Đối tác không dùng được nữa."))
    return redirect("traceability:partners")
