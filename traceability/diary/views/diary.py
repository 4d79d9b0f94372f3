"""The diary: this week's entries, and the form that works without a connection."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.dates import format_date, weekday
from backend.common.errors import DomainError
from backend.common.idempotency import (
    IdempotencyBusy,
    StoredResponse,
    body_of,
    idempotent,
    key_of,
    owner_of,
    run_once,
)
from backend.common.submitting import add_refusal, refuse_in_form
from backend.common.text import to_id
from members.acting import ActorRequest
from products.models import Photo
from products.photos.actions import add_photo, erase_unused_photo
from traceability.diary.actions import moment_of
from traceability.diary.forms.declaration import DeclareForm
from traceability.diary.forms.diary import PhoneClock, RecordForm
from traceability.diary.views.messages import (
    harvest_words,
    notify_of_unusual_amount,
    show_used_up,
    warn_of_declared_rest,
    warn_of_recall,
    warn_of_yield,
)
from traceability.epcis.sensors import MEASURES
from traceability.events.actions import (
    correct_event,
    declare_error,
    erase_captured_words,
    find_event,
    is_transformation_part,
)
from traceability.events.actions.attributes import measured_before
from traceability.events.actions.checks import check_event
from traceability.events.actions.errors import LotUsedUp
from traceability.events.enums import CORRECTABLE_KINDS, DIARY_KINDS, DetailKind, ErrorReason, EventKind
from traceability.events.journey import detailed_events
from traceability.events.rules import may_check_event, may_declare_error, may_record_event, producers_of
from traceability.lots.enums import Claim
from traceability.models import EpcisEvent, Event, EventDetail

WEEK = dt.timedelta(days=7)
MOST_ENTRIES = 200
FOLDED = ("note", "person", "photo")
# The URL word of each kind, so that a link shows what it records.
KIND_WORDS = {
    "thu-hoach": EventKind.HARVESTING,
    "cham-soc": EventKind.GROWING,
    "che-bien": EventKind.PROCESSING,
    "dong-goi": EventKind.PACKING,
    "giao": EventKind.SHIPPING,
}


@login_required
@require_safe
def diary(request: ActorRequest) -> HttpResponse:
    """Show the entries of seven days, newest day first; without a chosen day, of the last seven.

    The phone stores this page, so it also opens without a connection.
    """
    actor = request.actor
    today = timezone.localdate()
    last = _day(request.GET.get("den", "")) or today
    first = last - WEEK + dt.timedelta(days=1)
    events = Event.objects.run_by(actor.member)
    in_week = Q(event_time__gte=moment_of(first), event_time__lt=moment_of(last) + dt.timedelta(days=1))
    if last >= today:
        # Entries written this week about an earlier day have a heading of their own, because the member looks
        # for them here.
        in_week |= Q(recorded_at__gte=moment_of(first))
    # A partner's software may send thousands of events; each is on its lot's page.
    own = set(actor.member.producer_roles.filter(until=None).values_list("producer", flat=True))
    entries = detailed_events(events.filter(in_week), part=slice(MOST_ENTRIES), readers=own)
    days = [(day, _day_words(day, today), list(rows)) for day, rows in groupby(entries, key=lambda e: e.day)]
    context = {
        "today": today,
        "days": [group for group in days if group[0] >= first],
        "late": [group for group in days if group[0] < first],
        "has_products": actor.member.producer_roles.filter(
            until=None, producer__products__isnull=False
        ).exists(),
        "kinds": [(word, kind) for word, kind in KIND_WORDS.items() if word != "thu-hoach"],
        "first": first,
        "last": last,
        "is_now": last >= today,
        "most": MOST_ENTRIES if len(entries) == MOST_ENTRIES else 0,
        "earlier": (first - dt.timedelta(days=1)).isoformat(),
        "later": (last + WEEK).isoformat(),
    }
    return render(request, "traceability/diary/diary.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: ActorRequest) -> HttpResponse:
    """Show the form for one step, or record it once, however often the phone sends it.

    Responds to a browser's form with a redirect, to the outbox (Accept: application/json) with JSON:
    - 201 {"next", "event_id", "lot"}
    - 400, 403, 409, 422 {"errors": {field: [sentence]}}
    - 409 with Retry-After while the first request is still running
    """
    actor = request.actor
    if request.method != "POST":
        kind = KIND_WORDS.get(request.GET.get("viec", ""), EventKind.HARVESTING)
        form = RecordForm(member=actor.member, initial={"kind": kind, **_usual(request, kind)})
        return _form(request, form)
    wants_json = _wants_json(request)
    form = RecordForm(request.POST, request.FILES, member=actor.member, may_ask=not wants_json)
    if not form.is_valid():
        return _json_errors(form, 400) if wants_json else _form(request, form, 400)
    key = key_of(request) or str(uuid.uuid4())
    event_id = _event_id(key)
    photo = None
    try:
        photo = _photo(request, form, event_id)
        stored = run_once(
            owner=owner_of(request),
            key=key,
            body=body_of(request),
            effect=lambda: _recorded(request, form, event_id, photo, wants_json),
        )
    except DomainError as error:
        if photo is not None and not EventDetail.objects.filter(photo=photo).exists():
            with transaction.atomic():
                erase_unused_photo(photo)
        if isinstance(error, LotUsedUp):
            error.field = "input_quantity"  # the form has two quantities; this is the ingredient's
        add_refusal(form, error)
        if not wants_json:
            return _form(request, form, error.status_code)
        response = _json_errors(form, error.status_code)
        if isinstance(error, IdempotencyBusy):
            response.headers["Retry-After"] = "2"
        return response
    if not stored.is_replay:
        show_used_up(request, event_id)
        warn_of_recall(request, event_id)
        warn_of_yield(request, event_id)
    if stored.status == 303:
        if not stored.is_replay:
            messages.success(request, harvest_words(event_id) or _("Đã ghi vào nhật ký."))
        return HttpResponseRedirect(stored.location, status=303)
    return JsonResponse(stored.body, status=stored.status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def event(request: ActorRequest, event_id: uuid.UUID) -> HttpResponse:
    """Show one entry with all its texts.

    The member or an officer can declare it wrong here; the member can also correct it.
    """
    actor = request.actor
    row = get_object_or_404(Event.objects.filter(is_error=False), event_id=event_id)
    may_declare = may_declare_error(actor.member, row)
    if not may_declare:
        return render(request, "404.html", status=404)
    entry = detailed_events(Event.objects.filter(event_id=event_id))[0]
    may_record = may_record_event(actor.member, producers_of(row))
    may_correct = row.kind in CORRECTABLE_KINDS and may_record and not is_transformation_part(row)
    form = DeclareForm(
        request.POST or None,
        initial={"reason": ErrorReason.INCORRECT_DATA if may_correct else None, **_former_values(entry)},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refuse_in_form(form):
            if data["reason"] == ErrorReason.INCORRECT_DATA and may_correct:
                event_time = row.event_time
                if data["date"] and data["date"] != entry.day:
                    event_time = moment_of(data["date"])
                correct_event(
                    actor=actor,
                    event=row,
                    event_id=_event_id(key_of(request) or str(uuid.uuid4())),
                    event_time=event_time,
                    quantity=data["quantity"],
                    unit=data["unit"],
                    note=data["note"],
                    person=entry.person,
                )
                messages.success(
                    request, _("Đã ghi lại cho đúng. Lời ghi cũ vẫn giữ trong sổ, có gạch ngang.")
                )
            else:
                declare_error(actor=actor, event=row, reason=data["reason"])
                messages.success(request, _("Đã báo là ghi sai. Người mua không thấy việc này nữa."))
                if row.kind == EventKind.HARVESTING and entry.lot:
                    warn_of_declared_rest(request, entry.lot.pk)
            lot = entry.lot
            return redirect(lot_url(lot.pk) if lot else reverse("traceability:diary"))
    context = {
        "entry": entry,
        "has_words": EpcisEvent.objects.filter(event_id=event_id).exclude(salt=None).exists(),
        "measured": measured_before(row.event_id),
        "form": form,
        "may_correct": may_correct,
        "may_check": not actor.is_helping and entry.declared is None and may_check_event(actor.member, row),
        "claims": [
            (Claim.PAPER, _("Tôi giữ giấy có chữ ký")),
            (Claim.VERIFIED, _("Tôi đã đến xem")),
        ],
        "claimed": {check.claim for check in entry.checks},
    }
    return render(request, "traceability/events/event.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
@idempotent
def check(request: ActorRequest, event_id: uuid.UUID) -> HttpResponse:
    """Store an officer's confirmation of an event."""
    row = get_object_or_404(Event.objects.filter(is_error=False), event_id=event_id)
    check_event(actor=request.actor, event=row, claim=request.POST.get("claim", ""))
    messages.success(request, _("Đã ghi lời xác minh."))
    return redirect("traceability:event", event_id)


@login_required
@require_POST
@idempotent
def erase_words(request: ActorRequest, event_id: uuid.UUID) -> HttpResponse:
    """Erase the texts of an event in which a partner's software named a person."""
    row = get_object_or_404(Event.objects.filter(is_error=False), event_id=event_id)
    if not may_declare_error(request.actor.member, row):
        return render(request, "404.html", status=404)
    erase_captured_words(actor=request.actor, event=row)
    messages.success(request, _("Đã xoá lời riêng. Phần nói về hàng vẫn giữ."))
    return redirect("traceability:event", event_id)


def lot_url(lot_id: int) -> str:
    return reverse("traceability:lot", args=[lot_id])


def _recorded(
    request: ActorRequest, form: RecordForm, event_id: uuid.UUID, photo: Photo | None, wants_json: bool
) -> StoredResponse:
    row = form.save(actor=request.actor, event_id=event_id, clock=PhoneClock.of(request), photo=photo)
    address = reverse("traceability:diary")
    if wants_json and not form.cleaned_data["sure"] and form.was_unusual:
        notify_of_unusual_amount(request.actor.member, row)
    if not wants_json:
        return StoredResponse(303, location=address)
    lot = row.lot_links.select_related("lot").latest("position").lot
    return StoredResponse(
        201,
        {"next": address, "event_id": str(row.event_id), "lot": {"id": lot.pk, "code": lot.code}},
        location=reverse("traceability:event", args=[row.event_id]),
    )


def _photo(request: ActorRequest, form: RecordForm, event_id: uuid.UUID) -> Photo | None:
    """Store the uploaded photo and return it, or None. A repeated request returns the photo of the first one.

    It is decoded before the transaction, because SQLite's other writers would wait for it.
    """
    upload = form.cleaned_data.get("photo")
    if not upload:
        return None
    if find_event(event_id):
        detail = (
            EventDetail.objects.filter(event_id=event_id, kind=DetailKind.PHOTO)
            .select_related("photo")
            .first()
        )
        return detail.photo if detail else None
    photo = add_photo(actor=request.actor, upload=upload, producer=form.cleaned_data["product"].producer)
    upload.seek(0)
    return photo


def _form(request: ActorRequest, form: RecordForm, status: int = 200) -> HttpResponse:
    kind = EventKind(form["kind"].value()) if form["kind"].value() in DIARY_KINDS else EventKind.HARVESTING
    context = {
        "form": form,
        "kind": kind,
        "only": form.products[0] if len(form.products) == 1 else None,
        "kind_words": {kind: word for word, kind in KIND_WORDS.items()},
        "titles": {str(one): str(_title(one)) for one in DIARY_KINDS},
        "title": _title(kind),
        "measures": [(form[code], measure.suffix) for code, measure in MEASURES.items()],
        "is_measured": any(form[code].value() or form[code].errors for code in MEASURES),
        "is_folded": not (
            form["lot"].errors
            or form["lot"].value()
            or any(form[name].value() or form[name].errors for name in FOLDED)
        ),
    }
    return render(request, "traceability/diary/record.html", context, status=status)


def _title(kind: EventKind) -> str:
    return {
        EventKind.HARVESTING: _("Ghi thu hoạch"),
        EventKind.GROWING: _("Ghi trồng, chăm"),
        EventKind.PROCESSING: _("Ghi chế biến"),
        EventKind.PACKING: _("Ghi đóng gói"),
        EventKind.SHIPPING: _("Ghi giao hàng"),
    }[kind]


def _usual(request: ActorRequest, kind: EventKind) -> dict[str, Any]:
    """Return initial product and unit of the form: those of the member's last event of this kind.

    A product in the URL comes first, without a unit; with a lot in the URL, the work was done for that lot.
    """
    product = to_id(request.GET.get("san-pham"))
    if product is not None:
        lot = to_id(request.GET.get("lo"))
        return {"product": str(product)} | ({"lot": str(lot)} if lot is not None else {})
    last = (
        Event.objects.standing()
        .run_by(request.actor.member)
        .filter(kind=kind)
        .order_by("-recorded_at")
        .first()
    )
    if last is None:
        return {}
    link = last.lot_links.select_related("lot").order_by("position").last()
    if link is None:
        return {}
    return {"product": str(link.lot.product_id), "unit": link.unit}


def _former_values(entry: Any) -> dict[str, Any]:
    """Return initial values of the correction form: what `entry` recorded."""
    link = entry.event.lot_links.order_by("position").last()
    return {
        "quantity": f"{link.quantity.normalize():f}".replace(".", ",")
        if link and link.quantity is not None
        else "",
        "unit": link.unit if link else "",
        "date": entry.day.isoformat(),
        "note": entry.note,
    }


def _event_id(key: str) -> uuid.UUID:
    """Return the event id for a request's idempotency key.

    It is the key itself if that is a UUID, as the outbox and our forms send it; else one derived from it.
    """
    try:
        return uuid.UUID(key)
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_OID, key)


def _wants_json(request: ActorRequest) -> bool:
    accept = request.headers.get("Accept", "")
    return "application/json" in accept and "text/html" not in accept


def _json_errors(form: RecordForm, status: int) -> JsonResponse:
    errors = {("" if name == "__all__" else name): list(texts) for name, texts in form.errors.items()}
    return JsonResponse({"errors": errors}, status=status)


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return (
        day if 2000 <= day.year < 2200 else None
    )  # a week before or after it, and its moments in UTC, must be valid dates too


def _day_words(day: dt.date, today: dt.date) -> str:
    if day == today:
        return _("Hôm nay")
    if day == today - dt.timedelta(days=1):
        return _("Hôm qua")
    return f"{weekday(day)}, {format_date(day)}"
