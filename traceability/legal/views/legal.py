"""Legal requirements for a lot: the gaps, the digital product passport, the e-label."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_message
from backend.law.citing.presenters import cited_law, named_law
from backend.theme.reading import for_reading
from members.acting import ActorRequest
from products.legal.rule import Surface
from products.models import Product
from traceability.exports.files import PROFILES
from traceability.legal.actions.passports import (
    passport_document,
    passport_url,
    publish_passport,
    published_passport,
    switch_e_label,
    widest_recall,
)
from traceability.legal.e_label import changes, retention_of
from traceability.legal.gaps import gaps, surfaces_of
from traceability.legal.passport_paper import passport_pdf, passport_rows
from traceability.legal.passport_standing import changed_since, changed_words, ended_of
from traceability.legal.passport_steps import steps_of
from traceability.legal.rights import may_publish_passport
from traceability.legal.sticker import left_to_the_pack
from traceability.lots.rules import may_change_lot, may_see_history
from traceability.models import Lot, Passport
from traceability.scans.origin.addresses import origin_path
from traceability.scans.origin.content import product_content
from traceability.scans.origin.facts import consumer_rows, facts_of
from traceability.scans.origin.publishing import lacks_of, publish_if_complete

# What an electronic label is and must show.
E_LABEL_LAW = [f"37/2026/NĐ-CP {article}" for article in (52, 53, 54, 55)]


@for_reading
@login_required
@require_safe
def checklist(request: ActorRequest, lot_id: int) -> HttpResponse:
    """Show what the lot's label, page, record and passport lack.

    Each gap has its article of the law and a link to the page where it is filled.
    """
    member = request.actor.member
    lot = get_object_or_404(
        Lot.objects.visible_to(member).select_related("product__producer__branch", "product__producer__unit"),
        pk=lot_id,
    )
    if not may_see_history(member, lot):
        raise Http404
    titles = {
        Surface.PAGE: _("Trang người mua quét"),
        Surface.LABEL: _("Nhãn và tem"),
        Surface.SYSTEM: _("Hồ sơ truy xuất"),
        Surface.PASSPORT: _("Hộ chiếu số (tự nguyện)"),
        Surface.E_LABEL: _("Nhãn điện tử"),
    }
    latest = lot.passports.order_by("-number").first()
    parts = [
        (
            titles[surface],
            gaps(lot, surface),
            left_to_the_pack(lot.product) if surface == Surface.LABEL else [],
        )
        for surface in surfaces_of(lot)
    ]
    context = {
        "lot": lot,
        "product": lot.product,
        "parts": parts,
        "cited": cited_law(gap.rule.source for _title, missing, _on_pack in parts for gap in missing),
        "passport": latest,
        "changed": [each.name for each in changed_since(latest, lot)]
        if latest is not None and latest.facts
        else [],
        "may_publish": may_publish_passport(member, lot),
        "may_change": may_change_lot(member, lot),
        "profiles": PROFILES.values(),
        "e_label": lot.product.e_labels.filter(until=None).first(),
    }
    return render(request, "traceability/legal/checklist.html", context)


@login_required
@require_POST
@idempotent
def publish_lot_passport(request: ActorRequest, lot_id: int) -> HttpResponse:
    lot = get_object_or_404(Lot.objects.visible_to(request.actor.member), pk=lot_id)
    with refuse_in_message(request):
        made = publish_passport(actor=request.actor, lot=lot)
        messages.success(request, _("Đã công bố hộ chiếu số, bản số %(number)s.") % {"number": made.number})
    return redirect("traceability:legal", lot.pk)


@login_required
@require_POST
@idempotent
def e_label_switch(request: ActorRequest, product_id: int) -> HttpResponse:
    product = get_object_or_404(Product.objects.visible_to(request.actor.member), pk=product_id)
    with refuse_in_message(request):
        switch_e_label(actor=request.actor, product=product, is_on=request.POST.get("on") == "1")
        messages.success(request, _("Đã lưu. Tem làm từ giờ ghi đúng điều mã mở ra."))
    return redirect("products:manage", product.pk)


@for_reading
@require_safe
def passport(request: ActorRequest, lot_id: int) -> HttpResponse:
    """Show the last published passport to everybody."""
    row = _passport(lot_id)
    ended = ended_of(row)
    context = {
        "passport": row,
        "lot": row.lot,
        "rows": passport_rows(row.facts or {}, ended),
        "changed": changed_words(row, changed_since(row, row.lot)),
        "steps": steps_of(row, ended),
        "recall": widest_recall(row.lot),
        "path": origin_path(row.lot),
    }
    return render(request, "traceability/legal/passport.html", context)


@require_safe
def passport_data(request: ActorRequest, lot_id: int) -> HttpResponse:
    row = _passport(lot_id)
    response = JsonResponse(passport_document(row), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Type"] = "application/ld+json"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def passport_file(request: ActorRequest, lot_id: int) -> HttpResponse:
    row = _passport(lot_id)
    recall = widest_recall(row.lot)
    # The PDF is in Vietnamese, whatever the interface language.
    ended = ended_of(row)
    with override("vi"):
        steps, changed = steps_of(row, ended), changed_words(row, changed_since(row, row.lot))
    pdf = passport_pdf(row, url=passport_url(row), steps=steps, recall=recall, ended=ended, changed=changed)
    name = f"ho-chieu-{row.lot.code}-{row.number}.pdf"
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@for_reading
@require_safe
def e_label(request: ActorRequest, lot_id: int) -> HttpResponse:
    """Show the label of a lot as the law requires on a screen, and its changes.

    A recall comes first (Decree 37/2026/NĐ-CP, Art. 52(7)).
    """
    lot = get_object_or_404(
        Lot.objects.select_related("place", "product__producer__unit__parent", "product__producer__branch"),
        pk=lot_id,
    )
    if not lot.product.e_labels.exists():
        raise Http404
    content = product_content(lot)
    facts, kept = facts_of(lot, content), retention_of(lot)
    publish_if_complete(lot, facts, lacks_of(lot, content))
    context = {
        "lot": lot,
        "product": lot.product,
        "rows": consumer_rows(facts, has_photo=content.photo is not None),
        "photo": content.photo,
        "recall": widest_recall(lot),
        "changes": changes(lot),
        "kept": kept,
        "cited": [*named_law(*E_LABEL_LAW), *cited_law([kept[1].source] if kept else [])],
        "path": origin_path(lot),
    }
    return render(request, "traceability/legal/e_label.html", context)


def _passport(lot_id: int) -> Passport:
    row = published_passport(lot_id)
    if row is None:
        raise Http404
    return row
