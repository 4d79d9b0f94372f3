"""The wizard for a new product: photo, name, price, quantity, with one question per screen.

Each screen is saved as soon as it is sent. The phone names the draft (`draft`, a UUID). So screens may arrive
late, any number of times, and still make one product. Without JavaScript every screen is a form of its own.
With it, all screens are in the first page and the outbox sends them (static/products/products/wizard.js).

Taps outside the keyboard, counted on a phone with JavaScript: camera button, shutter, accept (3), "Tiếp"
after the name (4), "Tiếp" after the price (5), the quantity's field and "Xem" (7), "Nhờ cán bộ xem giúp" (8).
Another unit than the proposed one is one more. Without JavaScript there are 12: three fields are tapped to
open the keyboard, and the photo has its own "Tiếp".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import F, Max
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from backend.common.outbox_answers import refused, refused_form, saved, wants_json
from backend.common.submitting import hold_refusal, refuse_in_form, refuse_in_message
from backend.common.text import fold, to_id
from backend.common.units import format_number
from members.acting import Actor, ActorRequest
from products import ports
from products.listing.actions.listing import missing_for, missing_for_draft, submit_product
from products.models import Producer, Product
from products.photos.actions import PreparedPhoto, add_photo, attach_photo, detach_photo, prepare_photo
from products.photos.photo_form import PhotoForm
from products.producers.actions.overseeing import home_unit, union_province
from products.producers.actions.producers import ensure_producer, show_to_buyers
from products.producers.presenters import asked_consents
from products.products.actions.products import (
    copy_last_product,
    create_draft,
    last_to_copy,
    set_first_quantity,
    update_product,
)
from products.products.enums import ProductState
from products.products.forms.wizard import NameForm, PriceForm, QuantityForm
from products.products.presenters import NAME, PHOTO, PRICE, QUANTITY, WizardScreen
from products.products.preview import card_of
from products.products.rules import may_edit_product


@dataclass(frozen=True, slots=True)
class Screen:
    key: str
    title: Any
    form: type[forms.Form]


SCREENS = (
    Screen(PHOTO, gettext_lazy("Ảnh"), PhotoForm),
    Screen(NAME, gettext_lazy("Tên"), NameForm),
    Screen(PRICE, gettext_lazy("Giá"), PriceForm),
    Screen(QUANTITY, gettext_lazy("Số lượng"), QuantityForm),
)
END = "xem"
TITLES = [*(screen.title for screen in SCREENS), gettext_lazy("Xem lại")]
KEYS = {screen.key: screen for screen in SCREENS}
_FIELD_SCREEN = {"photo": PHOTO, "name": NAME, "price": PRICE, "unit": PRICE, "quantity": QUANTITY}


class OtherMember(DomainError):
    """The screen was filled in for another member than the one on whose behalf the officer acts now (409)."""

    status_code = 409


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: ActorRequest) -> HttpResponse:
    """Show the wizard's first screen for a new draft. POST saves it.

    The page also opens offline, so it contains nothing of any draft.
    """
    actor = request.actor
    if not _producers(actor) and _home_is_unknown(actor):
        url = reverse("products:new_producer") + "?next=" + reverse("products:new")
        return redirect(url)
    draft = uuid4()
    if request.method == "POST":
        return step(request, _uuid(request.POST.get("draft")) or draft, PHOTO)
    return _page(request, draft, PHOTO, None, {})


@require_POST
@login_required
@idempotent
def copy_last(request: ActorRequest) -> HttpResponse:
    """Copy the member's last product to a new draft, and ask first what is different: its name."""
    source = _last_product(request.actor)
    with refuse_in_message(request) as submission:
        product = copy_last_product(actor=request.actor)
    if not submission.is_done:
        return redirect("products:new")
    url = reverse("products:step", args=[product.draft_key, NAME])
    return redirect(f"{url}?tu={source.pk}" if source else url)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def step(request: ActorRequest, draft: UUID, step: str) -> HttpResponse:
    """Show or save a screen of a draft. The first saved screen creates the draft."""
    if step not in KEYS and step != END:
        raise Http404
    actor = request.actor
    product = Product.objects.filter(draft_key=draft).select_related("producer__unit__parent").first()
    if product is not None and not may_edit_product(actor.member, product):
        raise Http404
    if product is not None and product.state not in (ProductState.DRAFT, ProductState.RETURNED):
        url = reverse("products:manage", args=[product.pk])
        return saved(request, url) if wants_json(request) else redirect(url)
    if request.method != "POST":
        if product is None:
            return redirect("products:new")
        # "Làm tiếp" links to the end: an unfinished draft continues where it was left.
        if step == END and (first := _first_open(product)) != END:
            return redirect("products:step", draft, first)
        return _page(request, draft, step, product, {})
    return _receive(request, draft, step, product)


def _receive(request: ActorRequest, draft: UUID, step: str, product: Product | None) -> HttpResponse:
    actor = request.actor
    if request.POST.get("member", str(actor.member.ref)) != str(actor.member.ref):
        error = OtherMember(
            _("Bản này ghi cho người khác. Chị bật lại làm hộ cho đúng người rồi gửi."), code="other_member"
        )
        return refused(error) if wants_json(request) else _refuse(request, draft, step, product, error)
    if step == END:
        return _ask_or_leave(request, draft, product)
    form = KEYS[step].form(request.POST, request.FILES) if step == PHOTO else KEYS[step].form(request.POST)
    main = next(iter(form.fields))
    if _is_later(request) and not (request.FILES.get(main) or request.POST.get(main, "").strip()):
        return saved(request, reverse("products:mine"))
    source = _source_of_copy(request, step)
    if source and form.is_valid() and fold(form.cleaned_data["name"]) == fold(source.name):
        form.add_error("name", _same_name(source))
    if form.is_valid():
        with refuse_in_form(form):
            prepared = prepare_photo(form.cleaned_data["photo"]) if step == PHOTO else None
            return _keep(request, draft, step, form.cleaned_data, prepared)
    if wants_json(request):
        return refused_form(form)
    return _page(request, draft, step, product, {step: form}, status=400)


@idempotent
def _keep(
    request: ActorRequest, draft: UUID, step: str, values: dict[str, Any], prepared: PreparedPhoto | None
) -> HttpResponse:
    """Save one screen and its idempotency key in one transaction. Raises DomainError."""
    actor = request.actor
    with transaction.atomic():
        product = _draft(actor, draft, request.POST.get("producer", ""))
        if prepared is not None:
            old = [link.photo for link in product.photo_links.select_related("photo")]
            photo = add_photo(actor=actor, upload=prepared, producer=product.producer)
            attach_photo(actor=actor, product=product, photo=photo, first=True)
            for each in old:  # photo taken again: the wizard has one photo, more can follow later
                detach_photo(actor=actor, product=product, photo=each)
        elif step == QUANTITY:
            set_first_quantity(actor=actor, product=product, quantity=values["quantity"])
        else:
            changes: dict[str, Any] = {
                field: values[field] for field in ("name", "price", "unit") if field in values
            }
            product = update_product(actor=actor, product=product, changes=changes)
    if _is_later(request):
        if not wants_json(request):
            messages.success(request, _("Bản nháp đã được lưu."))
        return saved(request, reverse("products:mine"))
    order = [screen.key for screen in SCREENS]
    following = [*order, END][order.index(step) + 1]
    if following != END and following not in {_FIELD_SCREEN[field] for field in missing_for_draft(product)}:
        following = _first_open(product)
    return saved(request, reverse("products:step", args=[draft, following]))


@idempotent
def _ask_or_leave(request: ActorRequest, draft: UUID, product: Product | None) -> HttpResponse:
    """End the wizard: ask an officer for help, submit the product, complete it, or leave it as a draft.

    Any of them records the consents that were switched on. A product that lacks fields isn't submitted; the
    page that completes it opens.
    """
    if product is None:
        return saved(request, reverse("products:new"))
    act = request.POST.get("act", "")
    manage = reverse("products:manage", args=[product.pk])
    is_sent = act == "help" or (act == "submit" and not missing_for(product))
    with hold_refusal() as submission, transaction.atomic():
        show_to_buyers(
            actor=request.actor, producer=product.producer, purposes=request.POST.getlist("consents")
        )
        if is_sent:
            submit_product(actor=request.actor, product=product, wants_help=act == "help")
    if refusal := submission.refusal:
        if wants_json(request):
            return refused(refusal)
        screen = _FIELD_SCREEN.get(refusal.field or "", END)
        messages.error(request, str(refusal))
        return saved(request, reverse("products:step", args=[draft, screen]))
    if act == "fill" and not product.ocop_set:
        return saved(request, reverse("products:choose_set", args=[product.pk]))
    if act in ("fill", "submit") and not is_sent:
        return saved(request, reverse("products:edit", args=[product.pk]))
    if not is_sent:
        messages.success(request, _("Bản nháp đã được lưu."))
        return saved(request, manage)
    branch = product.producer.branch
    messages.success(
        request, _("Đã gửi cán bộ %(branch)s.") % {"branch": branch.name} if branch else _("Đã gửi cán bộ.")
    )
    return saved(request, manage)


def _source_of_copy(request: ActorRequest, step: str) -> Product | None:
    """Return the product that the draft was just copied from, as its name screen says; None elsewhere."""
    source = to_id(request.POST.get("tu") or request.GET.get("tu"))
    if source is None or step != NAME:
        return None
    return Product.objects.run_by(request.actor.member).filter(pk=source).first()


def _same_name(source: Product) -> str:
    words = _("Chị đã có “%(name)s”. Hàng này khác ở đâu thì ghi thêm vào tên, ví dụ giống, cỡ hay gói.")
    return words % {"name": source.name}


def _is_later(request: ActorRequest) -> bool:
    """Return True if the user pressed "Lưu nháp, làm sau" (save the draft, continue later)."""
    return request.POST.get("then") == "later"


def _draft(actor: Actor, draft: UUID, producer_pk: str) -> Product:
    known = Product.objects.filter(draft_key=draft).select_related("producer__unit").first()
    if known is not None:
        return known
    producer: Producer | None = None
    if wanted := to_id(producer_pk):
        producer = Producer.objects.run_by(actor.member).filter(pk=wanted).first()
    producer = producer or ensure_producer(actor=actor)
    if producer is None:
        raise DomainError(
            _("Chị cho biết hàng làm ở đâu trước đã: mở mục “Nơi sản xuất của tôi”."), code="no_producer"
        )
    return create_draft(actor=actor, producer=producer, draft_key=draft)


def _refuse(
    request: ActorRequest, draft: UUID, step: str, product: Product | None, error: DomainError
) -> HttpResponse:
    messages.error(request, str(error))
    return _page(request, draft, step, product, {}, status=error.status_code)


def _first_open(product: Product) -> str:
    """Return the key of the first screen whose field is empty, or END."""
    missing = missing_for_draft(product)
    return _FIELD_SCREEN[next(iter(missing))] if missing else END


def _page(
    request: ActorRequest,
    draft: UUID,
    step: str,
    product: Product | None,
    bound: dict[str, forms.Form],
    *,
    status: int = 200,
) -> HttpResponse:
    """Render the screen `step`; the other screens are in <template> elements for the script."""
    actor = request.actor
    initial = _initial(actor, product)
    producers = _producers(actor)
    last = _last_product(actor) if product is None else None
    source = _source_of_copy(request, step)
    screens = [
        WizardScreen(
            key=screen.key,
            title=screen.title,
            form=bound.get(screen.key) or screen.form(initial=initial.get(screen.key, {})),
            url=reverse("products:step", args=[draft, screen.key]),
            number=number,
            is_now=screen.key == step,
            has_draft=product is not None,
            has_last=last is not None,
        )
        for number, screen in enumerate(SCREENS, start=1)
    ]
    context = {
        "draft": draft,
        "step": step,
        "is_end": step == END,
        "screens": screens,
        "titles": TITLES,
        "number": len(TITLES) if step == END else next(screen.number for screen in screens if screen.is_now),
        "product": product,
        "member_ref": actor.member.ref,
        "producers": producers if len(producers) > 1 else [],
        "chosen_producer": product.producer_id if product else (producers[0].pk if producers else None),
        "end_url": reverse("products:step", args=[draft, END]),
        "last": last,
        "last_photo": card_of(last).photo if last else None,
        "source": source,
        "same_name": _same_name(source) if source else "",
        "photo": card_of(product).photo if product else None,
        "questions": asked_consents(actor=actor, producer=product.producer if product else None),
    }
    if step == END and product is not None:
        quantity = ports.first_quantity(product=product)
        context |= {
            "card": card_of(product),
            "quantity": quantity,
            "missing": missing_for(product),
        }
    return render(request, "products/products/wizard/page.html", context, status=status)


def _initial(actor: Actor, product: Product | None) -> dict[str, dict[str, Any]]:
    if product is None:
        last = _last_product(actor)
        unit = last.unit if last else "kg"
        return {PRICE: PriceForm.initial_of(Product(unit=unit or "kg"))}
    price = PriceForm.initial_of(product if product.unit else Product(price=product.price, unit="kg"))
    quantity = ports.first_quantity(product=product)
    return {
        NAME: {"name": product.name},
        PRICE: price,
        QUANTITY: {"quantity": format_number(quantity[0]) if quantity else ""},
    }


def _producers(actor: Actor) -> list[Producer]:
    return list(
        Producer.objects.run_by(actor.member)
        .filter(is_active=True)
        .annotate(latest=Max("products__created_at"))
        .order_by(F("latest").desc(nulls_last=True), "pk")
    )


def _last_product(actor: Actor) -> Product | None:
    return last_to_copy(
        Product.objects.run_by(actor.member).prefetch_related("photo_links__photo", "certificates")
    )


def _home_is_unknown(actor: Actor) -> bool:
    """Return True if ensure_producer can't create a household, because a name or a province is missing.

    The wizard then asks for the producer first.
    """
    return not actor.member.full_name or not (home_unit(actor.member) or union_province())


def _uuid(raw: str | None) -> UUID | None:
    try:
        return UUID(raw or "")
    except ValueError:
        return None
