"""Complaints and take-down requests: notify who must answer, and enforce the deadlines."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.dates import format_moment
from backend.common.errors import DomainError
from backend.common.phones import parse_phone
from backend.common.text import filled, nfc
from backend.ledger.actions import append_entry
from backend.ledger.row_states import erase_words, states, write_states
from members.acting import Actor
from members.models import User
from members.notices.actions.notices import notify
from members.rules import require
from orders.complaints.enums import ComplaintKind, ComplaintState
from orders.complaints.rules import may_answer_complaint, may_decide_take_down, may_object
from orders.duties.terms import ANSWER_WITHIN, OBJECTION_WITHIN, PHONE_RETENTION, RING_BEFORE, STAFF_AFTER
from orders.models import Complaint, Order
from orders.orders.news import notify_of_take_down
from products.listing.actions.listing import retire_product
from products.models import Producer, Product
from products.producers.news import officers_of, people_of
from products.products.enums import ProductState

MAX_TEXT = 1000


class ComplaintError(DomainError):
    """A complaint or an answer is invalid; `field` names the argument."""


class ComplaintOver(ComplaintError):
    """The complaint's state doesn't allow this; for example, it was answered or decided already."""

    status_code = 409


@transaction.atomic
def complain(
    *,
    kind: str,
    text: str,
    producer: Producer,
    product: Product | None = None,
    order: Order | None = None,
    authority: str = "",
    contact_phone: str = "",
) -> Complaint:
    """Store a complaint or a request to take a listing down, and notify who must answer by when.

    Raises ComplaintError.
    """
    if kind not in ComplaintKind.values:
        raise ComplaintError(_("Xin chọn một mục."), field="kind", code="complaint_kind")
    if kind == ComplaintKind.TAKE_DOWN and (product is None or product.state != ProductState.LISTED):
        raise ComplaintError(_("Sản phẩm này không còn trên sàn."), field="kind", code="not_listed")
    phone = ""
    if contact_phone.strip():
        try:
            phone = parse_phone(contact_phone)
        except DomainError as error:
            raise ComplaintError(error.message, field="contact_phone", code="complaint_phone") from error
    now = timezone.now()
    complaint = Complaint.objects.create(
        kind=kind,
        producer=producer,
        product=product,
        order=order,
        text=_words(text, "text", _("Xin viết chuyện gì xảy ra.")),
        authority=" ".join(nfc(authority).split())[:160],
        contact_phone=phone,
        created_at=now,
        answer_by=now + ANSWER_WITHIN[ComplaintKind(kind)],
    )
    append_entry(
        kind="complaint.sent",
        subject=f"complaint:{complaint.ref}",
        payload={
            "complaint": complaint.pk,
            "kind": str(kind),
            "producer": str(producer.ref),
            "product": product.pk if product else None,
            "answerBy": complaint.answer_by.isoformat(),
            **states(complaint),
        },
        by=None,
    )
    if kind == ComplaintKind.TAKE_DOWN:
        _notify(
            complaint,
            deciders(complaint),
            "complaint.sent",
            gettext_lazy("Yêu cầu gỡ %(what)s: trả lời trước %(by)s"),
        )
        _notify(
            complaint,
            people_of(producer),
            "complaint.about_you",
            gettext_lazy("Có người yêu cầu gỡ %(what)s"),
        )
    else:
        _notify(
            complaint,
            people_of(producer),
            "complaint.sent",
            gettext_lazy("Khiếu nại về %(what)s: trả lời trước %(by)s"),
        )
    return complaint


@transaction.atomic
def answer_complaint(*, actor: Actor, complaint: Complaint, answer: str) -> Complaint:
    """Record the answer of the seller, or of an officer instead. The complaint's writer reads it.

    Raises NotAllowed, ComplaintError.
    """
    complaint = _open(complaint)
    require(may_answer_complaint(actor.member, complaint))
    text = _words(answer, "answer", _("Chị viết câu trả lời."))
    _close(actor, complaint, ComplaintState.ANSWERED, text)
    return complaint


@transaction.atomic
def decide_take_down(*, actor: Actor, complaint: Complaint, takes_down: bool, reason: str) -> Complaint:
    """Record an officer's decision to take the listing down or to leave it, with the reason.

    A take-down retires the product and notifies both sides of its unfinished orders. The seller is notified
    and may object. Raises NotAllowed, ComplaintError.
    """
    complaint = _open(complaint)
    require(may_decide_take_down(actor.member, complaint))
    text = _words(reason, "answer", _("Chị ghi vì sao gỡ hay không gỡ. Người bán đọc được."))
    if takes_down and complaint.product is not None:
        retire_product(actor=actor, product=complaint.product, reasons=text)
        # If the seller had stopped selling it, nothing else changes; the pages of its lots are cached by
        # this version.
        Product.objects.filter(pk=complaint.product.pk).update(facts_version=F("facts_version") + 1)
        notify_of_take_down(complaint.product, complaint.pk)
    _close(actor, complaint, ComplaintState.TAKEN_DOWN if takes_down else ComplaintState.KEPT, text)
    title = (
        gettext_lazy("%(what)s đã bị gỡ. Chị có thể nêu ý kiến")
        if takes_down
        else gettext_lazy("%(what)s không bị gỡ")
    )
    _notify(complaint, people_of(complaint.producer), "complaint.decided", title, body=text)
    return complaint


@transaction.atomic
def object_to(*, actor: Actor, complaint: Complaint, words: str) -> Complaint:
    """Record the seller's single objection to a take-down, which officers answer.

    Raises NotAllowed, ComplaintError.
    """
    complaint = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("producer", "product")
        .get(pk=complaint.pk)
    )
    require(may_object(actor.member, complaint))
    if complaint.state != ComplaintState.TAKEN_DOWN or complaint.objected_at is not None:
        raise ComplaintOver(_("Chị đã nêu ý kiến, hoặc sản phẩm không bị gỡ."), code="complaint_over")
    complaint.objection = _words(words, "objection", _("Chị viết vì sao không nên gỡ."))
    complaint.objected_at = timezone.now()
    complaint.reply_by = complaint.objected_at + OBJECTION_WITHIN
    complaint.save(update_fields=["objection", "objected_at", "reply_by"])
    _append_complaint_entry(actor, "complaint.objected", complaint)
    _notify(
        complaint,
        deciders(complaint),
        "complaint.objected",
        gettext_lazy("Người bán nêu ý kiến về việc gỡ %(what)s: trả lời trước %(by)s"),
        body=complaint.objection,
        by=complaint.reply_by,
    )
    return complaint


@transaction.atomic
def reply_to_objection(*, actor: Actor, complaint: Complaint, words: str) -> Complaint:
    """Record an officer's reply to the seller's objection. Raises NotAllowed, ComplaintError.

    To list the product again, the seller submits it again.
    """
    complaint = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("producer", "product")
        .get(pk=complaint.pk)
    )
    require(may_decide_take_down(actor.member, complaint))
    if complaint.objected_at is None or complaint.replied_at is not None:
        raise ComplaintOver(_("Chưa có ý kiến nào chờ trả lời."), code="complaint_over")
    complaint.reply = _words(words, "reply", _("Chị viết câu trả lời."))
    complaint.replied_at = timezone.now()
    complaint.save(update_fields=["reply", "replied_at"])
    _append_complaint_entry(actor, "complaint.replied", complaint)
    title = gettext_lazy("Hội đã trả lời ý kiến của chị về %(what)s")
    _notify(complaint, people_of(complaint.producer), "complaint.replied", title, body=complaint.reply)
    return complaint


def follow_up_complaints() -> int:
    """Escalate overdue complaints to officers and overdue take-down requests to staff; return how many.

    Called by the clock; safe to run twice. It also sends reminders:
    - of a take-down request or an objection, before the deadline: to those who decide
    - of a take-down request, daily after the deadline: to staff
    - of an escalated complaint or an objection, daily after the deadline: to officers, and after
      STAFF_AFTER to staff too
    """
    _remind_of_take_downs()
    _remind_of_objections()
    _remind_of_escalated()
    late = (
        Complaint.objects.late()
        .filter(state=ComplaintState.OPEN, escalated_at=None)
        .values_list("pk", flat=True)
    )
    handed = 0
    for pk in list(late):
        with transaction.atomic():
            complaint = (
                Complaint.objects.select_for_update(of=("self",))
                .select_related("producer", "product")
                .get(pk=pk)
            )
            if complaint.state != ComplaintState.OPEN or complaint.escalated_at is not None:
                continue
            complaint.escalated_at = timezone.now()
            complaint.save(update_fields=["escalated_at"])
            write_states("complaint.escalated", [complaint])
            is_take_down = complaint.kind == ComplaintKind.TAKE_DOWN
            above = _staff() if is_take_down else deciders(complaint)
            _notify(complaint, above, "complaint.late", gettext_lazy("Quá hạn trả lời: %(what)s"))
            handed += 1
    return handed


def _remind_of_take_downs() -> None:
    now = timezone.now()
    waiting = Complaint.objects.filter(kind=ComplaintKind.TAKE_DOWN, state=ComplaintState.OPEN)
    waiting = waiting.select_related("producer", "product", "order").order_by("pk")
    for complaint in waiting.filter(answer_by__gt=now, answer_by__lte=now + RING_BEFORE):
        title = gettext_lazy("Sắp hết giờ, quyết định trước %(by)s: %(what)s")
        with transaction.atomic():
            _notify(complaint, deciders(complaint), "complaint.soon", title)
    for complaint in waiting.filter(answer_by__lte=now - dt.timedelta(days=1)):
        day = (now - complaint.answer_by).days
        title = gettext_lazy("Quá hạn trả lời: %(what)s")
        with transaction.atomic():
            _notify(complaint, _staff(), "complaint.late", title, again=f":{day}")


def _remind_of_objections() -> None:
    now = timezone.now()
    waiting = Complaint.objects.objected().select_related("producer", "product", "order").order_by("pk")
    for complaint in waiting.filter(reply_by__gt=now, reply_by__lte=now + RING_BEFORE):
        title = gettext_lazy("Sắp hết giờ, trả lời người bán trước %(by)s: %(what)s")
        with transaction.atomic():
            _notify(
                complaint,
                deciders(complaint),
                "complaint.reply_soon",
                title,
                complaint.objection,
                by=complaint.reply_by,
            )
    for complaint in waiting.filter(reply_by__lte=now):
        _remind_daily(
            complaint,
            complaint.reply_by or now,
            "complaint.reply_late",
            gettext_lazy("Quá hạn trả lời người bán: %(what)s"),
            complaint.objection,
        )


def _remind_of_escalated() -> None:
    """Send daily reminders of escalated complaints, from the day after the deadline.

    On the day itself, follow_up_complaints sends the notice.
    """
    now = timezone.now()
    left = Complaint.objects.filter(kind=ComplaintKind.COMPLAINT, state=ComplaintState.OPEN)
    left = left.filter(answer_by__lte=now - dt.timedelta(days=1)).exclude(escalated_at=None)
    for complaint in left.select_related("producer", "product", "order").order_by("pk"):
        title = gettext_lazy("Quá hạn trả lời: %(what)s")
        _remind_daily(complaint, complaint.answer_by, "complaint.late", title, complaint.text)


def _remind_daily(complaint: Complaint, due: dt.datetime, kind: str, title: StrOrPromise, body: str) -> None:
    over = timezone.now() - due
    users = deciders(complaint)
    if over >= STAFF_AFTER:
        users = list({user.pk: user for user in [*users, *_staff()]}.values())
    with transaction.atomic():
        _notify(complaint, users, kind, title, body, again=f":{over.days}", by=due)


def _staff() -> list[User]:
    return list(User.objects.filter(is_staff=True, is_active=True))


def forget_callers() -> int:
    """Delete callback numbers PHONE_RETENTION after the answer, and return how many. Called by the clock."""
    old = Complaint.objects.filter(answered_at__lte=timezone.now() - PHONE_RETENTION).exclude(
        contact_phone=""
    )
    return erase_words(old, contact_phone="")


def deciders(complaint: Complaint) -> list[User]:
    """Return the officers who oversee the seller and don't sell for it; staff if there are none."""
    seller_ids = {person.pk for person in people_of(complaint.producer)}
    officers = [user for user in officers_of(complaint.producer) if user.pk not in seller_ids]
    return officers or _staff()


def what_of(complaint: Complaint) -> str:
    if complaint.order is not None:
        return _("đơn %(number)s") % {"number": complaint.order.number}
    return str(complaint.product or complaint.producer)


def _open(complaint: Complaint) -> Complaint:
    complaint = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("producer", "product__producer")
        .get(pk=complaint.pk)
    )
    if complaint.state != ComplaintState.OPEN:
        raise ComplaintOver(_("Việc này đã trả lời rồi."), code="complaint_over")
    return complaint


def _close(actor: Actor, complaint: Complaint, state: ComplaintState, text: str) -> None:
    complaint.state, complaint.answer, complaint.answered_at = state, text, timezone.now()
    complaint.answered_by, complaint.on_behalf_of = actor.by, actor.member if actor.is_helping else None
    complaint.save(update_fields=["state", "answer", "answered_at", "answered_by", "on_behalf_of"])
    _append_complaint_entry(actor, f"complaint.{state.value}", complaint)


def _append_complaint_entry(actor: Actor, kind: str, complaint: Complaint) -> None:
    """Write the ledger entry of a complaint: who acted and when, without any text."""
    append_entry(
        kind=kind,
        subject=f"complaint:{complaint.ref}",
        payload={"complaint": complaint.pk, **states(complaint)},
        **actor.ledger_refs(),
    )


def _words(text: str, field: str, missing: str) -> str:
    text = nfc(text).replace("\0", "").strip()
    if not text:
        raise ComplaintError(missing, field=field, code="complaint_words")
    if len(text) > MAX_TEXT:
        raise ComplaintError(_("Dài quá 1.000 chữ. Xin viết ngắn hơn."), field=field, code="complaint_long")
    return text


def _notify(
    complaint: Complaint,
    users: list[User],
    kind: str,
    title: StrOrPromise,
    body: str = "",
    again: str = "",
    by: dt.datetime | None = None,
) -> None:
    words = {"what": lazy(what_of, str)(complaint), "by": format_moment(by or complaint.answer_by)}
    for user in users:
        notify(
            user=user,
            kind=kind,
            title=filled(title, words),
            body=(body or complaint.text)[:200],
            url=reverse("orders:complaint-item", args=[complaint.pk]),
            key=f"{kind}:{complaint.pk}:{user.pk}{again}",
            sms=True,
        )


def taken_down_on(*, product: Product) -> dt.date | None:
    """Return the day on which a request took `product` down.

    None if the product is listed, or if no request took it down since its last listing. Changes and new
    submissions by the seller don't matter: a take-down lasts until an officer lists the product again.
    """
    last = take_down_of(product)
    return timezone.localdate(last.answered_at) if last and last.answered_at else None


def take_down_of(product: Product) -> Complaint | None:
    """Return the request that took `product` down, by the rule of `taken_down_on`."""
    if product.state == ProductState.LISTED:
        return None
    requests = Complaint.objects.filter(product=product, state=ComplaintState.TAKEN_DOWN)
    if product.listed_at is not None:
        requests = requests.filter(answered_at__gte=product.listed_at)
    return requests.order_by("-answered_at").first()


def days_left(complaint: Complaint) -> dt.timedelta:
    return complaint.answer_by - timezone.now()
