"""The livestream kit of a product: script, own sentences, prompter and price card."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common import qr
from backend.common.idempotency import idempotent
from backend.common.text import to_id
from backend.law.citing.presenters import cited_law
from backend.theme.reading import for_reading
from courses.authoring.versions import Published
from courses.live.actions import LiveError, write_live_sheet
from courses.live.forms import OwnWordsForm
from courses.live.kit import ADVERTISING_ARTICLE, LENGTHS, announcements, label_rows, paper_rows, run_sheet
from courses.live.record import Record, record_of
from courses.live.script import Part, script
from courses.models import LiveSheet
from courses.practice.enums import OutcomeKind
from members.acting import ActorRequest
from products.models import Product
from products.products.enums import ProductState
from products.products.rules import may_edit_product
from products.share.facts import share_facts

SCALES = ("nho", "vua", "to")


@login_required
@require_safe
def index(request: ActorRequest) -> HttpResponse:
    """List at most 50 products that the user runs, each linking to its kit; listed ones first."""
    rows = (
        Product.objects.run_by(request.actor.member)
        .exclude(state=ProductState.RETIRED)
        .exclude(name="")
        .order_by("-created_at", "-pk")[:50]
    )
    products = sorted(rows, key=lambda product: product.state != ProductState.LISTED)
    return render(request, "courses/live/index.html", {"products": products})


@for_reading
@login_required
@require_safe
def kit(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one broadcast on a printable page: run sheet with script, announcement, certificates."""
    product = _product_or_404(request, pk)
    record, parts = _spoken(product)
    label = label_rows(product, record)
    wanted = to_id(request.GET.get("phut"))
    minutes = wanted if wanted is not None and wanted in LENGTHS else LENGTHS[0]
    return render(
        request,
        "courses/live/kit.html",
        {
            "product": product,
            "record": record,
            "timed": run_sheet(parts, length=minutes),
            "minutes": minutes,
            "lengths": LENGTHS,
            "left_out": [one for part in parts for one in part.left_out],
            "announcements": announcements(record),
            "article": ADVERTISING_ARTICLE,
            "papers": paper_rows(product),
            "label": label,
            "cited": cited_law(row.source for row in label),
            "is_listed": bool(record.url),
            "overlay_url": settings.PUBLIC_ORIGIN + reverse("courses:live_overlay", args=[product.slug])
            if record.url
            else "",
            "may_edit": may_edit_product(request.actor.member, product),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def own_words(request: ActorRequest, pk: int) -> HttpResponse:
    """Edit the seller's own sentences.

    A claim that nothing proves is an error at its field, and no input is lost.
    """
    product = _product_or_404(request, pk)
    sheet = LiveSheet.objects.filter(product=product).first()
    form = OwnWordsForm(request.POST or None, initial=sheet.own if sheet else {})
    if request.method == "POST" and form.is_valid():
        try:
            write_live_sheet(actor=request.actor, product=product, own=form.cleaned_data)
            messages.info(request, _("Đã lưu lời của chị."))
            return redirect("courses:live_kit", pk)
        except LiveError as error:
            form.refuse(error)
    return render(
        request,
        "courses/live/own_words.html",
        {"product": product, "form": form},
        status=400 if form.errors else 200,
    )


@login_required
@require_safe
def prompter(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the script in large letters, full screen, one part per page.

    Links change the page; with scripts it scrolls automatically.
    """
    product = _product_or_404(request, pk)
    record, parts = _spoken(product)
    parts = [part for part in parts if part.sentences]
    scale = request.GET.get("chu", "")
    return render(
        request,
        "courses/live/prompter.html",
        {
            "product": product,
            "parts": parts,
            "announcement": announcements(record).get("during", ""),
            "scale": scale if scale in SCALES else "vua",
        },
    )


@login_required
@require_safe
def price_card(request: ActorRequest, pk: int) -> HttpResponse:
    """Show name and price as large as possible, with the code that opens the product's page."""
    product = _product_or_404(request, pk)
    record = record_of(product)
    return render(
        request,
        "courses/live/price_card.html",
        {"product": product, "record": record, "code": qr_image(record.url)},
    )


@require_safe
def overlay(request: HttpRequest, slug: str) -> HttpResponse:
    """Return an overlay for OBS or a second phone, without login.

    It shows name, price and other facts of a public product on a transparent background. `?nen=1` gives an
    opaque background for a second phone; `?goc=trai` moves the overlay to the left. The page reloads every
    minute, because a broadcast lasts hours. So an expired star disappears, and the overlay becomes empty when
    the product is no longer public.
    """
    product = Product.objects.public().select_related("producer__unit__parent").filter(slug=slug).first()
    if product is None:
        return render(request, "courses/live/overlay.html", status=404)
    facts = share_facts(product)
    return render(
        request,
        "courses/live/overlay.html",
        {
            "facts": facts,
            "announcement": announcements(record_of(product)).get("during", ""),
            "code": qr_image(facts.url),
            "is_solid": request.GET.get("nen") == "1",
            "is_left": request.GET.get("goc") == "trai",
        },
    )


def qr_image(text: str) -> str:
    """Return a QR code as a data URL of an SVG image; "" for an empty text."""
    return "data:image/svg+xml;base64," + base64.b64encode(qr.svg(text).encode()).decode() if text else ""


def _product_or_404(request: ActorRequest, pk: int) -> Product:
    """Return a product that the user runs or oversees. Raises Http404 for all others."""
    rows = Product.objects.handled_by(request.actor.member)
    return get_object_or_404(rows.select_related("producer__unit__parent", "producer__branch"), pk=pk)


def _spoken(product: Product) -> tuple[Record, list[Part]]:
    sheet = LiveSheet.objects.filter(product=product).first()
    record = record_of(product)
    return record, script(record, sheet.own if sheet else {})


def on_product_page(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Return the context of slot "product.manage".

    None if the user may not edit the product, or if it has no name or is retired.
    """
    if not request.actor or not product.name or product.state == ProductState.RETIRED:
        return None
    return {"product": product} if may_edit_product(request.actor.member, product) else None


def on_course_page(request: ActorRequest, *, version: Published, **kw: Any) -> dict[str, Any] | None:
    """Return the context of slot "course.page".

    None for visitors and for a course without a broadcast task.
    """
    if not request.actor:
        return None
    tasks = (step["task"]["kind"] for step in version.steps.values() if "task" in step)
    return {} if OutcomeKind.LIVESTREAM_HELD in tasks else None
