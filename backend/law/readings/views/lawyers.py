"""A lawyer's pages: one provision or situation after the other, one tap each."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent
from backend.common.submitting import refuse_in_form
from backend.law.library.models import Provision
from backend.law.library.texts import pieces_of
from backend.law.readings.actions.lawyers import Shown, record_reading, shown_now, withdraw_reading
from backend.law.readings.forms import ReasonForm
from backend.law.readings.models import LawyerReading, about
from backend.law.readings.queue import next_url, url_of, waiting
from backend.law.readings.readables import Readable, readable_of
from backend.law.readings.rules import may_confirm
from backend.theme.reading import for_reading
from members.acting import ActorRequest
from members.models import RoleGrant
from members.roles.enums import Role
from members.rules import require


@for_reading
@login_required
@never_cache
@require_safe
def home(request: ActorRequest) -> HttpResponse:
    """Show how much waits for the lawyer, and what this lawyer read last."""
    lawyer = request.actor.member
    require(may_confirm(lawyer))
    own = LawyerReading.objects.standing().filter(read_by=lawyer)
    left = list(waiting())
    context = {
        "grant": RoleGrant.objects.open().filter(user=lawyer, role=Role.LAWYER).order_by("pk").first(),
        "count": len(left),
        "read": own.count(),
        "latest": [
            {"reading": row, "title": title_of(row), "url": _url_of(row)}
            for row in own.select_related("provision__document")[:20]
        ],
        "first_url": url_of(left[0]) if left else reverse("law:lawyer"),
    }
    return render(request, "law/readings/lawyer.html", context)


@for_reading
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def provision(request: ActorRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Provision.objects.with_holders().exclude(ref=""), pk=pk)
    return _read(request, found)


@for_reading
@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def readable(request: ActorRequest, key: str) -> HttpResponse:
    found = readable_of(key)
    if found is None:
        raise Http404
    return _read(request, found)


@login_required
@require_POST
@idempotent
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take an own reading back, and open its page again."""
    row = get_object_or_404(LawyerReading.objects.filter(read_by=request.actor.member), pk=pk)
    withdraw_reading(actor=request.actor, reading=row)
    return redirect(_url_of(row))


def title_of(row: LawyerReading) -> str:
    """Return the name of the provision or readable that was read."""
    if row.provision is not None:
        return row.provision.words
    found = readable_of(row.readable)
    return found.title if found else row.readable


def _read(request: ActorRequest, thing: Provision | Readable) -> HttpResponse:
    require(may_confirm(request.actor.member))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refuse_in_form(form):
            reading = record_reading(
                actor=request.actor,
                thing=thing,
                shown=Shown.parsed(request.POST.get("shown", "")),
                verdict=request.POST.get("verdict", ""),
                reason=form.cleaned_data["reason"],
            )
            return redirect(f"{next_url(thing)}?vua={reading.pk}")
    shown, words = shown_now(thing)
    own = LawyerReading.objects.standing().filter(**about(thing), read_by=request.actor.member)
    mine = own.select_related("words").first()
    context: dict[str, Any] = {
        "thing": thing,
        "is_provision": isinstance(thing, Provision),
        "pieces": pieces_of(thing) if isinstance(thing, Provision) else (),
        "words": words,
        "shown": shown,
        "form": form,
        "mine": mine,
        "is_old": mine is not None and not mine.is_of(shown.text_sha256, words),
        "skip_url": next_url(thing),
        "just": _just(request),
    }
    return render(request, "law/readings/confirm.html", context, status=400 if form.errors else 200)


def _just(request: ActorRequest) -> dict[str, Any] | None:
    """Return the own reading that led to this page, to take a wrong tap back; None without one."""
    asked = request.GET.get("vua", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    rows = LawyerReading.objects.standing().filter(read_by=request.actor.member)
    row = rows.select_related("provision__document").filter(pk=asked).first()
    return {"reading": row, "title": title_of(row)} if row else None


def _url_of(row: LawyerReading) -> str:
    if row.provision_id is not None:
        assert row.provision is not None
        return url_of(row.provision)
    found = readable_of(row.readable)
    return url_of(found) if found else next_url()
