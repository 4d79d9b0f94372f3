"""Hand over a question that names a danger, before a phone code or anything else is asked."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect

from backend.common.idempotency import key_of
from backend.common.limits import SharedLimit
from backend.common.network import client_address, network_of
from backend.common.phones import PhoneError, parse_phone
from members.acting import ActorRequest
from members.models import Branch
from union.alarms.actions.raising import raise_alarm
from union.alarms.visits import remember_alarm
from union.questions.models import Question
from union.questions.triage import dangers

# A market's Wi-Fi counts as one network. Whoever is above it still sees every place and number.
alarms_an_hour = SharedLimit("alarms", 20, seconds=3600, step=1)
# A phone changes its network easily.
alarms_of_a_number = SharedLimit("alarms of a number", 5, seconds=3600, step=1)


def hand_over(
    request: ActorRequest, *, text: str, kinds: tuple[str, ...], branch: Branch | None, phone: str
) -> HttpResponse:
    """Ring the officers on duty, and lead to the places that help. A number that can't be read is left out.

    A network, number or account that raised too many alarms in this hour is led to the places only: it would use up
    everybody's messages.
    """
    actor = request.actor or None
    number = str(actor.by.ref) if actor else _readable(phone)
    if alarms_an_hour.is_over(network_of(client_address(request))) or (
        number and alarms_of_a_number.is_over(number)
    ):
        return redirect("union:help_now")
    alarm = raise_alarm(
        text=text,
        kinds=kinds,
        branch=branch,
        phone=_readable(phone),
        asker=actor.member if actor else None,
        by=actor.by if actor and actor.is_helping else None,
        key=key_of(request) or uuid4().hex,
    )
    remember_alarm(request, alarm)
    return redirect("union:help_now")


def is_in_danger(request: ActorRequest, question: Question) -> bool:
    """Ring the officers on duty if what an officer took down names a danger, and return whether it does."""
    kinds = dangers(question.text)
    if kinds:
        raise_alarm(
            text=question.text,
            kinds=kinds,
            branch=question.branch,
            phone=_readable(question.phone),
            asker=None,
            by=request.actor.by,
            key=f"question {question.ref}",
        )
    return bool(kinds)


def _readable(phone: str) -> str | None:
    try:
        return parse_phone(phone)
    except PhoneError:
        return None
