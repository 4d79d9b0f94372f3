"""Pages of the member's own products: list, one product, missing fields of a listing, photos, history."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent, replayed
from backend.common.outbox_answers import (
    refused,
    refused_form,
    save_time_words,
    saved,
    wants_json,
)
from backend.common.pagination import paginate
from backend.common.submitting import hold_refusal, refuse_in_form, refuse_in_message
from members.acting import ActorRequest
from products.listing.actions.listing import missing_for, missing_for_draft, retire_product, submit_product
from products.listing.rules import may_decide_product
from products.models import Product
from products.photos.actions import (
    MAX_PHOTOS_A_PRODUCT,
    PreparedPhoto,
    add_photo,
    attach_photo,
    detach_photo,
    move_photo_first,
    prepare_photo,
    remove_voice,
    set_voice,
)
from products.photos.photo_form import PhotoForm
from products.producers.presenters import VerificationStatus
from products.producers.rules import may_ask_verification, runs
from products.products.actions.products import ask_for_english, update_product
from products.products.contradictions import far_energy_of
from products.products.enums import ProductState
from products.products.forms.completion import CompletionForm
from products.products.forms.wizard import VoiceForm
from products.products.plain_sets import PLAIN_SETS, SHELVES, guess_sets
from products.products.presenters import EditPage, ManagePage, steps_of
from products.products.preview import card_of
from products.products.rules import may_edit_product, may_translate_product

OPEN = (ProductState.RETURNED, ProductState.DRAFT, ProductState.SUBMITTED, ProductState.LISTED)


def product_or_404(request: ActorRequest, pk: int) -> Product:
    """Return a product that the user runs or oversees; everybody else gets 404."""
    member = request.actor.member
    rows = Product.objects.handled_by(member)
    return get_object_or_404(
        rows.select_related("producer__unit__parent", "producer__branch", "producer__portrait"), pk=pk
    )


@require_safe
@login_required
def mine(request: ActorRequest) -> HttpResponse:
    """List the member's products by state, returned ones first, with the retired ones last."""
    member = request.actor.member
    rows = (
        Product.objects.run_by(member)
        .select_related("producer__unit")
        .prefetch_related("photo_links__photo", "certificates")
        .order_by("-created_at", "-pk")
    )
    open_products = list(rows.exclude(state=ProductState.RETIRED)[:200])
    groups = [
        (state, [card_of(product) for product in open_products if product.state == state]) for state in OPEN
    ]
    retired = paginate(request, rows.filter(state=ProductState.RETIRED), per_page=24)
    named = [product for product in open_products if product.name]
    last = next(
        (product for product in named if product.state != ProductState.DRAFT), next(iter(named), None)
    )
    return render(
        request,
        "products/products/manage/mine.html",
        {
            "groups": [(state, cards) for state, cards in groups if cards],
            "retired": [card_of(product) for product in retired],
            "retired_page": retired,
            "has_any": bool(open_products) or bool(retired.rows),
            "last": last,
            "last_photo": card_of(last).photo if last else None,
        },
    )


@require_safe
@login_required
def manage(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a product with its state, its next step, and all possible actions."""
    product = product_or_404(request, pk)
    member = request.actor.member
    page = ManagePage(
        product,
        last=product.decisions.first(),
        missing=[(each, each.clause) for each in missing_for(product)],
        draft_missing=missing_for_draft(product),
        is_desk=may_decide_product(member, product),
    )
    return render(
        request,
        "products/products/manage/detail.html",
        {
            "product": product,
            "page": page,
            "card": card_of(product),
            "missing": page.missing,
            "reckoned": far_energy_of(product),
            "may_edit": may_edit_product(member, product),
            "runs_it": runs(member, product.producer),
            "may_translate": may_translate_product(member, product),
            "certificates": product.producer.certificates.filter(product__in=[product.pk]).order_by(
                "-issued_date"
            ),
            "voice_form": VoiceForm(),
            "plain_set": PLAIN_SETS.get(product.ocop_set or 0),
            "verification": VerificationStatus(
                product.producer, may_ask=may_ask_verification(member, product.producer)
            ),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Complete or change the content of a product; the fields depend on its group."""
    product = product_or_404(request, pk)
    actor = request.actor
    missing = missing_for(product)
    if request.method == "POST":
        form = CompletionForm(request.POST, product=product, missing=missing)
        if form.is_valid():
            with refuse_in_form(form) as submission:
                changed = update_product(actor=actor, product=product, changes=form.changes())
            if submission.is_done:
                return saved(request, _after_edit(request, product, changed))
        if wants_json(request):
            return refused_form(form)
    else:
        form = CompletionForm(product=product, missing=missing)
    return render(
        request,
        "products/products/manage/edit.html",
        {
            "product": product,
            "form": form,
            "page": EditPage(
                product,
                form,
                [(each.field, each.clause) for each in missing],
                runs_it=runs(actor.member, product.producer),
            ),
            "reckoned": far_energy_of(product),
            "plain_set": PLAIN_SETS.get(product.ocop_set or 0),
        },
        status=400 if form.errors else 200,
    )


def _after_edit(request: ActorRequest, before: Product, after: Product) -> str:
    if before.state == ProductState.LISTED and after.state == ProductState.SUBMITTED:
        messages.warning(
            request, _("Chị đã đổi điều cán bộ phải xem lại. Sản phẩm tạm rời sàn đến khi cán bộ duyệt.")
        )
        return reverse("products:manage", args=[after.pk])
    messages.success(request, save_time_words(request))
    if may_decide_product(request.actor.member, after) and after.state == ProductState.SUBMITTED:
        return reverse("products:review", args=[after.pk])  # it asks for what is still missing
    new_rules = {m.field for m in missing_for(after)}
    if new_rules and after.state != ProductState.LISTED:
        return reverse("products:edit", args=[after.pk])
    return reverse("products:manage", args=[after.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@idempotent
def choose_set(request: ActorRequest, pk: int) -> HttpResponse:
    """Choose the product group by drawings and words. The likely groups come first, then all 26."""
    product = product_or_404(request, pk)
    error = ""
    if request.method == "POST" and not request.POST.get("ocop_set"):
        error = _("Chị chọn một nhóm.")
    elif request.method == "POST":
        with hold_refusal() as submission:
            changed = update_product(
                actor=request.actor, product=product, changes={"ocop_set": request.POST["ocop_set"]}
            )
            return saved(request, _after_edit(request, product, changed))
        error = submission.message
    return render(
        request,
        "products/products/manage/set.html",
        {
            "product": product,
            "guesses": guess_sets(product.name),
            "shelves": SHELVES,
            "error": error,
        },
        status=400 if error else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@replayed
def photos(request: ActorRequest, pk: int) -> HttpResponse:
    """Manage the product's photos: add one, make one the main photo, remove one."""
    product = product_or_404(request, pk)
    if not may_edit_product(request.actor.member, product):
        return redirect("products:manage", product.pk)
    form = PhotoForm()
    if request.method == "POST":
        if request.POST.get("act"):
            return _change_photos(request, product)
        form = PhotoForm(request.POST, request.FILES)
        if form.is_valid():
            with refuse_in_form(form) as submission:
                return _keep_photo(request, product, prepare_photo(form.cleaned_data["photo"]))
            if submission.refusal and wants_json(request):
                return refused(submission.refusal)
        elif wants_json(request):
            return refused_form(form)
    links = list(product.photo_links.select_related("photo"))
    return render(
        request,
        "products/products/manage/photos.html",
        {"product": product, "form": form, "links": links, "is_full": len(links) >= MAX_PHOTOS_A_PRODUCT},
        status=400 if form.errors else 200,
    )


@idempotent
def _keep_photo(request: ActorRequest, product: Product, prepared: PreparedPhoto) -> HttpResponse:
    actor = request.actor
    photo = add_photo(actor=actor, upload=prepared, producer=product.producer, alt=product.name)
    attach_photo(actor=actor, product=product, photo=photo)
    if not wants_json(request):
        messages.success(request, save_time_words(request))
    return saved(request, reverse("products:photos", args=[product.pk]))


@idempotent
def _change_photos(request: ActorRequest, product: Product) -> HttpResponse:
    link = get_object_or_404(
        product.photo_links.select_related("photo"), photo__key=request.POST.get("photo") or None
    )
    actor = request.actor
    with refuse_in_message(request):
        if request.POST["act"] == "first":
            move_photo_first(actor=actor, product=product, photo=link.photo)
        else:
            detach_photo(actor=actor, product=product, photo=link.photo)
        messages.success(request, save_time_words(request))
    return redirect("products:photos", product.pk)


@require_POST
@login_required
@idempotent
def voice_note(request: ActorRequest, pk: int) -> HttpResponse:
    """Store or remove the product's voice note."""
    product = product_or_404(request, pk)
    actor = request.actor
    back = reverse("products:manage", args=[product.pk])
    if request.POST.get("act") == "remove":
        remove_voice(actor=actor, product=product)
        messages.success(request, _("Đã bỏ lời kể."))
        return saved(request, back)
    form = VoiceForm(request.POST, request.FILES)
    if form.is_valid():
        with refuse_in_form(form):
            set_voice(actor=actor, product=product, upload=form.cleaned_data["voice"])
            messages.success(request, _("Đã lưu lời kể của chị."))
            return saved(request, back)
    if wants_json(request):
        return refused_form(form)
    return render(
        request, "products/products/manage/voice.html", {"product": product, "form": form}, status=400
    )


@require_POST
@login_required
@idempotent
def submit(request: ActorRequest, pk: int) -> HttpResponse:
    """Submit the product to an officer, complete or with a request for help."""
    product = product_or_404(request, pk)
    wants_help = request.POST.get("act") == "help"
    back = reverse("products:manage", args=[product.pk])
    if not wants_help and missing_for(product):
        messages.warning(request, _("Còn thiếu vài điều. Chị điền tiếp, hoặc nhờ cán bộ xem giúp."))
        return saved(request, reverse("products:edit", args=[product.pk]))
    with hold_refusal() as submission:
        submit_product(actor=request.actor, product=product, wants_help=wants_help)
    if submission.refusal:
        if wants_json(request):
            return refused(submission.refusal)
        messages.error(request, submission.message)
        return saved(request, back)
    branch = product.producer.branch
    messages.success(
        request, _("Đã gửi cán bộ %(branch)s.") % {"branch": branch.name} if branch else _("Đã gửi cán bộ.")
    )
    return saved(request, back)


@require_POST
@login_required
@idempotent
def retire(request: ActorRequest, pk: int) -> HttpResponse:
    product = product_or_404(request, pk)
    was_listed = product.state == ProductState.LISTED
    retire_product(actor=request.actor, product=product)
    messages.success(
        request,
        _("Đã ngừng bán. Tem đã in vẫn quét được.")
        if was_listed
        else _("Đã cất đi. Chị mở lại lúc nào cũng được."),
    )
    return redirect("products:manage", product.pk)


@require_POST
@login_required
@idempotent
def english(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask the officers to write or change the product's English texts."""
    product = product_or_404(request, pk)
    ask_for_english(actor=request.actor, product=product)
    messages.success(request, _("Đã nhờ cán bộ. Cán bộ viết xong, chị thấy ở trang này."))
    return redirect("products:manage", product.pk)


@require_safe
@login_required
def history(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the changes of a product and the decisions on it."""
    product = product_or_404(request, pk)
    return render(
        request, "products/products/manage/history.html", {"product": product, "steps": steps_of(product)}
    )
