from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.limits import SharedLimit
from backend.common.phones import parse_phone
from backend.common.text import filled
from backend.ledger.actions import append_entry
from backend.ledger.pins import new_salt, pin
from backend.ledger.row_states import erase_words, states
from members.acting import Actor
from members.models import User
from members.notices.actions.notices import notify
from products.models import Producer
from products.producers.news import officers_of
from traceability.inquiries import rules
from traceability.inquiries.enums import InquiryKind, InquiryState
from traceability.labels.runs.serials import label_of
from traceability.models import Inquiry, Lot

MAX_TEXT = 1000
# Strangers trigger them, and each makes a phone ring. Messages above the limit wait in the inbox and among
# the notices.
messages_an_hour = SharedLimit("messages of problems", 5, seconds=3600, step=1)
# Per network; callers with a form check it before sending.
inquiries_an_hour = SharedLimit("inquiries", 10, seconds=3600, step=1)
KEEP_PHONE = timedelta(days=30)  # after the answer
KEEP_UNANSWERED = timedelta(days=365)


class InquiryError(DomainError):
    """An inquiry or its answer is invalid."""


class InquiryNotAllowed(InquiryError):
    """The user may neither answer nor close this inquiry."""

    status_code = 403


class TooManyInquiries(InquiryError):
    """More than ten inquiries from one network within an hour."""

    status_code = 429


def lot_to_write_about(user: Any, lot_id: int) -> Lot | None:
    """Return the lot if a buyer may know it, else None: it is public, or labels of it were made."""
    lot = Lot.objects.select_related("product__producer").filter(pk=lot_id).first()
    if lot is None or not (
        Lot.objects.visible_to(user).filter(pk=lot_id).exists() or lot.label_runs.exists()
    ):
        return None
    return lot


def people_to_notify(producer: Producer | None, kind: InquiryKind) -> list[User]:
    """Return the producer's people; for a problem the officers too, and without a producer the staff."""
    users: dict[int, User] = {}
    if producer is not None:
        for person in producer.people.filter(until=None).select_related("user"):
            users[person.user_id] = person.user
    officers: list[User] = []
    if producer is None:
        officers = list(User.objects.filter(is_staff=True, is_active=True))
    elif kind == InquiryKind.PROBLEM:
        officers = officers_of(producer)
    for user in officers:
        users.setdefault(user.pk, user)
    return list(users.values())


@transaction.atomic
def send_inquiry(
    *, kind: InquiryKind, text: str, lot: Lot | None = None, serial_text: str = "", contact_phone: str = ""
) -> Inquiry:
    """Store a buyer's report or question and notify those who answer. Raises InquiryError with the field.

    `serial_text` is the text on the label; with a `lot` it is one of its labels.
    """
    text = text.strip()
    if not text:
        raise InquiryError(_("Xin viết vài chữ để người nhận hiểu."), field="text")
    if len(text) > MAX_TEXT:
        raise InquiryError(_("Dài quá 1.000 chữ. Xin viết ngắn hơn."), field="text")
    phone = ""
    if contact_phone.strip():
        try:
            phone = parse_phone(contact_phone)
        except DomainError as error:
            raise InquiryError(error.message, field="contact_phone") from error
    if lot is not None and serial_text:
        try:
            serial_text = label_of(lot, serial_text)
        except DomainError as error:
            raise InquiryError(error.message, field="serial_text", code=error.code) from error
    producer = lot.product.producer if lot is not None else None
    salt = new_salt()
    inquiry = Inquiry.objects.create(
        kind=kind, text=text, lot=lot, producer=producer, serial_text=serial_text[:24], contact_phone=phone,
        text_salt=salt,
    )  # fmt: skip
    append_entry(
        kind="inquiry.sent",
        subject=f"inquiry:{inquiry.ref}",
        payload=inquiry.facts() | {"text": pin(salt, inquiry.text)} | states(inquiry),
        by=None,
    )
    title = filled(
        gettext_lazy("Người mua báo có vấn đề: %(what)s")
        if kind == InquiryKind.PROBLEM
        else gettext_lazy("Người mua hỏi: %(what)s"),
        {"what": lot.product.name if lot is not None else gettext_lazy("tem lạ")},
    )
    for user in people_to_notify(producer, kind):
        notify(
            user=user,
            kind=f"inquiry.{kind}",
            title=title,
            body=text[:200],
            url=reverse("traceability:inbox-item", args=[inquiry.pk]),
            key=f"inquiry:{inquiry.pk}",
            sms=kind == InquiryKind.PROBLEM and not messages_an_hour.is_over(str(user.ref)),
        )
    return inquiry


@transaction.atomic
def answer_inquiry(*, actor: Actor, inquiry: Inquiry, answer: str) -> Inquiry:
    """Store an answer, which the buyer reads at the inquiry's own URL. A later answer replaces it.

    Raises InquiryError, InquiryNotAllowed.
    """
    inquiry = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if not rules.may_answer(actor.member, inquiry):
        raise InquiryNotAllowed(_("Chị không trả lời được lời nhắn này."))
    answer = answer.replace("\0", "").strip()
    if not answer:
        raise InquiryError(_("Xin viết câu trả lời."), field="answer")
    if len(answer) > MAX_TEXT:
        raise InquiryError(_("Dài quá 1.000 chữ. Xin viết ngắn hơn."), field="answer")
    salt = new_salt()
    inquiry.answer, inquiry.answer_salt = answer, salt
    _note(actor, inquiry)
    inquiry.state = InquiryState.ANSWERED
    inquiry.save()
    _record_reply(actor, "inquiry.answered", inquiry, {"answer": pin(salt, answer)})
    return inquiry


@transaction.atomic
def close_inquiry(*, actor: Actor, inquiry: Inquiry) -> Inquiry:
    """Close an inquiry with or without an answer. It stays readable, with the person and the time.

    A repeated call changes nothing. Raises InquiryNotAllowed.
    """
    inquiry = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
    if not rules.may_answer(actor.member, inquiry):
        raise InquiryNotAllowed(_("Chị không trả lời được lời nhắn này."))
    if inquiry.state == InquiryState.CLOSED:
        return inquiry
    inquiry.state = InquiryState.CLOSED
    if inquiry.answered_at is None:
        _note(actor, inquiry)
    inquiry.save(update_fields=["state", "answered_by", "on_behalf_of", "answered_at"])
    _record_reply(actor, "inquiry.closed", inquiry, {})
    return inquiry


def _note(actor: Actor, inquiry: Inquiry) -> None:
    inquiry.answered_by, inquiry.answered_at = actor.by, timezone.now()
    inquiry.on_behalf_of = actor.member if actor.is_helping else None


def _record_reply(actor: Actor, kind: str, inquiry: Inquiry, payload: dict[str, str]) -> None:
    """Record in the ledger that an inquiry was answered or closed, and by whom, without any of the texts."""
    append_entry(kind=kind, subject=f"inquiry:{inquiry.ref}", payload=payload, **actor.ledger_refs())


@transaction.atomic
def forget_phones() -> int:
    """Erase the phone numbers of buyers answered KEEP_PHONE ago, and of those unanswered for KEEP_UNANSWERED.

    Return how many. Run by the clock.
    """
    now = timezone.now()
    answered = Q(answered_at__lte=now - KEEP_PHONE)
    given_up = Q(answered_at=None, created_at__lte=now - KEEP_UNANSWERED)
    over = Inquiry.objects.filter(answered | given_up).exclude(contact_phone="")
    return erase_words(over, contact_phone="")
