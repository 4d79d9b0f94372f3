"""Complaints and take-downs: the form, the complainant's page, and the list for those who must answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.idempotency import idempotent
from backend.common.network import client_address, network_of
from backend.common.submitting import refuse_in_form
from backend.common.text import to_id
from members.acting import ActorRequest
from orders.basket.limits import complaints_an_hour
from orders.complaints import actions
from orders.complaints.enums import ComplaintKind, ComplaintState
from orders.complaints.forms import ComplaintForm, WordsForm
from orders.complaints.rules import may_answer_complaint, may_decide_take_down, may_object
from orders.duties.terms import ANSWER_WITHIN
from orders.models import Complaint, Order
from products.models import Producer, Product
from products.products.enums import ProductState

PER_PAGE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def write(request: ActorRequest, what: str, which: str) -> HttpResponse:
    """Complain about an order (by its address), a product or a seller; open to anybody."""
    about = _about(request, what, which)
    product: Product | None = about.get("product")
    may_take_down = product is not None and product.state == ProductState.LISTED
    form = ComplaintForm(request.POST or None, may_take_down=may_take_down)
    if request.method == "POST" and form.is_valid():
        if complaints_an_hour.is_over(network_of(client_address(request))):
            form.add_error(None, _("Bạn đã gửi nhiều lời khiếu nại. Xin đợi một giờ rồi gửi tiếp."))
        else:
            with refuse_in_form(form):
                complaint = actions.complain(**form.cleaned_data, **about)
                return redirect("orders:complaint", complaint.ref)
    context = {"form": form, "hours": _hours(), "days": ANSWER_WITHIN[ComplaintKind.COMPLAINT].days, **about}
    return render(request, "orders/complaints/write.html", context, status=400 if form.errors else 200)


def _hours() -> int:
    return int(ANSWER_WITHIN[ComplaintKind.TAKE_DOWN].total_seconds() // 3600)


def _about(request: ActorRequest, what: str, which: str) -> dict[str, Any]:
    if what == "don":
        try:
            named = uuid.UUID(which)
        except ValueError:
            raise Http404 from None
        order = get_object_or_404(Order.objects.select_related("producer"), ref=named)
        return {"producer": order.producer, "order": order}
    pk = to_id(which) or 0
    if what == "san-pham":
        visible = Product.objects.visible_to(request.user).select_related("producer")
        product = get_object_or_404(visible, pk=pk)
        return {"producer": product.producer, "product": product}
    if what == "noi":
        return {"producer": get_object_or_404(Producer.objects.visible_to(request.user), pk=pk)}
    raise Http404


@never_cache
@require_safe
def show(request: ActorRequest, ref: str) -> HttpResponse:
    """Show the complaint, its deadline and the answer, at an unguessable address."""
    complaint = get_object_or_404(Complaint.objects.select_related("producer", "product", "order"), ref=ref)
    context = {"complaint": complaint, "what": actions.what_of(complaint)}
    return render(request, "orders/complaints/show.html", context)


@login_required
@require_safe
def inbox(request: ActorRequest) -> HttpResponse:
    """List complaints about sellers that the member runs or oversees, the one due first on top."""
    rows = Complaint.objects.visible_to(request.actor.member).select_related("producer", "product", "order")
    done = rows.exclude(pk__in=rows.order_by().waiting().values("pk"))
    page = Paginator(done.order_by("-answered_at", "-id"), PER_PAGE)
    context = {
        "waiting": rows.waiting(),
        "page": page.get_page(request.GET.get("page")),
    }
    return render(request, "orders/complaints/inbox.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def item(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a complaint to those who must answer, and take the action that they choose."""
    member = request.actor.member
    rows = Complaint.objects.visible_to(member).select_related(
        "producer__branch", "product", "order", "answered_by"
    )
    complaint = get_object_or_404(rows, pk=pk)
    act = request.POST.get("act", "")
    forms = {name: _form(request, name) for name in _FORMS}
    form = forms.get(_FORM_OF.get(act, ""))
    status = 200
    if request.method == "POST" and form is not None and form.is_valid():
        words = next(iter(form.cleaned_data.values()))
        with refuse_in_form(form) as submission:
            _do(request, complaint, act, words)
            messages.success(request, _("Đã ghi."))
            return redirect("orders:complaint-item", complaint.pk)
        status = submission.status_code
    elif request.method == "POST":
        status = 400
    is_open = complaint.state == ComplaintState.OPEN
    is_take_down = complaint.kind == ComplaintKind.TAKE_DOWN
    decides = may_decide_take_down(member, complaint)
    context = {
        "complaint": complaint,
        "what": actions.what_of(complaint),
        "answer_form": forms["answer"] if is_open and may_answer_complaint(member, complaint) else None,
        "decide_form": forms["reason"] if is_open and is_take_down and decides else None,
        "object_form": forms["objection"]
        if complaint.state == ComplaintState.TAKEN_DOWN
        and complaint.objected_at is None
        and may_object(member, complaint)
        else None,
        "reply_form": forms["reply"]
        if complaint.objected_at and not complaint.replied_at and decides
        else None,
    }
    return render(request, "orders/complaints/item.html", context, status=status)


_FORMS = {
    "answer": (gettext_lazy("Trả lời"), gettext_lazy("Người khiếu nại đọc câu này trên trang riêng của họ.")),
    "reason": (gettext_lazy("Vì sao"), gettext_lazy("Người yêu cầu và người bán đều đọc được.")),
    "objection": (gettext_lazy("Vì sao không nên gỡ"), gettext_lazy("Cán bộ Hội đọc và trả lời chị.")),
    "reply": (gettext_lazy("Trả lời người bán"), ""),
}
_FORM_OF = {
    "answer": "answer",
    "take_down": "reason",
    "keep": "reason",
    "object": "objection",
    "reply": "reply",
}


def _form(request: ActorRequest, name: str) -> WordsForm:
    label, help_text = _FORMS[name]
    is_sent = request.method == "POST" and _FORM_OF.get(request.POST.get("act", "")) == name
    return WordsForm(request.POST if is_sent else None, name=name, label=label, help_text=help_text)


def _do(request: ActorRequest, complaint: Complaint, act: str, words: str) -> None:
    actor = request.actor
    if act == "answer":
        actions.answer_complaint(actor=actor, complaint=complaint, answer=words)
    elif act in ("take_down", "keep"):
        actions.decide_take_down(
            actor=actor, complaint=complaint, takes_down=act == "take_down", reason=words
        )
    elif act == "object":
        actions.object_to(actor=actor, complaint=complaint, words=words)
    else:
        actions.reply_to_objection(actor=actor, complaint=complaint, words=words)
