"""The paper harvest sheet: printed with the member's products, filled in by hand, typed in on one screen."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent, key_of
from members.acting import ActorRequest
from products.models import Producer, Product
from products.products.distinctions import distinct_names, first_photo
from traceability.diary.actions import MAX_LINES, SheetError, record_sheet
from traceability.diary.forms.paper import SheetForm

MOST_PRINTED = 8  # number of products whose names fit next to the boxes


@login_required
@require_safe
def sheet(request: ActorRequest) -> HttpResponse:
    """Show the member's A4 sheet for printing."""
    member = request.actor.member
    products = list(
        Product.objects.run_by(member)
        .exclude(state="retired")
        .exclude(name="")
        .select_related("producer")
        .prefetch_related("photo_links__photo")
        .order_by("name", "pk")[: MOST_PRINTED + 1]
    )
    names = distinct_names(products)
    rows = [(product, names[product.pk], first_photo(product)) for product in products]
    context = {
        "member": member,
        "producers": list(Producer.objects.run_by(member).filter(is_active=True).select_related("unit")),
        "products": rows[:MOST_PRINTED],
        "few": rows if len(rows) <= 3 else [],
        "lines": range(1, MAX_LINES + 1),
    }
    return render(request, "traceability/diary/paper/sheet.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def enter(request: ActorRequest) -> HttpResponse:
    """Record the ten lines of a filled-in sheet, typed by the member or a helping officer; all or none."""
    actor = request.actor
    form = SheetForm(request.POST if request.method == "POST" else None, member=actor.member)
    problem = ""
    if request.method == "POST":
        if form.is_valid():
            key = key_of(request) or ""
            try:
                sheet_id = uuid.UUID(key)
            except ValueError:
                sheet_id = uuid.uuid5(uuid.NAMESPACE_OID, key) if key else uuid.uuid4()
            try:
                events = record_sheet(actor=actor, sheet_id=sheet_id, lines=form.written)
                messages.success(
                    request,
                    ngettext("Đã ghi %(n)d dòng từ phiếu.", "Đã ghi %(n)d dòng từ phiếu.", len(events))
                    % {"n": len(events)},
                )
                return redirect("traceability:diary")
            except SheetError as error:
                form.refuse(error.lines)
                problem = str(error.message)
            except DomainError as error:
                problem = str(error.message)
        else:
            problem = str(SheetError({}).message)
    context = {"form": form, "problem": problem, "member": actor.member}
    return render(request, "traceability/diary/paper/enter.html", context, status=400 if problem else 200)
