"""Pages of the producer's certificates, each with its scan and its state."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.errors import DomainError
from backend.common.idempotency import idempotent, replayed
from backend.common.submitting import refuse_in_form
from backend.common.text import to_id
from backend.common.units import format_number
from members.acting import ActorRequest
from products.certificates.actions.certificates import add_certificate, update_certificate
from products.certificates.enums import CertificateState
from products.certificates.forms import CertificateForm
from products.certificates.rules import may_add_certificate, may_decide_certificate
from products.models import Certificate, Producer, Product
from products.photos.actions import PreparedPhoto, add_photo, erase_unused_photo, prepare_photo
from products.photos.images.limits import ImageError


def certificate_or_404(request: ActorRequest, pk: int) -> Certificate:
    rows = Certificate.objects.handled_by(request.actor.member)
    return get_object_or_404(
        rows.select_related("producer__unit", "producer__branch", "product", "scan", "decided_by"), pk=pk
    )


@require_safe
@login_required
def certificates(request: ActorRequest) -> HttpResponse:
    """List the certificates of every producer that the user runs."""
    member = request.actor.member
    own = Producer.objects.run_by(member)
    rows = Certificate.objects.filter(producer__in=own).select_related("product", "producer", "scan")
    return render(
        request,
        "products/certificates/list.html",
        {"certificates": rows.order_by("-issued_date", "-pk"), "producers": list(own.order_by("pk"))},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@replayed
def new_certificate(request: ActorRequest) -> HttpResponse:
    """Add a certificate of ?san-pham=<product> or ?noi=<producer>.

    Without either, use the first producer that the user runs.
    """
    actor = request.actor
    producer, product = _about(request)
    if not may_add_certificate(actor.member, producer):
        raise Http404
    form = CertificateForm(
        request.POST or None,
        request.FILES or None,
        producer=producer,
        initial={"kind": "ocop", "product": product, "issuer": "", "stars": "3"},
    )
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            return _keep_new(request, producer, form.values(), _prepared(form.cleaned_data["scan"]))
    return _form_page(request, form, producer)


def _about(request: ActorRequest) -> tuple[Producer, Product | None]:
    member = request.actor.member
    wanted = to_id(request.GET.get("san-pham"))
    if wanted is not None:
        product = get_object_or_404(
            Product.objects.handled_by(member).select_related("producer__branch"), pk=wanted
        )
        return product.producer, product
    producers = Producer.objects.handled_by(member).select_related("branch")
    wanted = to_id(request.GET.get("noi"))
    if wanted is not None:
        return get_object_or_404(producers, pk=wanted), None
    own = Producer.objects.run_by(member).select_related("branch").first()
    if own is None:
        raise Http404
    return own, None


def _prepared(upload: UploadedFile | None) -> PreparedPhoto | None:
    """Decode the uploaded scan before the transaction; None without an upload.

    Raises DomainError for the form's field.
    """
    if not upload:
        return None
    try:
        return prepare_photo(upload)
    except ImageError as error:
        raise DomainError(str(error), field="scan", code=error.code) from error


@idempotent
def _keep_new(
    request: ActorRequest, producer: Producer, values: dict[str, Any], prepared: PreparedPhoto | None
) -> HttpResponse:
    actor = request.actor
    scan = (
        add_photo(actor=actor, upload=prepared, producer=producer, alt=str(_("Ảnh chụp giấy")))
        if prepared
        else None
    )
    try:
        certificate = add_certificate(actor=actor, producer=producer, scan=scan, **values)
    except DomainError:
        if scan:
            erase_unused_photo(scan)
        raise
    _say_where(request, certificate)
    return redirect("products:certificate", certificate.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@replayed
def edit_certificate(request: ActorRequest, pk: int) -> HttpResponse:
    certificate = certificate_or_404(request, pk)
    if certificate.state not in (
        CertificateState.DRAFT,
        CertificateState.SUBMITTED,
        CertificateState.REFUSED,
    ):
        messages.warning(request, _("Giấy đã xác minh thì không sửa được. Chị thêm giấy mới."))
        return redirect("products:certificate", certificate.pk)
    initial = {field: getattr(certificate, field) for field in CertificateForm.base_fields if field != "scan"}
    if certificate.points is not None:
        initial["points"] = format_number(certificate.points)
    form = CertificateForm(
        request.POST or None, request.FILES or None, producer=certificate.producer, initial=initial
    )
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            return _keep_changed(request, certificate, form.values(), _prepared(form.cleaned_data["scan"]))
    return _form_page(request, form, certificate.producer, certificate)


@idempotent
def _keep_changed(
    request: ActorRequest, certificate: Certificate, values: dict[str, Any], prepared: PreparedPhoto | None
) -> HttpResponse:
    actor = request.actor
    old = certificate.scan
    if prepared:
        values["scan"] = add_photo(
            actor=actor, upload=prepared, producer=certificate.producer, alt=str(_("Ảnh chụp giấy"))
        )
    try:
        certificate = update_certificate(actor=actor, certificate=certificate, changes=values)
    except DomainError:
        if prepared:
            erase_unused_photo(values["scan"])
        raise
    if prepared and old:
        erase_unused_photo(old)
    _say_where(request, certificate)
    return redirect("products:certificate", certificate.pk)


def _form_page(
    request: ActorRequest, form: CertificateForm, producer: Producer, certificate: Certificate | None = None
) -> HttpResponse:
    return render(
        request,
        "products/certificates/form.html",
        {"form": form, "producer": producer, "certificate": certificate},
        status=400 if form.errors else 200,
    )


def _say_where(request: ActorRequest, certificate: Certificate) -> None:
    if certificate.state == CertificateState.SUBMITTED:
        messages.success(request, _("Đã gửi cán bộ xác minh."))
    else:
        messages.warning(request, _("Đã lưu. Chị thêm ảnh chụp tờ giấy để cán bộ xác minh."))


@require_safe
@login_required
def certificate(request: ActorRequest, pk: int) -> HttpResponse:
    found = certificate_or_404(request, pk)
    member = request.actor.member
    return render(
        request,
        "products/certificates/detail.html",
        {
            "certificate": found,
            "may_edit": may_add_certificate(member, found.producer)
            and found.state in (CertificateState.DRAFT, CertificateState.SUBMITTED, CertificateState.REFUSED),
            "may_decide": may_decide_certificate(member, found),
        },
    )
