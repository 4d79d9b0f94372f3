"""The page for a woman in danger, and the pages of duty officers."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.idempotency import idempotent, key_of
from backend.common.limits import SharedLimit
from backend.common.network import client_address, network_of
from backend.common.pagination import paginate
from backend.common.submitting import refuse_in_form
from backend.theme.reading import for_reading
from members.acting import ActorRequest
from union.alarms.actions.raising import leave_number, raise_alarm
from union.alarms.actions.taking import note_seen, take_alarm
from union.alarms.forms import CallForm
from union.alarms.presenters import (
    alarm_page,
    alarms_of,
    communes_without_duty,
    help_page,
    require_duty,
)
from union.alarms.visits import alarm_of, remember_alarm
from union.models import Alarm

private = cache_control(private=True, no_store=True)
# A market's Wi-Fi counts as one network. Whoever is above it still sees every number.
calls_an_hour = SharedLimit("calls back", 20, seconds=3600, step=1)
calls_of_a_number = SharedLimit("calls back to a number", 5, seconds=3600, step=1)


@for_reading
@private
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def help_now(request: ActorRequest) -> HttpResponse:
    """Show where help is, before anything else; POST leaves a number. Nothing is stored by looking."""
    alarm = alarm_of(request)
    form = CallForm(request.POST or None, asks_place=alarm is None or alarm.branch is None)
    if request.method == "POST" and form.is_valid():
        network = network_of(client_address(request))
        if calls_an_hour.is_over(network) or calls_of_a_number.is_over(form.cleaned_data["phone"]):
            form.add_error(None, _("Chị gọi thẳng các số ở trên. Piêu đang nhận quá nhiều lời nhờ."))
        else:
            with refuse_in_form(form):
                remember_alarm(request, _call_back(request, alarm, form.cleaned_data))
                return redirect("union:help_now")
    context = {"form": form, **help_page(alarm)}
    return render(request, "union/alarms/help_now.html", context, status=400 if form.errors else 200)


def _call_back(request: ActorRequest, alarm: Alarm | None, typed: dict[str, Any]) -> Alarm:
    """Add the number to the visitor's alarm, or raise one that has only the number."""
    if alarm is None:
        alarm = raise_alarm(
            text="",
            kinds=[],
            branch=typed["branch"],
            phone=typed["phone"],
            asker=request.actor.member if request.actor else None,
            by=request.actor.by if request.actor and request.actor.is_helping else None,
            key=key_of(request) or str(uuid.uuid4()),
        )
    return leave_number(alarm=alarm, **typed)


@login_required
@private
@require_safe
def alarms(request: ActorRequest) -> HttpResponse:
    """List the alarms of the officer's duty, and for the province the communes without a duty officer."""
    officer = request.actor.by
    require_duty(officer)
    page = paginate(request, alarms_of(officer), per_page=50)
    context = {"page": page, "unwatched": communes_without_duty(officer)}
    return render(request, "union/alarms/alarms.html", context)


@login_required
@private
@require_safe
def alarm(request: ActorRequest, ref: uuid.UUID) -> HttpResponse:
    """Show an alarm to a duty officer, and who was reached when."""
    found = get_object_or_404(alarms_of(request.actor.by), ref=ref)
    if not request.actor.is_helping:
        note_seen(actor=request.actor, alarm=found)
    return render(request, "union/alarms/alarm.html", alarm_page(found))


@login_required
@private
@require_POST
@idempotent
def take(request: ActorRequest, ref: uuid.UUID) -> HttpResponse:
    """Take an alarm: nobody else is rung any more."""
    found = get_object_or_404(alarms_of(request.actor.by), ref=ref)
    take_alarm(actor=request.actor, alarm=found)
    return redirect("union:alarm", ref)
