"""Buyers' messages: their forms, the page where a buyer reads the answer, and the inbox."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.codes import normalise
from backend.common.errors import DomainError
from backend.common.idempotency import idempotent
from backend.common.network import client_address, network_of
from backend.common.submitting import hold_refusal, refuse_in_form
from members.acting import ActorRequest
from traceability.gs1 import digital_link
from traceability.inquiries.actions import (
    answer_inquiry,
    close_inquiry,
    inquiries_an_hour,
    lot_to_write_about,
    send_inquiry,
)
from traceability.inquiries.enums import InquiryKind, InquiryState
from traceability.labels.enums import CodeKind
from traceability.labels.runs.serials import MAX_TYPED, label_of, letters_of
from traceability.models import Inquiry, LabelRun, Lot
from traceability.resolver.targets import PAGE_PREFIX
from traceability.scans.origin.addresses import origin_path
from traceability.scans.origin.answers import missing_response
from traceability.scans.origin.content import product_content
from traceability.scans.origin.guesses import read_label
from traceability.scans.origin.lookup import NotFoundInBook, codec
from traceability.serials import LENGTH, MistypedSerial, SerialError, display


class InquiryForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Lời nhắn"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Ví dụ: Quả bị dập nhiều, mua ở chợ huyện sáng nay."),
        error_messages={"required": gettext_lazy("Xin viết vài chữ để người nhận hiểu.")},
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("Số điện thoại (nếu muốn được gọi lại)"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("Không bắt buộc. Ví dụ: 0912 345 678"),
    )

    def __init__(self, *args: Any, kind: InquiryKind = InquiryKind.PROBLEM, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind == InquiryKind.QUESTION:
            self.fields["text"].help_text = _("Ví dụ: Mận này còn không, gửi đi Hà Nội được không?")


def _label(request: ActorRequest, lot: Lot) -> str:
    """Return the serial of the label whose page the buyer came from, or "".

    It is read from the parameter `tem` (set by the warning's button), else from the Referer header. "" also
    for an unknown serial, or above the limit of guesses.
    """
    typed = request.POST.get("tem") or request.GET.get("tem") or ""
    if not typed:
        with suppress(ValueError, digital_link.DigitalLinkError):
            path = urlsplit(request.headers.get("Referer", "")).path
            typed = digital_link.parse_path(path.removeprefix(PAGE_PREFIX)).serial or ""
    try:
        return read_label(request, lambda: label_of(lot, typed)) if typed else ""
    except DomainError:
        return ""


def _take(request: ActorRequest, form: InquiryForm, **arguments: Any) -> HttpResponse | None:
    """Send the inquiry of a valid form and return the redirect.

    Return None if the form must be shown with its errors.
    """
    if not form.is_valid():
        return None
    if inquiries_an_hour.is_over(network_of(client_address(request))):
        form.add_error(None, _("Bạn đã gửi nhiều lời nhắn. Xin đợi một giờ rồi gửi tiếp."))
        return None
    with refuse_in_form(form) as submission:
        inquiry = send_inquiry(
            text=form.cleaned_data["text"], contact_phone=form.cleaned_data["contact_phone"], **arguments
        )
    if not submission.is_done:
        return None
    return redirect("traceability:inquiry", inquiry.ref)


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def inquire(request: ActorRequest, lot_id: int) -> HttpResponse:
    """Show the form about one lot; send the problem or question to the producer, problems to officers too."""
    lot = lot_to_write_about(request.user, lot_id)
    if lot is None:
        return render(request, "404.html", status=404)
    kind = InquiryKind.QUESTION if request.GET.get("loai") == InquiryKind.QUESTION else InquiryKind.PROBLEM
    form = InquiryForm(request.POST or None, kind=kind)
    label = _label(request, lot)
    if request.method == "POST":
        sent = _take(request, form, kind=kind, lot=lot, serial_text=label)
        if sent:
            return sent
    return render(
        request,
        "traceability/inquiries/inquire.html",
        {
            "form": form,
            "lot": lot,
            "is_problem": kind == InquiryKind.PROBLEM,
            "product_name": product_content(lot).name,
            "path": origin_path(lot),
            "label": label,
            "label_text": display(label),
        },
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def report(request: ActorRequest) -> HttpResponse:
    """Show the form about a label that opens no page of ours; send the report to the Union's staff."""
    code = request.GET.get("ma", "")[:120]
    form = InquiryForm(request.POST or None)
    if request.method == "POST":
        sent = _take(request, form, kind=InquiryKind.PROBLEM, serial_text=code)
        if sent:
            return sent
    return render(
        request,
        "traceability/inquiries/inquire.html",
        {"form": form, "code": code, "is_problem": True},
        status=400 if form.errors else 200,
    )


@require_safe
def inquiry(request: ActorRequest, ref: str) -> HttpResponse:
    """Show the buyer's message and the answer, at a URL that nobody can guess."""
    row = get_object_or_404(Inquiry.objects.select_related("lot__product", "producer"), ref=ref)
    name = product_content(row.lot).name if row.lot else ""
    path = origin_path(row.lot) if row.lot else ""
    return render(
        request, "traceability/inquiries/inquiry.html", {"inquiry": row, "product_name": name, "path": path}
    )


@require_safe
def find(request: ActorRequest) -> HttpResponse:
    """Redirect a typed serial to its page, or show what is wrong with it."""
    text = request.GET.get("serial", "").strip()[:MAX_TYPED]
    if not text:
        return render(request, "traceability/inquiries/find.html")
    letters = letters_of(text)
    try:
        # The printed URI has no 17th letter, which only reveals typing mistakes.
        serial = codec().decode(letters)
    except MistypedSerial as error:
        return render(
            request, "traceability/inquiries/find.html", {"error": error.message, "typed": text}, status=400
        )
    except SerialError:
        answer = missing_response(
            request, NotFoundInBook("serial"), language=request.LANGUAGE_CODE, code_text=letters
        )
        if len(normalise(letters)) != LENGTH or answer.status_code == 429:
            return answer
        # A missing letter is more likely than a forgery.
        words = {
            "error": _("Mã tem có 17 chữ và số. Xem lại có thiếu hay thừa chữ nào không."),
            "typed": text,
        }
        return render(request, "traceability/inquiries/find.html", words, status=400)
    run = LabelRun.objects.select_related("code").filter(pk=serial.run).first()
    if run is None or serial.key_version != run.key_version:
        return missing_response(
            request, NotFoundInBook("serial"), language=request.LANGUAGE_CODE, code_text=letters
        )
    letters = next(codec().encode_many(serial.run, serial.counter, 1, key_version=run.key_version))[:16]
    own = run.code.kind == CodeKind.OWN
    code = digital_link.Code(
        gtin=None if own else run.code.value, own_code=run.code.value if own else None, serial=letters
    )
    return HttpResponseRedirect(code.path)


@login_required
@require_safe
def inbox(request: ActorRequest) -> HttpResponse:
    rows = Inquiry.objects.visible_to(request.actor.member).select_related("lot__product", "producer")
    waiting = rows.filter(state=InquiryState.OPEN)
    done = rows.exclude(state=InquiryState.OPEN)
    page = Paginator(done, 20).get_page(request.GET.get("page"))
    return render(request, "traceability/inquiries/inbox.html", {"waiting": waiting, "page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def inbox_item(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        Inquiry.objects.visible_to(request.actor.member).select_related("lot__product", "producer"), pk=pk
    )
    submission = hold_refusal()
    if request.method == "POST":
        with submission:
            answer_inquiry(actor=request.actor, inquiry=row, answer=request.POST.get("answer", ""))
            return redirect("traceability:inbox-item", row.pk)
    return render(
        request,
        "traceability/inquiries/inbox_item.html",
        {"inquiry": row, "error": submission.message},
        status=200 if submission.is_done else 400,
    )


@login_required
@require_POST
@idempotent
def close(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Inquiry.objects.visible_to(request.actor.member), pk=pk)
    close_inquiry(actor=request.actor, inquiry=row)
    return HttpResponseRedirect(reverse("traceability:inbox"))
